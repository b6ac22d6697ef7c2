"""Settings name every error at once and never print a value."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from leadcore.settings import Secret, SettingsError, load, setting


@dataclass(frozen=True, slots=True)
class Example:
    kafka: str = setting("KAFKA_BOOTSTRAP_SERVERS", about="host:port")
    pepper: Secret = setting("IDENTITY_PEPPER", about="at least 24 bytes")
    port: int = setting("HEALTH_PORT", 0)
    debug: bool = setting("DEBUG", False)
    ways: tuple[str, ...] = setting("WAYS", ())


def test_all_errors_at_once_and_no_value() -> None:
    with pytest.raises(SettingsError) as caught:
        load(Example, {"HEALTH_PORT": "hunter2", "DEBUG": "perhaps"})
    text = str(caught.value)
    assert [line.split(":")[0] for line in text.splitlines()] == [
        "KAFKA_BOOTSTRAP_SERVERS",
        "IDENTITY_PEPPER",
        "HEALTH_PORT",
        "DEBUG",
    ]
    assert "hunter2" not in text


@dataclass(frozen=True, slots=True)
class Limited:
    port: int = setting("HEALTH_PORT", 0, most=65_535)
    share: float = setting("SHARE", 0.5)
    records: int = setting("RECORDS", 10, least=1)
    mode: str = setting("MODE", "one", of=("one", "two"))


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("HEALTH_PORT", "65536", "not a number from 0 to 65535"),
        ("HEALTH_PORT", "-1", "not a number from 0 to 65535"),
        ("SHARE", "-0.1", "not a number from 0 on"),
        ("SHARE", "nan", "not a number from 0 on"),
        ("SHARE", "inf", "not a number from 0 on"),
        ("SHARE", "1e999", "not a number from 0 on"),
        ("RECORDS", "0", "not a number from 1 on"),
        ("MODE", "three", "none of one, two"),
        ("MODE", "", "none of one, two"),
    ],
)
def test_what_no_process_could_work_with_is_refused_at_the_start(name: str, text: str, why: str) -> None:
    """reliability 3.5: a negative or endless time-out, a batch of nothing, a mode there is not."""
    with pytest.raises(SettingsError) as refused:
        load(Limited, {name: text})
    assert str(refused.value) == f"{name}: {why}"
    load(Limited, {"HEALTH_PORT": "65535", "SHARE": "0", "RECORDS": "1", "MODE": "two"})


def test_a_file_that_is_no_text_is_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "pepper").write_bytes(b"\xffhunter2")
    with pytest.raises(SettingsError) as refused:
        load(Example, {"KAFKA_BOOTSTRAP_SERVERS": "k", "IDENTITY_PEPPER_FILE": str(tmp_path / "pepper")})
    assert str(refused.value) == "IDENTITY_PEPPER: its file is no text"


def test_a_file_holds_the_value(tmp_path: Path) -> None:
    (tmp_path / "pepper").write_text("s3cret\n")
    got = load(
        Example, {"KAFKA_BOOTSTRAP_SERVERS": "k:1", "IDENTITY_PEPPER_FILE": str(tmp_path / "pepper"), "WAYS": "a, b"}
    )
    assert got.pepper.reveal == "s3cret"
    assert got.ways == ("a", "b")
    assert "s3cret" not in repr(got)


def test_both_forms_are_refused() -> None:
    with pytest.raises(SettingsError, match="not both"):
        load(Example, {"KAFKA_BOOTSTRAP_SERVERS": "k", "IDENTITY_PEPPER": "x", "IDENTITY_PEPPER_FILE": "y"})

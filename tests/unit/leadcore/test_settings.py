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

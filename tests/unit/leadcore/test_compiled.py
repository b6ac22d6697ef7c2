"""P1, P3, P6: the compiled form reads and writes what Python does, refuses what Python refuses, and is never stale."""

import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore import avro, codec, compiled, contracts
from leadcore.codec import _current_schemas, _unexplained, encode_body
from leadcore.compiled import __main__ as compiling
from leadcore.compiled import place
from leadcore.contracts import Decision, Origin
from leadcore.testing.builders import a_lead, a_routed_lead, a_scored_lead, an_enriched_lead, an_identified

SCHEMAS = _current_schemas()
SECTIONED = {"Identified", "Lead", "EnrichedLead", "ScoredLead", "RoutedLead"}
KINDS = compiled.kinds()
there = pytest.mark.skipif(KINDS is None, reason="nothing is compiled here: no C compiler, or LEADCORE_COMPILED=off")
REFUSED = (ValueError, IndexError, OverflowError, struct.error)


@pytest.fixture(scope="module")
def ours() -> dict[str, Callable[[bytes], Any]]:
    return compiled.readers(KINDS, SCHEMAS, {})


@pytest.fixture(scope="module")
def brief() -> dict[str, Callable[[bytes], Any]]:
    return compiled.readers(KINDS, SCHEMAS, _unexplained())


@pytest.fixture(scope="module")
def writers() -> dict[str, Callable[[Any], bytes]]:
    return compiled.writers(KINDS, SCHEMAS)


def in_python(unread: dict[str, str] | None = None) -> dict[str, Callable[[bytes], Any]]:
    made = avro.readers(SCHEMAS, unread or {})
    return {name: codec._converted(read, getattr(contracts, name)) for name, read in made.items()}


PYTHON, PYTHON_BRIEF, PYTHON_WRITES = in_python(), in_python(_unexplained()), avro.writers(SCHEMAS)


def values(schema: Any) -> st.SearchStrategy[Any]:
    """Anything that `schema` describes, as plain values."""
    if isinstance(schema, list):
        return st.one_of([values(branch) for branch in schema])
    kind = schema["type"] if isinstance(schema, dict) else schema
    simple: dict[str, st.SearchStrategy[Any]] = {
        "null": st.none(),
        "string": st.text(max_size=140),
        "bytes": st.binary(max_size=140),
        "int": st.integers(-(2**31), 2**31 - 1),
        "long": st.integers(-(2**63), 2**63 - 1),
        "double": st.floats(allow_nan=False),
        "boolean": st.booleans(),
    }
    if kind in simple:
        return simple[kind]
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=70 if schema["items"] == "double" else 3)
    if kind == "map":
        return st.dictionaries(st.text(max_size=8), values(schema["values"]), max_size=3)
    return st.fixed_dictionaries({each["name"]: values(each["type"]) for each in schema["fields"]})


def read(reader: Callable[[bytes], Any], body: bytes) -> Any:
    """What `reader` finds, as JSON, in which all that is not a number is alike; None: it refuses the body."""
    try:
        return msgspec.json.encode(reader(body))
    except REFUSED:
        return None


@there
@pytest.mark.parametrize("name", sorted(SCHEMAS.keys() - SECTIONED))
@settings(max_examples=25)
@given(data=st.data())
def test_both_forms_write_equal_bytes_and_read_equal_records(
    name: str, data: st.DataObject, ours: dict[str, Any], writers: dict[str, Any]
) -> None:
    record = msgspec.convert(data.draw(values(SCHEMAS[name])), getattr(contracts, name), builtin_types=(bytes,))
    body = writers[name](record)
    assert body == PYTHON_WRITES[name](record)
    found = ours[name](body)
    assert (type(found), found) == (type(record), record)
    assert msgspec.json.encode(found) == msgspec.json.encode(PYTHON[name](body))


@there
@pytest.mark.parametrize("lead", [an_identified(), a_lead(), an_enriched_lead(), a_scored_lead(), a_routed_lead()])
def test_both_forms_agree_on_whole_leads(
    lead: Any, ours: dict[str, Any], brief: dict[str, Any], writers: dict[str, Any]
) -> None:
    name = type(lead).__name__
    body = PYTHON_WRITES[name](lead)
    assert (writers[name](lead), ours[name](body)) == (body, lead)
    assert compiled.front_reader(KINDS, SCHEMAS["Origin"])(body) == lead.origin
    assert brief[name](body) == PYTHON_BRIEF[name](body)


@there
@settings(max_examples=600)
@given(data=st.data())
def test_both_forms_judge_damaged_bytes_alike(data: st.DataObject, ours: dict[str, Any], brief: dict[str, Any]) -> None:
    """Changed, cut off or put in, in one place or several: equal records, or refused by both."""
    body = bytearray(encode_body(a_routed_lead()))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=11))
    assert read(ours["RoutedLead"], bytes(body)) == read(PYTHON["RoutedLead"], bytes(body))
    assert read(brief["RoutedLead"], bytes(body)) == read(PYTHON_BRIEF["RoutedLead"], bytes(body))


@there
@settings(max_examples=400)
@given(body=st.binary(max_size=40) | st.lists(st.sampled_from([0, 1, 2, 4, 127, 128, 255]), max_size=40).map(bytes))
def test_both_forms_judge_any_bytes_alike(body: bytes, ours: dict[str, Any]) -> None:
    for name in ("Decision", "Basis", "IdentifiedPacket", "Submission", "Scoring"):
        assert read(ours[name], body) == read(PYTHON[name], body)


@there
@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_body_that_ends_too_early_is_refused(cut: int, ours: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"early|bytes"):
        ours["RoutedLead"](encode_body(a_routed_lead())[:cut])


@there
@pytest.mark.parametrize("count", [2**62, -(2**62), -(2**63), 2**63 - 1, 100, -100])
def test_a_count_beyond_the_bytes_is_refused_before_anything_is_made(count: int, ours: dict[str, Any]) -> None:
    unit_and_code, number = b"\2u\2c", PYTHON_WRITES["Decision"](Decision(unit="u", code="c", duration_us=count))[5:-2]
    body = unit_and_code + number + b"\2" + number
    with pytest.raises(ValueError, match="more values than bytes"):
        ours["Decision"](body)


@there
@pytest.mark.parametrize("value", [None, 3.5, b"bytes", ["a"], 2**63, "\ud800"])
def test_values_that_are_not_of_the_schema_are_refused(value: Any, writers: dict[str, Any]) -> None:
    for field in ("unit", "duration_us", "parameters"):
        record = Decision(unit="u", code="c")
        object.__setattr__(record, field, value)
        with pytest.raises((TypeError, ValueError, AttributeError, OverflowError)):
            writers["Decision"](record)
        object.__setattr__(record, field, {"unit": "u", "duration_us": 0, "parameters": {}}[field])


@there
def test_a_record_of_another_class_is_refused(writers: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="Origin"):
        writers["Origin"](Decision(unit="u", code="c"))


@there
def test_a_record_without_one_of_its_fields_is_refused(writers: dict[str, Any]) -> None:
    empty = object.__new__(Decision)
    with pytest.raises(AttributeError, match="unit"):
        writers["Decision"](empty)


@there
def test_numbers_that_are_none_keep_their_bytes(ours: dict[str, Any], writers: dict[str, Any]) -> None:
    scoring = a_scored_lead().scoring
    object.__setattr__(scoring, "features", (math.nan, math.inf, -0.0))
    body = PYTHON_WRITES["Scoring"](scoring)
    assert writers["Scoring"](ours["Scoring"](body)) == writers["Scoring"](scoring) == body


@there
def test_a_class_whose_fields_are_no_slots_of_its_own_has_no_compiled_form() -> None:
    kinds = KINDS
    with pytest.raises(TypeError, match="slots"):
        kinds.Field(property(len), kinds.Text())
    with pytest.raises(TypeError, match="of its own"):
        kinds.Record(Origin, (kinds.Field(vars(Decision)["unit"], kinds.Text()),))


@there
def test_the_codec_takes_the_compiled_form() -> None:
    assert compiled.form() == "compiled"
    assert codec._readers(True)["Decision"].func is KINDS.read  # type: ignore[attr-defined]
    assert codec._writers()["Decision"].func is KINDS.write  # type: ignore[attr-defined]


def test_a_changed_source_has_no_compiled_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.place()
    source = tmp_path / "avro.pyx"
    source.write_bytes(place.SOURCE.read_bytes() + b"\n")
    monkeypatch.setattr(place, "SOURCE", source)
    assert place.place() != before
    assert not place.place().exists()
    assert place.kinds.__wrapped__() is None


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(place.SWITCH, "off")
    assert place.kinds.__wrapped__() is None


def test_a_file_that_cannot_be_loaded_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(place.SWITCH, raising=False)
    monkeypatch.setattr(place, "folder", lambda: tmp_path)
    place.place().write_bytes(b"of another machine")
    assert place.kinds.__wrapped__() is None


@pytest.mark.parametrize(
    ("compiler", "path", "said"),
    [("", "", "no C compiler"), ("false", "/usr/bin:/bin", "false failed"), ("/no/cc", "/usr/bin:/bin", "did not run")],
)
def test_without_a_compiler_one_line_is_said_and_setup_goes_on(
    compiler: str,
    path: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CC", compiler)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr(place, "folder", lambda: tmp_path)
    monkeypatch.setattr(compiling, "folder", lambda: tmp_path)
    monkeypatch.setattr(compiling, "_headers", list)
    compiling.main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Avro is read and written in Python")
    assert said in line
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_one_line_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(place, "folder", lambda: tmp_path / "file" / "below")
    monkeypatch.setattr(compiling, "folder", place.folder)
    compiling.main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("Avro is read and written in Python")


def test_without_pythons_headers_one_line_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(place, "folder", lambda: tmp_path)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    compiling.main()
    assert "python3-dev" in capsys.readouterr().out


@there
def test_what_is_compiled_already_is_not_compiled_again(capsys: pytest.CaptureFixture[str]) -> None:
    before = place.place().stat().st_mtime_ns
    compiling.main()
    assert capsys.readouterr().out == ""
    assert place.place().stat().st_mtime_ns == before

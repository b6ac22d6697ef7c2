"""
Records to bytes and back, in the registry wire format: `00`, schema id (4 bytes, big endian), Avro.

`Codec.encode` writes the current schema; `Codec.decode` reads any known one and returns a record or `Undecodable`.
Bodies without the five-byte frame (inside packets, sealed persons) go through `encode_body` and `decode_body`.
"""

import io
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import lru_cache
from operator import attrgetter, is_
from typing import Any, Protocol, TypeVar, get_type_hints

import fastavro
import msgspec

from leadcore import avro, compiled
from leadcore.contracts import records
from leadcore.contracts.schemas import CURRENT, SCHEMAS
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.frozen import dataclass

T = TypeVar("T")

MAGIC = 0
MAX_VALUE_BYTES = 4 * 1024 * 1024
"""Checked before decoding: a hostile length prefix must not decide how much memory is asked for."""

UNKNOWN_SCHEMA_ID = "unknown-schema-id"
"""Reason of an Undecodable that waiting may mend."""

SECTIONS = ("origin", "identity", "admission", "enrichment", "scoring", "routing")
"""Sections in the order in which stages append them."""

EXPLANATIONS = {
    "basis": "{'decided_at': 0}",
    **dict.fromkeys(("trail", "facts", "features", "parts", "reasons", "candidates"), "[]"),
}
"""Fields of sections that say why, and what a reader that does not ask for them gives instead."""

_FRAME = struct.Struct(">bI")
_LEADS = (records.Identified, records.Lead, records.EnrichedLead, records.ScoredLead)
"""Records that a later stage extends by a section."""


class SchemaIds(Protocol):
    """Where schema ids come from: a registry, or the committed lock file."""

    def current(self, name: str) -> int:
        """The id under which records called `name` are written."""
        ...

    def schema(self, schema_id: int) -> tuple[str, str] | None:
        """
        Record name and schema text of `schema_id`; None where nobody knows it.

        Raises:
            PortUnavailable: the registry is away.
        """
        ...


class LockedIds:
    """The committed lock file: ids from 1,000,000,000."""

    def current(self, name: str) -> int:
        """The id under which records called `name` are written."""
        return CURRENT[name]

    def schema(self, schema_id: int) -> tuple[str, str] | None:
        """Record name and schema text, for every version that ever was written."""
        return SCHEMAS.get(schema_id)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A framed value, and the byte length of each section (empty for records without sections)."""

    value: bytes
    sections: tuple[int, ...] = ()


class Codec:
    """Encodes and decodes framed records; knows every schema of the lock file without asking anybody."""

    def __init__(self, ids: SchemaIds | None = None) -> None:
        self._ids: SchemaIds = ids or LockedIds()

    def encode(self, record: Any) -> Encoded:
        """The framed value of `record`; a record with sections is the concatenation of its sections."""
        name = type(record).__name__
        parts = [encode_body(getattr(record, each)) for each in _sections_of(name)] or [encode_body(record)]
        value = _FRAME.pack(MAGIC, self._ids.current(name)) + b"".join(parts)
        return Encoded(value, tuple(map(len, parts)) if len(parts) > 1 else ())

    def appended(self, name: str, body: bytes, section: Any) -> Encoded:
        """The framed value of record `name` whose earlier sections are `body` and whose last is `section`."""
        last = encode_body(section)
        return Encoded(_FRAME.pack(MAGIC, self._ids.current(name)) + body + last, (len(body), len(last)))

    def extended(self, record: Any, before: Any, value: bytes) -> Encoded | None:
        """
        The framed value of `record`, which is `before` with one more section: the bytes of `before`, `value`, as they
        came, and the new section's. None where it is not so: an earlier section was changed, or written with a schema
        that is not the current one.
        """
        extension = _extension(type(before).__name__, type(record).__name__)
        if extension is None or not isinstance(before, _LEADS):
            return None
        earlier, own = extension
        if not all(map(is_, earlier(record), earlier(before))):
            return None
        if not self.is_current(type(before).__name__, value):
            return None
        return self.appended(type(record).__name__, value[_FRAME.size :], own(record))

    def decode(self, expected: type[T], value: bytes | None, *, explained: bool = True) -> T | Undecodable:
        """
        The record in `value`, or why there is none. Never raises for what the bytes are.

        Not `explained`: what says why in its sections (`EXPLANATIONS`) may be left out, which takes half the time.

        Raises:
            PortUnavailable: the schema id is unknown here and the registry does not answer.
        """
        name = expected.__name__
        if value is not None and name in CURRENT and self.is_current(name, value) and len(value) <= MAX_VALUE_BYTES:
            return decode_body(expected, value[_FRAME.size :], explained=explained)
        writer = self._writer(expected, value)
        if isinstance(writer, Undecodable):
            return writer
        assert value is not None
        return decode_body(expected, value[_FRAME.size :], writer=writer, explained=explained)

    def decode_own(self, expected: type[T], value: bytes | None, *, explained: bool = True) -> T | Undecodable:
        """
        As `decode`, of bytes that a unit of ours wrote: its schema may be newer than this reader, which then waits to
        be replaced.

        Raises:
            PortUnavailable: the schema id is unknown here, and the registry does not answer or does not know it either.
        """
        found = self.decode(expected, value, explained=explained)
        if isinstance(found, Undecodable) and found.reason == UNKNOWN_SCHEMA_ID:
            raise PortUnavailable("schema-registry", UNKNOWN_SCHEMA_ID)
        return found

    def is_current(self, name: str, value: bytes) -> bool:
        """Whether a framed value was written with the schema that this code writes records called `name` with."""
        return value[: _FRAME.size] == _FRAME.pack(MAGIC, self._ids.current(name))

    def current_id(self, name: str) -> int:
        """The id of the schema that this code writes records called `name` with."""
        return self._ids.current(name)

    def decode_inner(self, expected: type[T], body: bytes, schema_id: int) -> T | Undecodable:
        """
        The record in a body without frame, written with the schema of `schema_id`, which stands beside it; 0: with the
        first one, from before ids were kept beside bodies.

        Raises:
            PortUnavailable: the schema id is unknown here, and the registry does not answer or does not know it either.
        """
        writer = _first_text(expected.__name__) if not schema_id else self._text_of(expected, schema_id, locked=True)
        if isinstance(writer, Undecodable):
            if writer.reason == UNKNOWN_SCHEMA_ID:
                raise PortUnavailable("schema-registry", UNKNOWN_SCHEMA_ID)
            return writer
        return decode_body(expected, body, writer=writer)

    def _writer(self, expected: type[Any], value: bytes | None) -> str | Undecodable:
        """The schema text that `value` was written with, if it is framed and a record of this kind."""
        if value is None:
            return Undecodable("tombstone")
        if len(value) > MAX_VALUE_BYTES:
            return Undecodable("value-too-large")
        if len(value) < _FRAME.size:
            return Undecodable("shorter-than-its-frame")
        magic, schema_id = _FRAME.unpack_from(value)
        if magic != MAGIC:
            return Undecodable("wrong-magic-byte")
        return self._text_of(expected, schema_id)

    def _text_of(self, expected: type[Any], schema_id: int, *, locked: bool = False) -> str | Undecodable:
        # Beside a body, a writer without a registry has put the lock file's id.
        found = (SCHEMAS.get(schema_id) if locked else None) or self._ids.schema(schema_id)
        if found is None:
            return Undecodable(UNKNOWN_SCHEMA_ID, parameters={"schema_id": str(schema_id)})
        name, text = found
        if name != expected.__name__:
            return Undecodable("another-record", parameters={"expected": expected.__name__, "found": name})
        return text

    def head(self, expected: type[Any], value: bytes | None, until: str) -> dict[str, Any] | Undecodable:
        """
        The first fields of the record in `value`, up to and with `until`, by name; the rest is not read.

        Raises:
            PortUnavailable: as `decode`.
        """
        found = self._writer(expected, value)
        if isinstance(found, Undecodable):
            return found
        assert value is not None
        try:
            return dict(_head_reader(found, until)(value[_FRAME.size :]))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  as in _judged
            return Undecodable("not-avro-of-this-schema", parameters={"raised": type(error).__name__})

    def schema_id(self, value: bytes) -> int:
        """The schema id in the frame of a value that was decoded."""
        written: int = _FRAME.unpack_from(value)[1]
        return written

    def body(self, value: bytes) -> bytes:
        """The Avro body of a framed value, as it is."""
        return value[_FRAME.size :]


def encode_body(record: Any) -> bytes:
    """Avro of one record, without frame."""
    return _writers()[type(record).__name__](record)


def decode_body(expected: type[T], body: bytes, writer: str = "", *, explained: bool = True) -> T | Undecodable:
    """One record from Avro without frame, all of it used up; `writer`: the schema it was written with."""
    if not writer or writer == _text(expected.__name__):
        try:
            found: T = _readers(explained)[expected.__name__](body)
            return found
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S110  what is wrong with hostile bytes is for the reader of any schema to say
            pass
    return _judged(expected, body, writer)


def _judged(expected: type[T], body: bytes, writer: str) -> T | Undecodable:
    """As decode_body, of any schema and any bytes."""
    stream = io.BytesIO(body)
    reader = _parsed(expected.__name__)
    try:
        written = reader if not writer else _parsed_text(writer)
        plain = fastavro.schemaless_reader(stream, written, None if written is reader else reader)
        if stream.tell() != len(body):
            return Undecodable("trailing-bytes")
        return msgspec.convert(plain, expected, builtin_types=(bytes,))
    except msgspec.ValidationError:
        return Undecodable("wrong-values")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  hostile bytes raise EOFError, IndexError, UnicodeDecodeError, …
        return Undecodable("not-avro-of-this-schema", parameters={"raised": type(error).__name__})


def origin_of(body: bytes) -> records.Origin | Undecodable:
    """The Origin at the start of any lead's body; the rest is not read."""
    try:
        found: records.Origin = _origin_reader()(body)
        return found
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  as in _judged
        return Undecodable("not-avro-of-this-schema", parameters={"raised": type(error).__name__})


@lru_cache(maxsize=1)
def _origin_reader() -> avro.Read:
    if kinds := compiled.kinds():
        return compiled.front_reader(kinds, _current_schemas()["Origin"])
    return _converted(avro.head_reader(_current_schemas()["Origin"]), records.Origin)


@lru_cache(maxsize=2)
def _readers(explained: bool) -> Mapping[str, avro.Read]:
    """From a body to a record, by the record's name."""
    unread = {} if explained else _unexplained()
    if kinds := compiled.kinds():
        return compiled.readers(kinds, _current_schemas(), unread)
    made = avro.readers(_current_schemas(), unread)
    return {name: _converted(read, getattr(records, name)) for name, read in made.items()}


def _converted(read: avro.Read, expected: type[Any]) -> avro.Read:
    return lambda body: msgspec.convert(read(body), expected, builtin_types=(bytes,))


@lru_cache(maxsize=1)
def _writers() -> Mapping[str, avro.Write]:
    if kinds := compiled.kinds():
        return compiled.writers(kinds, _current_schemas())
    return avro.writers(_current_schemas())


def _unexplained() -> dict[str, str]:
    """What is passed over in the sections of a lead, by `Record.field`."""
    kinds = get_type_hints(records.RoutedLead)
    sections = [kinds[name].__name__ for name in _sections_of("RoutedLead") if name != "origin"]
    return {f"{section}.{name}": instead for section in sections for name, instead in EXPLANATIONS.items()}


@lru_cache(maxsize=256)
def _text(name: str) -> str:
    return SCHEMAS[CURRENT[name]][1] if name in CURRENT else ""


@lru_cache(maxsize=256)
def _first_text(name: str) -> str:
    return next(text for _, (known, text) in sorted(SCHEMAS.items()) if known == name)


@lru_cache(maxsize=256)
def _sections_of(name: str) -> tuple[str, ...]:
    kinds = get_type_hints(getattr(records, name))
    return tuple(each for each in SECTIONS if is_dataclass(kinds.get(each)))


@lru_cache(maxsize=256)
def _extension(before: str, after: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]] | None:
    """What gives the sections that `after` has of `before`, and what gives its own; None: it is no extension of it."""
    *earlier, own = _sections_of(after) or ("",)
    if not earlier or not hasattr(records, before) or tuple(earlier) != _sections_of(before):
        return None
    return attrgetter(*earlier), attrgetter(own)


@lru_cache(maxsize=256)
def _parsed_text(text: str) -> Any:
    current = next((name for name, schema_id in CURRENT.items() if SCHEMAS[schema_id][1] == text), "")
    return _parsed(current) if current else fastavro.parse_schema(_numbers_for_times(json.loads(text)), {})


@lru_cache(maxsize=256)
def _head_reader(text: str, until: str) -> avro.Read:
    """Reads a record's first fields: they keep their places, new fields come after them."""
    schema = json.loads(text)
    names = [each["name"] for each in schema["fields"]]
    front = {**schema, "fields": schema["fields"][: names.index(until) + 1]}
    return compiled.head_reader(kinds, front) if (kinds := compiled.kinds()) else avro.head_reader(front)


@lru_cache(maxsize=256)
def _parsed(name: str) -> Any:
    return fastavro.parse_schema(_numbers_for_times(_current_schemas()[name]), {})


@lru_cache(maxsize=1)
def _current_schemas() -> dict[str, Any]:
    """Every record of the current schemas by short name, each able to stand alone."""
    found: dict[str, Any] = {}
    for schema_id in CURRENT.values():
        known: dict[str, Any] = {}
        _collect(json.loads(SCHEMAS[schema_id][1]), known, found)
    return found


def _collect(node: Any, known: dict[str, Any], found: dict[str, Any]) -> Any:
    """`node` with references replaced by what `known` says they are; each record put into `found`."""
    if isinstance(node, str):
        return known.get(node, node)
    if isinstance(node, list):
        return [_collect(each, known, found) for each in node]
    if node.get("type") != "record":
        return {
            key: _collect(value, known, found) if key in {"items", "values"} else value for key, value in node.items()
        }
    whole = {**node, "fields": [{**f, "type": _collect(f["type"], known, found)} for f in node["fields"]]}
    known[f"{node.get('namespace', 'leadstream')}.{node['name']}"] = whole
    found.setdefault(node["name"], whole)
    return whole


def _numbers_for_times(node: Any, seen: set[str] | None = None) -> Any:
    """Times stay numbers, and a record met again becomes a reference, as Avro wants it."""
    seen = set() if seen is None else seen
    if isinstance(node, list):
        return [_numbers_for_times(each, seen) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "record":
        name = f"{node.get('namespace', 'leadstream')}.{node['name']}"
        if name in seen:
            return name
        seen.add(name)
        return {
            **node,
            "fields": [{**f, "type": _numbers_for_times(f["type"], seen)} for f in node["fields"]],
        }
    return {
        key: _numbers_for_times(value, seen) if key in {"items", "values"} else value
        for key, value in node.items()
        if key != "logicalType"
    }

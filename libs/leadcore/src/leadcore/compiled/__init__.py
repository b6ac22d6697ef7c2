"""
The compiled form of `leadcore.avro`, where this machine has one: bodies to records and back in a tenth of the time.

    python -m leadcore.compiled             compile it for this interpreter (`make setup` and the image do)
    if kinds := compiled.kinds(): …         None: there is none, and `leadcore.avro` does the same in Python

One module is compiled, `avro.pyx`; it knows no schema. What the records are is put together here, at every start.
"""

import ast
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_type_hints

import msgspec

from leadcore.avro import NUMBERS, Schema, plain_type, short_name
from leadcore.compiled.place import SWITCH, kinds
from leadcore.contracts import records

__all__ = ["SWITCH", "form", "front_reader", "head_reader", "kinds", "readers", "writers"]

Kinds = Any
"""The compiled module."""
Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]


def form() -> str:
    """Which form reads and writes Avro here: `compiled` or `python`."""
    return "python" if kinds() is None else "compiled"


def readers(kinds: Kinds, schemas: Mapping[str, Schema], unread: Mapping[str, str]) -> dict[str, Read]:
    """
    A function for each record of `schemas`, from a body, all of it used up, to the record; raises ValueError where the
    body is not of the schema. `unread` as for `leadcore.avro.readers`.
    """
    making = _Making(kinds, unread)
    return {name: partial(kinds.read, making.record(schema)) for name, schema in schemas.items()}


def writers(kinds: Kinds, schemas: Mapping[str, Schema]) -> dict[str, Write]:
    """A function for each record of `schemas`: from a record to its body; raises where a value is not of the schema."""
    making = _Making(kinds, {})
    return {name: partial(kinds.write, making.record(schema)) for name, schema in schemas.items()}


def front_reader(kinds: Kinds, schema: Schema) -> Read:
    """As one of `readers`, of a record that stands at the front of a body; what follows it is not read."""
    front = _Making(kinds, {}).record(schema)
    return lambda body: kinds.read(front, body, False)


def head_reader(kinds: Kinds, schema: Schema) -> Read:
    """From a body to the fields of `schema`, which stand at its front, by name; what follows them is not read."""
    making = _Making(kinds, {})
    names = tuple(each["name"] for each in schema["fields"])
    head = kinds.Head(names, tuple(making.kind(each["type"]) for each in schema["fields"]))
    return lambda body: kinds.read(head, body, False)


class _Making:
    """Puts kinds together as schemas say; a record met again is the same object."""

    def __init__(self, kinds: Kinds, unread: Mapping[str, str]) -> None:
        self._kinds, self._unread = kinds, unread
        self._records: dict[str, Any] = {}
        simple = {"string": kinds.Text, "bytes": kinds.Bytes, "double": kinds.Double, "boolean": kinds.Boolean}
        self._simple = {name: kind() for name, kind in {**simple, **dict.fromkeys(NUMBERS, kinds.Long)}.items()}

    def kind(self, schema: Schema) -> Any:
        """What reads and writes values of `schema`."""
        plain = plain_type(schema)
        if isinstance(plain, list):
            return self._kinds.Union(tuple(None if each == "null" else self.kind(each) for each in plain))
        if isinstance(plain, dict):
            made, of = (self._kinds.Map, "values") if plain["type"] == "map" else (self._kinds.Array, "items")
            return made(self.kind(plain[of]))
        return self._simple.get(plain) or self.record(schema)

    def record(self, schema: Schema) -> Any:
        """What reads and writes records of `schema`."""
        name = short_name(schema["name"])
        if name not in self._records:
            made = getattr(records, name)
            values = get_type_hints(made)
            fields = tuple(self._field(made, each, values.pop(each["name"])) for each in schema["fields"])
            if values:
                raise TypeError(f"{name} has fields that its schema has not")
            self._records[name] = self._kinds.Record(made, fields)
        return self._records[name]

    def _field(self, made: type[Any], field: Mapping[str, Any], hint: Any) -> Any:
        slot, kind = getattr(made, field["name"]), self.kind(field["type"])
        instead = self._unread.get(f"{made.__name__}.{field['name']}")
        if instead is None:
            return self._kinds.Field(slot, kind)
        return self._kinds.Field(slot, kind, True, msgspec.convert(ast.literal_eval(instead), hint))

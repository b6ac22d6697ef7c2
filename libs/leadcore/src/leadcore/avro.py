"""
Avro bodies of our own records, read and written by functions made from the schemas: one for each record.

fastavro reads any schema and judges hostile bytes; it asks a stream for each value by itself, which was 45 % of what a
destination spends. What is made here knows one schema alone, the current one, and raises on whatever it does not like:
the codec then asks fastavro. Both must give equal values (`tests/unit/leadcore/test_avro.py`), and so must the compiled
form (`leadcore.compiled`), which the codec prefers where there is one.

    readers(schemas, unread) → {record name: body → plain values}
    writers(schemas) → {record name: record → body}

Arrays and maps are written with their length in bytes, as Avro allows, so that a reader passes over them in one step.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Schema = Any
"""A parsed .avsc: a name, a list of branches, or a dictionary."""
Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]

_NOTHING: Mapping[str, str] = {}
MOST_BITS = 70
"""A 64-bit number takes ten bytes, of seven bits each."""
KEPT = 8192
"""So many numbers keep their bytes: lengths, and the times and releases that a batch writes over and over."""
NUMBERS = ("int", "long")
SIMPLE = (*NUMBERS, "string", "bytes", "double", "boolean", "null")


def readers(schemas: Mapping[str, Schema], unread: Mapping[str, str] = _NOTHING) -> dict[str, Read]:
    """
    A function for each record of `schemas`: from a body, all of it used up, to a dictionary of its fields.

    `unread`: fields (`Record.field`) that are passed over, and the expression that they get as their value. The
    functions raise ValueError, IndexError, struct.error or UnicodeDecodeError where the body is not of the schema.
    """
    names = dict(_CALLED)
    for name, schema in schemas.items():
        exec(_Reading(name, schema, unread).source(), names)  # noqa: S102  of our own schemas alone
    return {name: _reader(names[f"read_{name}"], whole=True) for name in schemas}


def head_reader(schema: Schema) -> Read:
    """As one of `readers`, of simple fields at the front of a body; what follows them is not read."""
    names = dict(_CALLED)
    exec(_Reading("head", schema, _NOTHING).source(), names)  # noqa: S102  as above
    return _reader(names["read_head"], whole=False)


def writers(schemas: Mapping[str, Schema]) -> dict[str, Write]:
    """A function for each record of `schemas`: from a record to its body; raises where a value is not of the schema."""
    names: dict[str, Any] = {
        "_z": _zigzag,
        "_block": _block,
        "_string": _string,
        "_doubles": _doubles,
        "_double": struct.Struct("<d").pack,
    }
    for name, schema in schemas.items():
        parts = [part for each in schema["fields"] for part in _written(each["type"], f"r.{each['name']}")]
        exec(f"def write_{name}(r):\n return b''.join(({', '.join(parts)},))\n", names)  # noqa: S102  as above
    return {name: names[f"write_{name}"] for name in schemas}


class _Reading:
    """Writes the function that reads one record: `b` is the body, `t` the same as Latin-1 text, `at` a place in it."""

    def __init__(self, name: str, schema: Schema, unread: Mapping[str, str]) -> None:
        self._lines: list[str] = []
        self._made = 0
        self._line(0, f"def read_{name}(b, t, at):")
        fields = []
        for each in schema["fields"]:
            if (instead := unread.get(f"{name}.{each['name']}")) is not None:
                self._passed(each["type"], 1)
                fields.append(f"'{each['name']}': {instead}")
            else:
                fields.append(f"'{each['name']}': {self._value(each['type'], 1)}")
        self._line(1, f"return {{{', '.join(fields)}}}, at")

    def source(self) -> str:
        """The function's text."""
        return "\n".join(self._lines)

    def _line(self, depth: int, text: str) -> None:
        self._lines.append(" " * depth + text)

    def _name_of_value(self) -> str:
        self._made += 1
        return f"v{self._made}"

    def _value(self, schema: Schema, depth: int) -> str:
        """Lines that read one value, and the name it has then."""
        plain = plain_type(schema)
        value = self._name_of_value()
        if isinstance(plain, list):
            self._union(plain, value, depth)
        elif isinstance(plain, dict):
            self._items(plain, value, depth)
        else:
            for line in _SIMPLE_VALUES.get(plain, _RECORD).format(v=value, name=short_name(plain)).splitlines():
                self._line(depth, line)
        return value

    def _union(self, branches: Sequence[Schema], value: str, depth: int) -> None:
        self._line(depth, "n = b[at]; at += 1")
        for place, branch in enumerate(branches):
            self._line(depth, f"{'elif' if place else 'if'} n == {2 * place}:")
            self._line(depth + 1, f"{value} = {'None' if branch == 'null' else self._value(branch, depth + 1)}")
        self._line(depth, "else: raise ValueError('union')")

    def _items(self, schema: Schema, value: str, depth: int) -> None:
        """An array becomes a list, a map a dictionary; both come in blocks, each with a count before it."""
        left, mapped = self._name_of_value(), schema["type"] == "map"
        self._line(depth, f"{value} = {'{}' if mapped else '[]'}")
        self._line(depth, f"while ({left} := b[at]):")
        for line in _COUNT.format(v=left).splitlines():
            self._line(depth + 1, line)
        if plain_type(schema.get("items")) == "double":
            self._line(depth + 1, f"{value} += _unpack(f'<{{{left}}}d', b, at); at += 8 * {left}")
        else:
            self._line(depth + 1, f"for _ in range({left}):")
            if mapped:
                key = self._value("string", depth + 2)
                self._line(depth + 2, f"{value}[{key}] = {self._value(schema['values'], depth + 2)}")
            else:
                self._line(depth + 2, f"{value}.append({self._value(schema['items'], depth + 2)})")
        self._line(depth, "at += 1")

    def _passed(self, schema: Schema, depth: int) -> None:
        """Lines that pass over one value: a block, which tells its length, in one step."""
        if isinstance(schema, dict) and schema["type"] == "record":
            for each in schema["fields"]:
                self._passed(each["type"], depth)
            return
        plain = plain_type(schema)
        if isinstance(plain, dict):
            self._line(depth, "while (n := b[at]):")
            for line in _BLOCK_PASSED.splitlines():
                self._line(depth + 1, line)
            self._line(depth, "at += 1")
        elif plain in _PASSED:
            for line in _PASSED[plain].splitlines():
                self._line(depth, line)
        else:
            self._value(schema, depth)


_SIMPLE_VALUES = {
    # One slice of a text that is decoded already: a string of its own is made only where it is not ASCII.
    "string": (
        "n = b[at]; at += 1\n"
        "if n & 129: n, at = _length(b, at - 1)\n"
        "{v} = t[at:(at := at + (n >> 1))]\n"
        "if not {v}.isascii(): {v} = b[at - (n >> 1):at].decode()"
    ),
    "bytes": "n = b[at]; at += 1\nif n & 129: n, at = _length(b, at - 1)\n{v} = b[at:(at := at + (n >> 1))]",
    "long": "{v} = b[at]; at += 1\nif {v} & 129: {v}, at = _number(b, at - 1)\nelse: {v} >>= 1",
    "double": "({v},) = _unpack('<d', b, at); at += 8",
    "boolean": "{v} = b[at] != 0; at += 1",
}
_SIMPLE_VALUES["int"] = _SIMPLE_VALUES["long"]
_RECORD = "{v}, at = read_{name}(b, t, at)"
_COUNT = (
    "if {v} & 128: {v}, at = _number(b, at)\n"
    "else: {v} = {v} >> 1 ^ -({v} & 1); at += 1\n"
    "if not {v}: raise ValueError('a block of nothing')\n"
    # A negative count has the block's length in bytes after it.
    "if {v} < 0: {v} = -{v}; at = at + 1 if b[at] < 128 else _number(b, at)[1]"
)
_BLOCK_PASSED = (
    "if not n & 1: raise ValueError('a block without its length')\n"
    "at = at + 1 if n < 128 else _number(b, at)[1]\n"
    "n = b[at]; at += 1\n"
    "if n & 129: n, at = _length(b, at - 1)\n"
    "at += n >> 1"
)
_PASSED = {
    **dict.fromkeys(("string", "bytes"), "n = b[at]; at += 1\nif n & 129: n, at = _length(b, at - 1)\nat += n >> 1"),
    **dict.fromkeys(NUMBERS, "at = at + 1 if b[at] < 128 else _number(b, at)[1]"),
}


def _written(schema: Schema, value: str) -> list[str]:
    """Expressions whose bytes, one after the other, are `value`."""
    plain = plain_type(schema)
    if isinstance(plain, list):
        (other,) = (place for place, branch in enumerate(plain) if branch != "null")
        there = " + ".join([repr(bytes([2 * other])), *_written(plain[other], value)])
        return [f"({bytes([2 - 2 * other])!r} if {value} is None else {there})"]
    if isinstance(plain, dict):
        if plain["type"] == "map":
            return [f"_block([{_joined('string', 'k')} + {_joined(plain['values'], 'v')} for k, v in {value}.items()])"]
        if plain_type(plain["items"]) == "double":
            return [f"_doubles({value})"]
        return [f"_block([{_joined(plain['items'], 'x')} for x in {value}])"]
    return [
        {
            "string": f"_string({value})",
            "bytes": f"_z[len({value})]",
            "int": f"_z[{value}]",
            "long": f"_z[{value}]",
            "double": f"_double({value})",
            "boolean": f"(b'\\1' if {value} else b'\\0')",
        }.get(plain, f"write_{short_name(plain)}({value})"),
        *([value] if plain == "bytes" else []),
    ]


def _joined(schema: Schema, value: str) -> str:
    return " + ".join(_written(schema, value))


def plain_type(schema: Schema) -> Schema:
    """A type without what only says how to take it: a time is a number."""
    if isinstance(schema, dict) and schema["type"] in SIMPLE:
        return schema["type"]
    return schema["name"] if isinstance(schema, dict) and schema["type"] == "record" else schema


def short_name(name: str) -> str:
    """A record's name without its namespace."""
    return name.rsplit(".", 1)[-1]


def _reader(read: Callable[[bytes, str, int], tuple[Any, int]], *, whole: bool) -> Read:
    def read_body(body: bytes) -> Any:
        record, end = read(body, body.decode("latin-1"), 0)
        if end > len(body) or (whole and end < len(body)):
            raise ValueError("more or less than the record")
        return record

    return read_body


def _number(b: bytes, at: int) -> tuple[int, int]:
    """A zigzag number of up to 64 bits, and the place after it."""
    raw, at = _varint(b, at)
    return (raw >> 1) ^ -(raw & 1), at


def _length(b: bytes, at: int) -> tuple[int, int]:
    """Twice a length that is not negative, as it stands, and the place after it."""
    raw, at = _varint(b, at)
    if raw & 1:
        raise ValueError("negative length")
    return raw, at


def _varint(b: bytes, at: int) -> tuple[int, int]:
    byte = b[at]
    raw, shift, at = byte & 127, 7, at + 1
    while byte > 127:
        if shift == MOST_BITS:
            raise ValueError("number too long")
        byte = b[at]
        raw |= (byte & 127) << shift
        shift += 7
        at += 1
    if raw >> 64:
        raise ValueError("number too large")
    return raw, at


_CALLED: Mapping[str, Any] = {"_number": _number, "_length": _length, "_unpack": struct.unpack_from}
"""What the functions that read call."""


class _Zigzag(dict[int, bytes]):
    """A number's bytes; those of the numbers met lately are kept."""

    def __missing__(self, number: int) -> bytes:
        raw = number << 1 ^ number >> 63
        if raw >> 64:
            raise OverflowError("not a 64-bit number")
        out = bytearray()
        while raw > 127:
            out.append(raw & 127 | 128)
            raw >>= 7
        out.append(raw)
        made = bytes(out)
        if len(self) >= KEPT:
            self.clear()
        self[number] = made
        return made


_zigzag = _Zigzag()


def _string(text: str) -> bytes:
    raw = text.encode()
    return _zigzag[len(raw)] + raw


def _block(items: Sequence[bytes]) -> bytes:
    if not items:
        return b"\0"
    joined = b"".join(items)
    return b"".join((_zigzag[-len(items)], _zigzag[len(joined)], joined, b"\0"))


def _doubles(values: Iterable[float]) -> bytes:
    packed = tuple(values)
    if not packed:
        return b"\0"
    return b"".join((_zigzag[-len(packed)], _zigzag[8 * len(packed)], struct.pack(f"<{len(packed)}d", *packed), b"\0"))

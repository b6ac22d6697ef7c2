r"""
Bytes, as a corpus file writes them down: by what they are made of, since a bomb of a gigabyte fits in no file.

    "POST / HTTP/1.1\r\n"                 the text in UTF-8
    $head                                 a piece that the file names
    [part, part]                          one after the other
    {hex: fffe}                           these bytes
    {repeat: part, times: 1000}           so often
    {numbered: "X%d: a\r\n", times: 99}   so often, with a number from 0 on
    {gzip: part}                          compressed
    {cut: part, by: 4}                    without its last bytes
    {encoded: text, as: utf-16}           the text in another encoding
    {json: value}                         as JSON writes it
    {length: part}                        the field Content-Length that fits it, with the part as a body behind the head
    {chunk: part, after: ";a=b"}          a chunk, what stands after its size
"""

import gzip
from collections.abc import Callable, Mapping
from typing import Any

import orjson

Pieces = Mapping[str, Any]


def made(part: Any, pieces: Pieces) -> bytes:
    """
    The bytes that `part` says.

    Raises:
        ValueError: it says nothing that stands above.
    """
    if isinstance(part, str):
        return made(pieces[part[1:]], pieces) if part.startswith("$") and part[1:] in pieces else part.encode()
    if isinstance(part, list):
        return b"".join([made(each, pieces) for each in part])
    if isinstance(part, Mapping):
        for name, make in _KINDS.items():
            if name in part:
                return make(part, lambda inner: made(inner, pieces))
    raise ValueError(f"no part of a corpus: {type(part).__name__}")


Made = Callable[[Any], bytes]


def _length(part: Mapping[str, Any], inner: Made) -> bytes:
    body = inner(part["length"])
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _chunk(part: Mapping[str, Any], inner: Made) -> bytes:
    body = inner(part["chunk"])
    return b"%x%s\r\n%s\r\n" % (len(body), inner(part.get("after", "")), body)


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Made], bytes]] = {
    "hex": lambda part, _: bytes.fromhex(part["hex"]),
    "repeat": lambda part, inner: inner(part["repeat"]) * part["times"],
    "numbered": lambda part, inner: b"".join([inner(part["numbered"]) % n for n in range(part["times"])]),
    "gzip": lambda part, inner: gzip.compress(inner(part["gzip"]), mtime=0),
    "cut": lambda part, inner: inner(part["cut"])[: -part["by"]],
    "encoded": lambda part, _: part["encoded"].encode(part["as"]),
    "json": lambda part, _: orjson.dumps(part["json"]),
    "length": _length,
    "chunk": _chunk,
}

"""
The bytes of a submission, read as one JSON object or refused with a reason.

RFC 8259 leaves open what this file decides: a leading byte order mark is ignored, a name given
twice is refused (a signed body must not mean two things), and so are numbers that a double cannot
hold, NUL, and surrogates without a partner. The depth is known before the parser recurses.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_KEYS = 500
MAX_KEY_LENGTH = 200

_BOM = b"\xef\xbb\xbf"
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class DocumentFailure:
    """
    Why bytes are not a submission's JSON object.

    `code` is stable and kebab-case; `field` is the top-level key concerned as the sender wrote it,
    empty where the document as a whole is meant. The bytes themselves are never repeated.
    """

    code: str
    field: str = ""


def parse(raw: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, object] | DocumentFailure:
    """
    Read `raw` as a UTF-8 JSON object of at most `max_bytes`, `MAX_DEPTH` levels and `MAX_KEYS` keys.

    Failure codes: `empty`, `too-large`, `not-utf8`, `too-deep`, `not-json`, `duplicate-key`,
    `too-many-keys`, `key-too-long`, `number-out-of-range`, `array-not-accepted`, `not-an-object`,
    `nul-in-text`, `lone-surrogate`.
    """
    if len(raw) > max_bytes:
        return DocumentFailure("too-large")
    body = raw.removeprefix(_BOM)
    if not body.strip():
        return DocumentFailure("empty")
    if _too_deep(body):
        return DocumentFailure("too-deep")
    value = _load(body)
    if isinstance(value, DocumentFailure):
        return value
    if isinstance(value, list):
        return DocumentFailure("array-not-accepted")
    if not isinstance(value, dict):
        return DocumentFailure("not-an-object")
    return (_unusable_text(value) if _SUSPICIOUS.search(body) else None) or value


class _RefusedError(ValueError):
    def __init__(self, code: str) -> None:
        self.code = code


def _too_deep(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _STRUCTURE.finditer(body):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif token in (b"]", b"}"):
            depth -= 1
    return False


def _load(body: bytes) -> object:
    counted = _KeyCounter()
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=counted.unique,
            parse_constant=_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        return DocumentFailure("not-utf8")
    except _RefusedError as refused:
        return DocumentFailure(refused.code)
    except json.JSONDecodeError:
        return DocumentFailure("not-json")
    except ValueError:  # an integer past Python's digit limit
        return DocumentFailure("number-out-of-range")


class _KeyCounter:
    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen = 0

    def unique(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        self.seen += len(pairs)
        if self.seen > MAX_KEYS:
            raise _RefusedError("too-many-keys")
        value = dict(pairs)
        if len(value) != len(pairs):
            raise _RefusedError("duplicate-key")
        if any(len(key) > MAX_KEY_LENGTH for key in value):
            raise _RefusedError("key-too-long")
        return value


def _constant(name: str) -> NoReturn:
    raise _RefusedError("number-out-of-range" if name else "not-json")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _RefusedError("number-out-of-range")
    return value


def _unusable_text(document: Mapping[str, object]) -> DocumentFailure | None:
    for key, value in document.items():
        for text in (key, *_texts(value)):
            if "\x00" in text:
                return DocumentFailure("nul-in-text", "" if text is key else key)
            if _SURROGATE.search(text):
                return DocumentFailure("lone-surrogate", "" if text is key else key)
    return None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)

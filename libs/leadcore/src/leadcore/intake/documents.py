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
from typing import Any, NoReturn, TypeAlias

import orjson

from leadcore.failures import RuleViolation, TooLarge, Undecodable
from leadcore.workspace import ALIASES, CANONICAL_KEYS, fold

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_KEYS = 500
MAX_KEY_LENGTH = 200

_PAST_64_BITS = 2**63
_BOM = b"\xef\xbb\xbf"
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")


Unusable: TypeAlias = Undecodable | TooLarge | RuleViolation


def parse(raw: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, object] | Unusable:
    """
    Read `raw` as a UTF-8 JSON object of at most `max_bytes`, `MAX_DEPTH` levels and `MAX_KEYS` keys.

    An array is a `RuleViolation` (one submission makes one lead). `Undecodable` says by its reason what the bytes are:
    `empty`, `not-utf8`, `not-json`, `not-an-object`, `too-deep`, `too-many-keys`, `key-too-long`, `duplicate-key`,
    `number-out-of-range`, `nul-in-text`, `lone-surrogate`.
    """
    if len(raw) > max_bytes:
        return TooLarge("payload-too-large", parameters={"limit_bytes": str(max_bytes)})
    body = raw.removeprefix(_BOM)
    if not body or body.isspace():
        return Undecodable("empty")
    if _too_deep(body):
        return Undecodable("too-deep")
    value: object = _plain(body)
    if value is None:
        value = _load(body)
    if isinstance(value, Undecodable):
        return value
    if isinstance(value, list):
        return RuleViolation("array-not-accepted")
    if not isinstance(value, dict):
        return Undecodable("not-an-object")
    return (_unusable_text(value) if b"\\u" in body and _SUSPICIOUS.search(body) else None) or value


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


def _plain(body: bytes) -> dict[str, Any] | list[Any] | None:
    """
    As `_load`, in half the time; None where there is anything that needs its judgement.

    This reader takes the last of a name given twice. But each string has two quotation marks: where the strings that
    are found make up for all marks there are, none was dropped. Whole numbers past 64 bits come as floats.
    """
    if b"\\\\" in body:  # an escaped backslash: the mark after it may end the string
        return None
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(value, dict | list):
        return None
    marks = body.count(b'"') - body.count(b'\\"')
    return value if 2 * _strings(value) == marks else None


def _strings(value: dict[str, Any] | list[Any]) -> int:
    """How many strings there are in an object or array, names among them; -1 where another limit may be passed."""
    names, texts = 0, 0
    waiting: list[Any] = [value]
    while waiting:
        inside = waiting.pop()
        if isinstance(inside, dict):
            names += len(inside)
            if max(map(len, inside), default=0) > MAX_KEY_LENGTH:
                return -1
            inside = inside.values()
        kinds = list(map(type, inside))
        found = kinds.count(str)
        texts += found
        if found == len(kinds):
            continue
        for kind, each in zip(kinds, inside, strict=True):
            if kind is dict or kind is list:
                waiting.append(each)
            elif kind is float and abs(each) >= _PAST_64_BITS:
                return -1
    return names + texts if names <= MAX_KEYS else -1


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
        return Undecodable("not-utf8")
    except _RefusedError as refused:
        return Undecodable(refused.code)
    except json.JSONDecodeError:
        return Undecodable("not-json")
    except ValueError:  # an integer past Python's digit limit
        return Undecodable("number-out-of-range")


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
        if max(map(len, value), default=0) > MAX_KEY_LENGTH:
            raise _RefusedError("key-too-long")
        return value


def _constant(name: str) -> NoReturn:
    raise _RefusedError("number-out-of-range" if name else "not-json")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _RefusedError("number-out-of-range")
    return value


def _unusable_text(document: Mapping[str, object]) -> Undecodable | None:
    for key, value in document.items():
        for text in (key, *_texts(value)):
            if "\x00" in text:
                return Undecodable("nul-in-text", _known(key))
            if _SURROGATE.search(text):
                return Undecodable("lone-surrogate", _known(key))
    return None


def _known(key: str) -> str:
    # A key that nobody declared is the sender's own text and may be personal.
    name = ALIASES.get(fold(key), fold(key))
    return name if name in CANONICAL_KEYS else ""


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

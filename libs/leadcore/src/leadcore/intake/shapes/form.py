"""
A form as a browser posts it: `application/x-www-form-urlencoded`, or `multipart/form-data` whose files are not kept.

Source: WHATWG URL standard ("application/x-www-form-urlencoded parsing") and RFC 7578. `consent[purpose]` and
`attributes[name]` become the objects of the API, `name[]` is `name`; a name given more than once has its values joined
by `; `, as CRMs write the choices of a list. Examples:

    email=ada%40northwind.example&full_name=Ada+Example&consent%5Bnewsletter%5D=on
    name=Ada&topics[]=pricing&topics[]=security        → {"name": "Ada", "topics": "pricing; security"}
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

from leadcore.failures import Undecodable
from leadcore.intake.documents import MAX_KEY_LENGTH, MAX_KEYS, Unusable
from leadcore.intake.shapes.parts import Document, Shape, whole

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
FORM_TOKEN = "form_token"  # noqa: S105  the name of a field
"""A hidden field that proves which form it is; it says nothing of the lead."""
NOT_KEPT = "(a file, not kept)"

_YES, _NO = frozenset({"on", "true", "yes", "1"}), frozenset({"off", "false", "no", "0", ""})
_INSIDE = re.compile(r"(consent|attributes)\[([^\[\]]{1,100})\]")
_BOUNDARY = re.compile(rb"[0-9A-Za-z'()+_,./:=? -]{1,70}")
_DISPOSITION = re.compile(rb"\r\ncontent-disposition:[ \t]*form-data[ \t]*(;[^\r\n]*)", re.IGNORECASE)
_PARAMETER = re.compile(rb';[ \t]*([A-Za-z*]{1,20})=("(?:[^"\\]|\\.)*"|[^; \t]*)')
_MOST_HEADER_BYTES = 2_048

Pairs = list[tuple[str, str]]


def read(payload: bytes, content_type: str) -> Document | Unusable:
    """
    The form as one object.

    `Undecodable`: `not-a-form` (neither media type), `not-utf8`, `no-boundary`, `broken-multipart`, `too-many-keys`,
    `key-too-long`, `nul-in-text`.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media == MULTIPART:
        pairs = _multipart(payload, content_type)
    elif media in ("", URLENCODED):
        pairs = _urlencoded(payload)
    else:
        return Undecodable("not-a-form")
    return pairs if isinstance(pairs, Undecodable) else _object(pairs)


def _urlencoded(payload: bytes) -> Pairs | Undecodable:
    if payload.count(b"&") >= MAX_KEYS:
        return Undecodable("too-many-keys")
    try:
        return parse_qsl(payload.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        return Undecodable("not-utf8")


def _multipart(payload: bytes, content_type: str) -> Pairs | Undecodable:
    # Not the library's parser: it takes fifteen seconds for 240 KB of parameters or of parts within parts.
    boundary = _parameters(content_type.encode("utf-8", "replace")).get(b"boundary", b"")
    if not _BOUNDARY.fullmatch(boundary):
        return Undecodable("no-boundary")
    delimiter = b"\r\n--" + boundary
    if payload.count(delimiter) > MAX_KEYS + 1:
        return Undecodable("too-many-keys")
    _, *parts = (b"\r\n" + payload).split(delimiter)
    if not parts or not parts[-1].startswith(b"--"):
        return Undecodable("broken-multipart")
    fields = [_field(part) for part in parts[:-1]]
    return next((each for each in fields if isinstance(each, Undecodable)), None) or [
        each for each in fields if not isinstance(each, Undecodable)
    ]


def _field(part: bytes) -> tuple[str, str] | Undecodable:
    head, found, value = part.partition(b"\r\n\r\n")
    disposition = _DISPOSITION.search(head) if found and len(head) <= _MOST_HEADER_BYTES else None
    if disposition is None:
        return Undecodable("broken-multipart")
    told = _parameters(disposition[1])
    try:
        name = told.get(b"name", b"").decode("utf-8")
        is_file = b"filename" in told or b"filename*" in told
        return name, NOT_KEPT if is_file else value.decode("utf-8")
    except UnicodeDecodeError:
        return Undecodable("not-utf8")


def _parameters(text: bytes) -> dict[bytes, bytes]:
    """What follows a media type or disposition: names in lower case, the first of each; browsers write `"` as `%22`."""
    told: dict[bytes, bytes] = {}
    for name, value in _PARAMETER.findall(text[:_MOST_HEADER_BYTES]):
        plain = value[1:-1].replace(b'\\"', b'"').replace(b"%22", b'"') if value[:1] == b'"' else value
        told.setdefault(name.lower(), plain)
    return told


def _object(pairs: Iterable[tuple[str, str]]) -> Document | Undecodable:
    told: Document = {}
    for name, value in pairs:
        if len(name) > MAX_KEY_LENGTH:
            return Undecodable("key-too-long")
        if "\x00" in name or "\x00" in value:
            return Undecodable("nul-in-text")
        if name == FORM_TOKEN:
            continue
        if found := _INSIDE.fullmatch(name):
            held = told.setdefault(found[1], {})
            if isinstance(held, dict):
                held[found[2]] = _consent(value) if found[1] == "consent" else value
                continue
        key = name.removesuffix("[]")
        if value:
            before = told.get(key)
            told[key] = f"{before}; {value}" if isinstance(before, str) and before not in ("", value) else value
    return told


def _consent(value: str) -> object:
    """A box that was ticked, or not; any other text stays one, and is refused later as no yes and no no."""
    folded = value.strip().lower()
    return True if folded in _YES else False if folded in _NO else value


SHAPE = Shape(whole, read, media=(URLENCODED, MULTIPART))

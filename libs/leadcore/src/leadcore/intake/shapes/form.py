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
from email.parser import BytesParser
from email.policy import HTTP
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
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{1,70}")

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
    head = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("utf-8", "replace") + b"\r\n\r\n"
    )
    boundary = head.get_boundary() or ""
    if not _BOUNDARY.fullmatch(boundary):
        return Undecodable("no-boundary")
    if payload.count(b"--" + boundary.encode()) > MAX_KEYS + 1:
        return Undecodable("too-many-keys")
    whole_message = f'Content-Type: {MULTIPART}; boundary="{boundary}"\r\n\r\n'.encode() + payload
    message = BytesParser(policy=HTTP).parsebytes(whole_message)
    if not message.is_multipart() or message.defects:
        return Undecodable("broken-multipart")
    try:
        return [_field(part) for part in message.iter_parts()]
    except UnicodeDecodeError:
        return Undecodable("not-utf8")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return Undecodable("broken-multipart")  # the library raises as it pleases at headers that are none


def _field(part: object) -> tuple[str, str]:
    name = part.get_param("name", "", header="content-disposition")  # type: ignore[attr-defined]
    text = name if isinstance(name, str) else name[2]
    if part.get_filename() is not None:  # type: ignore[attr-defined]
        return _utf8(text), NOT_KEPT
    return _utf8(text), part.get_payload(decode=True).decode("utf-8")  # type: ignore[attr-defined]


def _utf8(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8")


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

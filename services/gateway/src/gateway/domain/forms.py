"""
A form's post: what was sent, what is wrong with it, whether a person sent it, and the submission it becomes.

A page carries a stamp: which form, when it was made, an id of its own and which texts of consent it showed, signed by
us. It tells how long the person took, lets a second click be seen as the same event, and proves what was read.
"""

import base64
import hashlib
import hmac
import math
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl

import orjson
from leadcore.frozen import dataclass
from leadcore.problems import FieldError
from leadcore.workspace import ATTRIBUTE, Form, Input

MAX_POST_BYTES = 64 * 1024
MAX_PAIRS = 200
TRAP = "fax_number"
"""A field that people do not see, and machines fill in."""
STAMP = "_stamp"
STAMP_S = 7 * 86_400
"""How long a page may be open."""
NONCE_BYTES = 9
_SIGNATURE_BYTES = 16
_SKEW_MS = 1_000
"""By how much the clocks of two instances may differ."""
TRACKED = (
    "page_url",
    "referrer",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "fbclid",
    "msclkid",
    "li_fat_id",
)
"""What is kept of where the person came from."""
_MOST = {"area": 5_000, "choice": 300}
_MOST_TEXT = 500
_MOST_TRACKED = 2_000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Trap = Literal["", "honeypot", "too-fast"]
Posted = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page says of itself: `made_at` in milliseconds; `nonce`: its own id."""

    made_at: int
    nonce: str


def read(body: bytes) -> Posted | None:
    """The fields of a form-urlencoded body, the first of each name; None: it is none, or holds too many."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_PAIRS, errors="strict", encoding="utf-8"
        )
    except ValueError:
        return None
    posted: dict[str, str] = {}
    for name, value in pairs:
        posted.setdefault(name, _CONTROLS.sub("", value.replace("\r\n", "\n")).strip())
    return posted


def faults(form: Form, posted: Posted) -> list[FieldError]:
    """What a person has to look at again, in the order of the page; `reason` names one of the form's texts."""
    found = [FieldError(each.name, why) for each in form.fields if (why := _fault(each, posted.get(each.name, "")))]
    boxes = [each for each in form.consents if each.required and not ticked(each.purpose, posted)]
    return found + [FieldError(box_name(each.purpose), "consent") for each in boxes]


def box_name(purpose: str) -> str:
    """The name of a consent's box in the page."""
    return f"consent.{purpose}"


def ticked(purpose: str, posted: Posted) -> bool:
    """Whether the box of a purpose was ticked: a browser sends a box, or does not."""
    return posted.get(box_name(purpose), "") == "yes"


def stamped(secret: bytes, name: str, form: Form, made_at: int, nonce: bytes) -> str:
    """The stamp of a page that is made at `made_at`."""
    content = struct.pack(">Q", made_at) + nonce
    return base64.urlsafe_b64encode(content + _signature(secret, name, form, content)).decode()


def stamp_of(secret: bytes, name: str, form: Form, sent: str, now: int) -> Stamp | None:
    """The stamp that was sent; None: not ours, too old, or of a page that showed other texts of consent."""
    made_at, content, signature = _opened(sent)
    if made_at is None or not hmac.compare_digest(signature, _signature(secret, name, form, content)):
        return None
    in_time = made_at <= now + _SKEW_MS and now - made_at <= STAMP_S * 1_000
    return Stamp(made_at, content[8:].hex()) if in_time else None


def shown_since(form: Form, before: str, now: int) -> int:
    """
    From when a page counts, in milliseconds, that stands for one whose stamp `before` holds no more: from when that one
    says it was made, and at most as much as the trap asks for. So a person may send again at once.

    It is believed without its signature, which a key may have made that is gone. Who makes one up is spared the wait
    alone: one stamp of a page loaded once passes for days. What has not the form of our stamps counts from now.
    """
    made_at = _opened(before)[0]
    granted = math.ceil(form.least_seconds * 1_000) + _SKEW_MS
    return now if made_at is None else min(now, max(made_at, now - granted))


def trapped(form: Form, posted: Posted, stamp: Stamp, now: int) -> Trap:
    """Which trap caught what no person would have done; empty: none."""
    if posted.get(TRAP):
        return "honeypot"
    return "too-fast" if now - stamp.made_at < form.least_seconds * 1_000 else ""


def payload_of(name: str, form: Form, posted: Posted, now: int) -> bytes:
    """
    The submission's JSON: fields under the keys of the API, where the person came from, and each consent asked for,
    given or not, with the words that were read, their version and the time.
    """
    told: dict[str, object] = {"language": form.language, "occurred_at": _text(now)}
    attributes: dict[str, str] = {}
    for each in form.fields:
        if value := posted.get(each.name, ""):
            if each.name.startswith(ATTRIBUTE):
                attributes[each.name.removeprefix(ATTRIBUTE)] = value
            else:
                told[each.name] = value
    told |= {each: posted[each][:_MOST_TRACKED] for each in TRACKED if posted.get(each)}
    if attributes:
        told["attributes"] = attributes
    if form.consents:
        told["consent"] = [
            {
                "purpose": each.purpose,
                "granted": ticked(each.purpose, posted),
                "text": f"{each.text} [form {name}, version {each.version}, {form.language}]",
                "at": _text(now),
            }
            for each in form.consents
        ]
    return orjson.dumps(told)


def event_id(name: str, stamp: Stamp, posted: Posted) -> str:
    """The same for a second click on the same page, another once something was changed on it."""
    said = orjson.dumps({key: posted[key] for key in sorted(posted) if key != STAMP})
    return f"form:{name}:{stamp.nonce}:{hashlib.sha256(said).hexdigest()[:16]}"


def undecided(form: Form, posted: Posted) -> Posted:
    """What was posted, no box ticked: it was under texts that may have been others (GDPR art. 4(11), 7)."""
    boxes = {box_name(each.purpose) for each in form.consents}
    return {name: value for name, value in posted.items() if name not in boxes}


def tracked(query: Mapping[str, str], referrer: str, page_url: str) -> dict[str, str]:
    """Where a person came from, by the address of the page and what the browser says."""
    found = {each: query.get(each, "") for each in TRACKED} | {"referrer": referrer, "page_url": page_url}
    return {name: value[:_MOST_TRACKED] for name, value in found.items() if value}


def _opened(sent: str) -> tuple[int | None, bytes, bytes]:
    """When a stamp says it was made, what is signed in it, and the signature; None: it is no stamp by its form."""
    try:
        raw = base64.b64decode(sent.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    content, signature = raw[: 8 + NONCE_BYTES], raw[8 + NONCE_BYTES :]
    if len(signature) != _SIGNATURE_BYTES:
        return None, b"", b""
    (made_at,) = struct.unpack(">Q", content[:8])
    return made_at, content, signature


def _text(milliseconds: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fault(asked: Input, value: str) -> str:
    if not value:
        return "required" if asked.required else ""
    if len(value) > _MOST.get(asked.kind, _MOST_TEXT):
        return "too_long"
    if asked.kind == "email" and not _EMAIL.fullmatch(value):
        return "email"
    return "choice" if asked.kind == "choice" and value not in asked.options else ""


def _signature(secret: bytes, name: str, form: Form, content: bytes) -> bytes:
    shown: Sequence[tuple[str, str, str]] = [(each.purpose, each.version, each.text) for each in form.consents]
    return hmac.digest(secret, orjson.dumps([name, shown]) + content, "sha256")[:_SIGNATURE_BYTES]

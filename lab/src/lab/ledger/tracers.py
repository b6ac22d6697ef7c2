"""
Values that come out as they went in: what a request says of its person, and what a lead says of that person.

    wrote(request)  ==  read_of(person), for every name in the first

Only values that are their own normal form are traced; the tag is one of them, so that no lead can pass for another.
"""

import re
from collections.abc import Mapping
from typing import TypeGuard

import orjson
from leadcore.contracts import Person

from lab.ledger.bodies import value_of
from lab.ledger.plan import TAG, Request, tag_of

MESSAGE_CHARS, POSTAL_CHARS = 1_000, 12
_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._-]*@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}")


def wrote(request: Request) -> Mapping[str, str]:
    """The values that a request has, by the names of `read_of`; none where it is no document with a tag."""
    if not (tag := tag_of(request.payload)):
        return {}
    body = orjson.loads(request.payload)
    told = {TAG: tag, "email": _address(value_of(body, "email")), "message": _message(value_of(body, "message"))}
    told["postal_code"] = _postal_code(value_of(body, "postal_code"))
    return {name: value for name, value in told.items() if value}


def read_of(person: Person) -> Mapping[str, str]:
    """The same of a person, as a topic has it."""
    kept = person.unmapped.get(TAG)
    return {
        TAG: str(orjson.loads(kept)) if kept else "",
        "email": person.email.lower(),
        "message": person.message,
        "postal_code": person.postal_code,
    }


def _address(value: object) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _ADDRESS.fullmatch(text) and ".." not in text else ""


def _message(value: object) -> str:
    return value if _is_plain(value) and len(value) <= MESSAGE_CHARS else ""


def _postal_code(value: object) -> str:
    return value if _is_plain(value) and value == value.upper() and len(value) <= POSTAL_CHARS else ""


def _is_plain(value: object) -> TypeGuard[str]:
    """Whether a value is a text in which nothing is there to be cleaned."""
    return isinstance(value, str) and value.isascii() and value.isprintable() and value == " ".join(value.split())

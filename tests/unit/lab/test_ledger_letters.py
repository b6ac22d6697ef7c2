"""The oracle reads a dead letter's headers against what the letter itself says: one missing or wrong is a finding."""

from dataclasses import replace

import pytest
from lab.ledger.standing import LETTER_HEADERS, LETTER_TELLS, _letter
from leadcore import accounts
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Topic
from leadcore.failures import Bug
from leadcore.framing import Emission, packed
from leadcore.message import Delivery, Headers, Message
from leadcore.stage import Subject

WHO = Subject("s-1", source="proof")
STOOD = Message("leads.validated", 0, 0, 1_700_000_000_000, b"lead-1", b"bytes")
LETTER = accounts.dead_letter("enricher", Delivery(STOOD), 0, b"bytes", WHO, Bug("KeyError"), 1_700_000_001_000, "0.1")
[WRITE] = packed([Emission(Topic.LEADS_DEAD, LETTER, WHO)], Codec(), lambda _topic: 4, "enricher")


def lacks(letter: DeadLetter, headers: Headers) -> tuple[str, ...]:
    return _letter(Message("leads.dead", 0, 0, 1_700_000_002_000, WRITE.key, WRITE.value, headers), letter).lacks


def test_a_letter_as_units_write_it_lacks_nothing() -> None:
    assert lacks(LETTER, WRITE.headers) == ()


@pytest.mark.parametrize("name", [*LETTER_HEADERS, *LETTER_TELLS])
def test_a_header_that_is_missing_is_found(name: str) -> None:
    assert lacks(LETTER, tuple(pair for pair in WRITE.headers if pair[0] != name)) == (name,)


@pytest.mark.parametrize("name", LETTER_TELLS)
def test_a_header_that_says_another_thing_or_is_there_twice_is_found(name: str) -> None:
    wrong = tuple((key, b"another" if key == name else value) for key, value in WRITE.headers)
    assert lacks(LETTER, wrong) == (name,)
    again = next(pair for pair in WRITE.headers if pair[0] == name)
    assert lacks(LETTER, (*WRITE.headers, again)) == (name,)


def test_a_letter_without_the_code_s_version_is_poor() -> None:
    """Who reads the letters of a bad deploy has to know which code wrote them."""
    nameless = replace(LETTER, code_version="")
    [write] = packed([Emission(Topic.LEADS_DEAD, nameless, WHO)], Codec(), lambda _topic: 4, "enricher")
    assert lacks(nameless, write.headers) == ("lead-dead-service-version",)

"""P5: what is remembered of a person is read as it was kept, in few bytes, also what an earlier release kept."""

from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import sightings
from ingest.domain.sightings import FORMAT, FORMAT_OF_TEXTS, Seen, Sighting
from leadcore.failures import Undecodable

UUIDS = st.uuids().map(str)
IDS = st.one_of(UUIDS, UUIDS.map(str.upper), UUIDS.map(lambda text: text.replace("-", "")), st.text(max_size=40))
FINDINGS = st.sampled_from(("new", "over", "bulk", "same-event", "same-person"))
SEEN = st.builds(Seen, IDS, FINDINGS, st.one_of(st.just(b""), st.binary(min_size=16, max_size=16)), IDS)
SIGHTINGS = st.builds(Sighting, IDS, FINDINGS, st.integers(0, 2**62), st.lists(SEEN, max_size=5).map(tuple))


@given(SIGHTINGS)
def test_a_sighting_is_opened_as_it_was_packed(sighting: Sighting) -> None:
    assert sightings.opened(sightings.packed(sighting)) == sighting


@given(SIGHTINGS)
def test_what_an_earlier_release_kept_is_opened(sighting: Sighting) -> None:
    assert sightings.opened(FORMAT_OF_TEXTS + msgspec.msgpack.encode(sighting)) == sighting


def test_a_person_seen_once_takes_half_of_what_the_texts_do() -> None:
    lead_id = str(UUID(int=0x018F_0000_0000_7000_8000_0000_0000_0001))
    sighting = sightings.first(Seen(lead_id, "new", sightings.digest("web", "e-1")), 1_800_000_000_000)
    assert len(sightings.packed(sighting)) == 53
    assert len(FORMAT_OF_TEXTS + msgspec.msgpack.encode(sighting)) > 2 * 53


def test_a_text_that_is_none_is_a_reason() -> None:
    """The decoder raises a UnicodeDecodeError of Python's, none of its own."""
    assert sightings.opened(FORMAT + bytes.fromhex("94a3000080")) == Undecodable("sighting-unreadable")


@given(st.binary(max_size=80))
def test_whatever_stands_in_a_row_is_a_sighting_or_a_reason(rest: bytes) -> None:
    assert isinstance(sightings.opened(FORMAT + rest), Sighting | Undecodable)


def test_an_id_that_is_none_is_a_reason() -> None:
    for lead in (7, b"short", None):
        kept = FORMAT + msgspec.msgpack.encode([lead, 0, 1, []])
        assert sightings.opened(kept) == Undecodable("sighting-unreadable")
    assert sightings.opened(FORMAT + msgspec.msgpack.encode(["l", 9, 1, []])) == Undecodable("sighting-unreadable")
    assert isinstance(sightings.opened(b"\x09"), Undecodable)

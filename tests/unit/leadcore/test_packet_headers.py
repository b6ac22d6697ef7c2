"""P5: whom the messages of a packet's leads name in headers, known from the packet's index or from each origin."""

from dataclasses import replace

import pytest
from leadcore import message
from leadcore.codec import Codec
from leadcore.contracts import Admission, Basis, Topic
from leadcore.framing import Admitted, Emission, opened, packed
from leadcore.message import Delivery, Headers, Message
from leadcore.stage import Subject
from leadcore.testing.builders import an_identified

CODEC = Codec()
BASIS = Basis(decided_at=1, code_version="test", release="r1")


def a_delivery(*attempts: int, replayed: int = 0) -> Delivery:
    """A packet of leads with these attempts, as `ingest.normalise` writes it."""
    leads = [an_identified(f"018f0000-0000-7000-8000-{number:012d}") for number in range(len(attempts))]
    made = [
        replace(lead, origin=replace(lead.origin, attempt=attempt, source="web", tenant="t-1"))
        for lead, attempt in zip(leads, attempts, strict=True)
    ]
    emissions = [Emission(Topic.LEADS_IDENTIFIED, lead, Subject()) for lead in made]
    [write] = packed(emissions, CODEC, lambda _: 1, "ingest.normalise")
    return Delivery(Message(write.topic, 0, 0, 0, None, write.value, write.headers), attempt=replayed)


def written(delivery: Delivery) -> list[Headers]:
    """The headers of what admission writes of each lead."""
    items = opened(delivery, CODEC, None)
    assert isinstance(items, list)
    emissions = []
    for item in items:
        section = Admission(lead_id="lead-1", cause_id="s-1", quota="within", basis=BASIS, trail=())
        emissions.append(Emission(Topic.LEADS_VALIDATED, Admitted(item.record, section), item=item))
    return [write.headers for write in packed(emissions, CODEC, lambda _: 1, "ingest.admit")]


def told(headers: Headers, name: str) -> bytes | None:
    return dict(headers)[name]


@pytest.mark.parametrize("attempts", [(0, 0), (0, 2), (3, 3)])
def test_the_index_names_no_other_than_the_origins_do(attempts: tuple[int, ...]) -> None:
    delivery = a_delivery(*attempts)
    without = tuple(pair for pair in delivery.message.headers if pair[0] != message.ATTEMPTS)
    assert len(without) < len(delivery.message.headers)
    asked = replace(delivery, message=replace(delivery.message, headers=without))
    assert written(delivery) == written(asked)
    assert [told(each, message.ATTEMPT) for each in written(delivery)] == [str(each).encode() for each in attempts]
    assert {told(each, message.TENANT) for each in written(delivery)} == {b"t-1"}


def test_a_packet_that_is_replayed_names_its_attempt() -> None:
    assert told(written(a_delivery(0, replayed=4))[0], message.ATTEMPT) == b"4"


def test_who_a_lead_is_about_is_asked_of_its_origin_only_where_somebody_wants_more() -> None:
    items = opened(a_delivery(0, 0), CODEC, None)
    assert isinstance(items, list)
    assert [item.named.submission_id for item in items] == [item.record.index.submission_id for item in items]
    assert all(item.named.accepted_at is None for item in items)
    assert all(item.subject.accepted_at is not None for item in items)

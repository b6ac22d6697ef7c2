"""fault:F3, F4: what a newer writer of ours wrote waits for a newer reader; no lead is refused for it."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from crm_sync.bootstrap import hubspot_of
from crm_sync.destinations import hubspot, postgres
from leadcore import workspace
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.message import Delivery, Message
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault

CODEC = Codec()
WORKSPACE = workspace.load(Path(__file__).parents[3] / "workspace")
OF_TOMORROW = struct.pack(">bI", 0, 1_000_999_999) + b"\x00"


def a_delivery(topic: Topic, value: bytes) -> Delivery:
    return Delivery(Message(topic, 0, 0, 1_700_000_000_000, b"lead-1", value))


def in_postgres(delivery: Delivery) -> object:
    submission = subject_reader(CODEC, "cluster-1", lambda _: "main")
    return postgres.reader(CODEC, PlainVault(), submission)(delivery)


def in_hubspot(delivery: Delivery) -> object:
    return hubspot.reader(CODEC, PlainVault(), {}, {})(delivery)


READS: list[tuple[Callable[[Delivery], object], Topic]] = [
    (in_hubspot, Topic.LEADS_ROUTED),
    *(
        (in_postgres, topic)
        for topic in (Topic.LEADS_ROUTED, Topic.LEADS_OUTCOMES, Topic.LEADS_DELIVERED, Topic.LEADS_DEAD)
    ),
]


@pytest.mark.parametrize(("read", "topic"), READS)
def test_a_schema_of_tomorrow_is_waited_for(read: Callable[[Delivery], object], topic: Topic) -> None:
    with pytest.raises(PortUnavailable, match="unknown-schema-id"):
        read(a_delivery(topic, OF_TOMORROW))


@pytest.mark.parametrize(("read", "topic"), READS)
def test_what_is_no_record_is_waited_for_by_nobody(read: Callable[[Delivery], object], topic: Topic) -> None:
    assert isinstance(read(a_delivery(topic, b"{}")), Undecodable)


def test_an_earlier_version_written_tomorrow_is_waited_for_too() -> None:
    recalled = hubspot.recall(CODEC, PlainVault(), {}, hubspot_of(WORKSPACE))
    with pytest.raises(PortUnavailable, match="unknown-schema-id"):
        recalled(OF_TOMORROW)

"""
Rule O, fault:B2: a lead's versions are made once, and no destination ever goes back to an older one.

What breaks: a late repeat of version 1 comes on `leads.routed` and out of both destinations' retry topics after version
2 was delivered; the reviser dies between keeping a version and giving it out, and between giving it out and committing;
a revision comes again. Property: one version for each cause, one contact, the newest state, the same owner.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from confluent_kafka import Producer
from lab.faults.points import Point
from lab.faults.rig import Rig
from lab.ledger.places import Log, Stack
from lab.ledger.rest import await_rest
from lab.spine import Spine
from leadcore.contracts import Topic
from leadcore.message import Delivery, Message, Write, deferred

pytestmark = pytest.mark.slow
RETRIES = (Topic.LEADS_CRM_SYNC_POSTGRES_RETRY, Topic.LEADS_CRM_SYNC_HUBSPOT_RETRY)


def test_a_late_repeat_of_version_one_changes_nothing_anywhere(rig: Rig) -> None:
    spine = rig.spine
    log = Log(spine.status["kafka"])
    starts = log.ends()
    lead_id, email = _two_versions(spine, "late")
    passport, contact = spine.delivered(lead_id, 2), spine.contact(email, "jobtitle", "leadstream_score")
    regressions = spine.hubspot(0)["version_regressions"]
    [first] = [each for each in log.since(starts, [Topic.LEADS_ROUTED]) if _version(each) == (lead_id, 1)]
    _put(
        spine, [_again(first), *(deferred(Delivery(first), retry, first.value, now=0, delay_ms=0) for retry in RETRIES)]
    )
    assert await_rest(Stack.of(spine)) is not None
    after = spine.delivered(lead_id, 2)
    assert (after["version"], after["lead"], after["routing"]) == (2, passport["lead"], passport["routing"])
    assert spine.contact(email, "jobtitle", "leadstream_score") == contact
    assert (contact["leadstream_version"], contact["jobtitle"]) == ("2", "Chief Executive Officer")
    assert spine.hubspot(0)["version_regressions"] == regressions


@pytest.mark.parametrize("point", ["after-state", "after-output", "before-commit"])
def test_a_reviser_that_dies_makes_the_version_once(rig: Rig, point: Point) -> None:
    spine = rig.spine
    log = Log(spine.status["kafka"])
    starts = log.ends()
    rig.arm("reviser", point)
    lead_id, email = _two_versions(spine, point)
    assert rig.struck("reviser").arm.point == point
    passport = spine.delivered(lead_id, 2)
    assert await_rest(Stack.of(spine)) is not None
    out = [each for each in log.since(starts, [Topic.LEADS_ENRICHED]) if _version(each)[0] == lead_id]
    assert {_version(each)[1] for each in out} == {1, 2}
    made = {each.value for each in out if _version(each)[1] == 2}
    assert len(made) == 1, "repeats of a version are equal"
    assert asyncio.run(_rows(spine, lead_id)) == ([1, 2], [("revised", 2)])
    assert (passport["lead"]["title"], passport["version"]) == ("Chief Executive Officer", 2)
    assert spine.contact(email) == {"leadstream_lead_id": lead_id, "leadstream_version": "2"}


def test_a_revision_that_comes_again_makes_no_other_version(rig: Rig) -> None:
    spine = rig.spine
    log = Log(spine.status["kafka"])
    starts = log.ends()
    lead_id, _ = _two_versions(spine, "again")
    spine.delivered(lead_id, 2)
    asked = [each for each in log.since(starts, [Topic.LEADS_REVISIONS]) if each.key == lead_id.encode()]
    _put(spine, [_again(each) for each in asked * 3])
    assert await_rest(Stack.of(spine)) is not None
    assert asyncio.run(_rows(spine, lead_id)) == ([1, 2], [("revised", 2)])


def _two_versions(spine: Spine, name: str) -> tuple[str, str]:
    """A lead and its news, sent once the lead is in its destinations; lead id and address."""
    email = f"{name}.{time.monotonic_ns()}@curlwind-labs.example"
    lead_id = spine.post({"event_id": f"{email}/1", "email": email, "title": "Sales Manager"})
    spine.delivered(lead_id, 1)
    spine.post({"event_id": f"{email}/2", "email": email, "title": "Chief Executive Officer"})
    return lead_id, email


def _version(message: Message) -> tuple[str, int]:
    """Lead id and version of a message that carries a lead."""
    parts = message.header("ce_id").split("/")
    return (message.key or b"").decode(), int(parts[1])


def _again(message: Message) -> Write:
    return Write(Topic(message.topic), message.key, message.value, message.headers)


def _put(spine: Spine, writes: Sequence[Write]) -> None:
    producer = Producer({"bootstrap.servers": spine.status["kafka"], "partitioner": "murmur2_random"})
    for write in writes:
        producer.produce(write.topic.value, write.value, write.key, headers=list(write.headers))
    assert producer.flush(60) == 0


async def _rows(spine: Spine, lead_id: str) -> tuple[list[int], list[tuple[str, int]]]:
    """The versions that the system of record holds, and what became of the revisions."""
    connection = await asyncpg.connect(spine.status["postgres"])
    try:
        versions: list[Any] = await connection.fetch(
            "select version from pipeline.lead_versions where lead_id = $1 order by 1", lead_id
        )
        revisions: list[Any] = await connection.fetch(
            "select result, version from pipeline.lead_revisions where lead_id = $1 order by requested_at", lead_id
        )
    finally:
        await connection.close()
    return [row["version"] for row in versions], [(row["result"], row["version"]) for row in revisions]

"""
P5, rule L: a revision waits for its lead as long as the system of record stands still, and no longer than need be.

What breaks: `crm-sync.postgres` is down while a revision of a lead that only stands on `leads.routed` comes in, for
longer than a revision may wait (REVISION_MAX_AGE, two seconds here). How: both units as processes on real Kafka and
PostgreSQL. Property: no dead letter, one try each RETRY_DELAY; the version is made once the lead is recorded. The
revision of a lead that never was is given up once leads that came so much later are recorded.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lab.faults.bench import Bench, written
from lab.ledger.places import Log
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, EnrichedLead, Revision, Topic
from leadcore.contracts.schemas import CURRENT
from leadcore.message import RETRY_TRIES, Message
from leadcore.testing.builders import a_person, a_routed_lead, an_identified

from migrations import apply

pytestmark = pytest.mark.slow
CODEC = Codec()
WORKSPACE = Path(__file__).resolve().parents[2] / "workspace"
MAX_AGE_S = 2.0
TRIES = 6
"""One a second: three times as long as a revision may wait."""


@pytest.fixture
def units(kafka: Running, database: str, tmp_path: Path) -> Iterator[tuple[Bench, Bench]]:
    """The reviser and the sink on one broker and database; neither runs."""
    asyncio.run(apply(database))
    made = []
    for unit in ("reviser", "crm-sync.postgres"):
        folder = tmp_path / unit
        folder.mkdir()
        environment = {"POSTGRES_DSN": database, "REVISION_MAX_AGE": str(MAX_AGE_S)}
        made.append(Bench(kafka.address, unit, folder, WORKSPACE, environment))
        made[-1].begin(database)
    yield made[0], made[1]
    for process in (process for bench in made for process in bench.processes):
        process.kill()
        process.wait()


def test_a_revision_outlasts_the_sink_s_outage_and_one_of_nobody_ends(units: tuple[Bench, Bench]) -> None:
    reviser, sink = units
    log = Log(reviser.kafka)
    starts = log.ends()

    def on(topic: Topic) -> list[Message]:
        return list(log.since(starts, [topic.value]))

    def tries() -> int:
        return max((int(each.header(RETRY_TRIES)) for each in on(Topic.LEADS_REVISER_RETRY)), default=0)

    sink.give(Topic.LEADS_ROUTED, [a_routed_lead("lead-1")])
    reviser.put(written(Topic.LEADS_REVISIONS, [a_revision("lead-1"), a_revision("nobody")]))
    began = time.monotonic()
    reviser.start()
    reviser.until(lambda: tries() >= TRIES, "the revision is tried again and again")
    assert len(on(Topic.LEADS_REVISER_RETRY)) <= 2 * (time.monotonic() - began + 1), "more than one try a second each"
    assert not on(Topic.LEADS_DEAD)
    sink.start()
    reviser.until(lambda: bool(on(Topic.LEADS_ENRICHED)), "the version is made once its lead is recorded")
    [made] = [CODEC.decode(EnrichedLead, each.value or b"") for each in on(Topic.LEADS_ENRICHED)]
    assert isinstance(made, EnrichedLead)
    assert (made.admission.lead_id, made.admission.version) == ("lead-1", 2)
    assert not on(Topic.LEADS_DEAD), "nothing that came later is recorded"
    later = a_routed_lead("lead-2")
    at = system_clock() + round(MAX_AGE_S * 1000)
    sink.give(Topic.LEADS_ROUTED, [replace(later, origin=replace(later.origin, accepted_at=at, appended_at=at))])
    reviser.until(lambda: bool(on(Topic.LEADS_DEAD)), "the revision of nobody's lead is given up")
    [letter] = [CODEC.decode(DeadLetter, each.value or b"") for each in on(Topic.LEADS_DEAD)]
    assert isinstance(letter, DeadLetter)
    assert (letter.lead_id, letter.parameters["reason"]) == ("nobody", "lead-not-recorded-yet")


def a_revision(lead_id: str) -> Revision:
    """What a known person's later submission asks for: another title."""
    later = an_identified(f"later-{lead_id}")
    told = encode_body(replace(a_person(), title="Chief Executive Officer"))
    return Revision(
        revision_id=f"revision-{lead_id}",
        tenant="main",
        lead_id=lead_id,
        origin="ingest.admit",
        cause="same-person",
        cause_id=later.origin.submission_id,
        requested_at=system_clock(),
        identified=encode_body(replace(later, identity=replace(later.identity, person=told))),
        identified_schema=CURRENT["Identified"],
    )

"""The reviser's versions on real PostgreSQL: locks, repeats, the newest version, what is away (P5, D2; rule O)."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import pytest
from crm_sync.adapters.postgres_records import open_records
from crm_sync.domain import recorded
from crm_sync.ports import Written
from lab.stack import Running
from lab.stack import postgres as postgres_server
from leadcore.codec import Codec, encode_body
from leadcore.contracts import EnrichedLead, Outcome, Revision, RoutedLead, Topic
from leadcore.contracts.schemas import CURRENT
from leadcore.failures import PortUnavailable
from leadcore.message import Delivery, Message
from leadcore.pipeline import Processed, Tools, process
from leadcore.stage import RetryLimits, Stage
from leadcore.testing.builders import NOW, a_person, a_routed_lead, an_identified
from leadcore.vault import PlainVault
from reviser import stage as reviser
from reviser.adapters import postgres_versions
from reviser.adapters.postgres_versions import open_versions
from reviser.domain.versions import LeadKey, Missing
from reviser.ports import Locked, Versions

from migrations import apply

pytestmark = pytest.mark.slow
CODEC = Codec()


@dataclass(frozen=True, slots=True)
class World:
    """A database, and a tenant of its own for each test."""

    dsn: str
    tenant: str

    def lead(self, number: int = 1) -> RoutedLead:
        lead = a_routed_lead(f"{self.tenant}-lead-{number}")
        return replace(lead, origin=replace(lead.origin, tenant=self.tenant))

    def revision(self, number: int, lead: RoutedLead, at: int = 1000, **person: Any) -> Revision:
        later = an_identified(f"{self.tenant}-s-{number}")
        identity = replace(later.identity, person=encode_body(replace(a_person(), **person)))
        told = replace(later, origin=replace(later.origin, tenant=self.tenant), identity=identity)
        return Revision(
            revision_id=f"{self.tenant}-r-{number}", tenant=self.tenant, lead_id=lead.admission.lead_id,
            origin="ingest.admit", cause="same-person", cause_id=told.origin.submission_id,
            requested_at=NOW + 5 + at, identified=encode_body(told),
            identified_schema=CURRENT["Identified"],
        )  # fmt: skip

    async def record(self, *leads: RoutedLead) -> None:
        """As crm-sync.postgres does it."""
        entries = [recorded.delivered(lead, a_person(), CODEC.encode(lead).value, 1) for lead in leads]
        async with open_records(self.dsn) as records:
            assert isinstance(await records.write([each for each in entries if isinstance(each, tuple)]), Written)

    async def erase(self, lead: RoutedLead) -> None:
        ended = Outcome(
            outcome_id="o", submission_id=lead.admission.lead_id, tenant=self.tenant, source="web-form",
            outcome="erased", unit="console", code="asked", at=NOW,
        )  # fmt: skip
        entry = recorded.ended(ended)
        assert isinstance(entry, tuple)
        async with open_records(self.dsn) as records:
            await records.write([entry])

    async def enter(self, lead: RoutedLead, outcome: str | None) -> None:
        """Have the lead's submission on record with this outcome; None: with none yet. Empty: not at all."""
        sql = "insert into pipeline.submissions (tenant, submission_id, source, outcome) values ($1, $2, 'x', $3)"
        connection = await asyncpg.connect(self.dsn)
        if outcome != "":
            await connection.execute(sql, self.tenant, lead.admission.lead_id, outcome)
        await connection.close()

    async def rows(self, sql: str) -> list[Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(sql, self.tenant))
        finally:
            await connection.close()

    async def versions(self) -> list[tuple[str, int]]:
        sql = "select lead_id, version from pipeline.revised_versions where tenant = $1 order by 1, 2"
        return [tuple(row) for row in await self.rows(sql)]


@pytest.fixture(scope="module")
def migrated(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "reviser")
    asyncio.run(apply(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "reviser")


@pytest.fixture
def world(migrated: str) -> World:
    return World(migrated, f"t{secrets.token_hex(4)}")


@asynccontextmanager
async def a_stage(dsn: str) -> AsyncIterator[Stage[Revision, EnrichedLead]]:
    async with open_versions(dsn, CODEC) as versions:
        yield reviser.build(versions, PlainVault(), lambda: NOW, "r-1", "0.1", RetryLimits(0, 10_000, 1000))


async def handled(stage: Stage[Any, Any], *revisions: Revision) -> Processed:
    deliveries = [
        Delivery(Message(Topic.LEADS_REVISIONS, 0, at, NOW, each.lead_id.encode(), CODEC.encode(each).value))
        for at, each in enumerate(revisions)
    ]
    return await process(stage, deliveries, Tools(CODEC, lambda: NOW, lambda _: 4))


def out(processed: Processed) -> list[EnrichedLead]:
    found = [CODEC.decode(EnrichedLead, each.value) for each in processed.writes if each.topic == Topic.LEADS_ENRICHED]
    return [each for each in found if isinstance(each, EnrichedLead)]


def numbers(processed: Processed) -> list[int]:
    return [lead.admission.version for lead in out(processed)]


def routed(lead: EnrichedLead, like: RoutedLead) -> RoutedLead:
    """As the scorer and the router pass it on."""
    return replace(
        like, origin=lead.origin, identity=lead.identity, admission=lead.admission, enrichment=lead.enrichment
    )


async def test_versions_are_numbered_under_any_repetition(world: World) -> None:
    lead = world.lead()
    await world.record(lead)
    first, second = world.revision(1, lead, title="CTO"), world.revision(2, lead, 2000, title="CEO")
    async with a_stage(world.dsn) as stage:
        assert numbers(await handled(stage, first)) == [2]
        assert numbers(await handled(stage, first)) == [2], "it may not have gone out"
        assert numbers(await handled(stage, second, first, second)) == [2, 3]
    assert await world.versions() == [(lead.admission.lead_id, 2), (lead.admission.lead_id, 3)]
    entries = await world.rows(
        "select version, result, parameters ->> 'fields' from pipeline.lead_revisions where tenant = $1 order by 1"
    )
    assert [tuple(row) for row in entries] == [(2, "revised", "title"), (3, "revised", "title")]


async def test_the_next_version_grows_from_the_newest_whoever_holds_it(world: World) -> None:
    """From the first version as it was routed, from one of our own that has not come back, from one that has."""
    lead = world.lead()
    await world.record(lead)
    async with a_stage(world.dsn) as stage:
        [second] = out(await handled(stage, world.revision(1, lead, title="CTO")))
        [third] = out(await handled(stage, world.revision(2, lead, 2000, title="CTO", message="Call me")))
        await world.record(routed(second, lead), routed(third, lead))
        [fourth] = out(await handled(stage, world.revision(3, lead, 3000, title="CTO", language="de")))
    person = PlainVault().open(world.tenant, fourth.identity.person, "")
    assert (person.title, person.message, person.language) == ("CTO", "Call me", "de")  # type: ignore[union-attr]
    assert fourth.admission.version == 4
    assert [version for _, version in await world.versions()] == [4], "what is recorded and not the newest is dropped"


async def test_a_recorded_version_is_not_given_out_again(world: World) -> None:
    """fault:G11."""
    lead = world.lead()
    await world.record(lead)
    revision = world.revision(1, lead, title="CTO")
    async with a_stage(world.dsn) as stage:
        [second] = out(await handled(stage, revision))
        await world.record(routed(second, lead))
        assert numbers(await handled(stage, revision)) == []


async def test_two_instances_on_the_same_leads_make_each_version_once(world: World) -> None:
    """fault:B3, fault:C6: a frozen instance that thaws, beside its successor."""
    leads = [world.lead(number) for number in range(20)]
    await world.record(*leads)
    asked = [world.revision(n * 10 + m, lead, m, title=f"T{m}") for n, lead in enumerate(leads) for m in range(3)]
    async with a_stage(world.dsn) as one, a_stage(world.dsn) as other:

        async def some(stage: Stage[Any, Any], revisions: Sequence[Revision]) -> list[EnrichedLead]:
            return [
                lead
                for start in range(0, len(revisions), 7)
                for lead in out(await handled(stage, *revisions[start : start + 7]))
            ]

        ours, theirs = await asyncio.gather(some(one, asked), some(other, asked[::-1]))
    seen: dict[tuple[str, int], EnrichedLead] = {}
    for made in (*ours, *theirs):
        key = made.admission.lead_id, made.admission.version
        assert _untimed(seen.setdefault(key, made)) == _untimed(made)
    held = await world.versions()
    assert set(held) == set(seen)
    for lead in leads:
        mine = [version for lead_id, version in held if lead_id == lead.admission.lead_id]
        assert mine == list(range(2, 2 + len(mine)))
        assert 1 <= len(mine) <= 3


def _untimed(lead: EnrichedLead) -> Any:
    """The lead's admission without how long each decision took: whoever gives a version out writes its own time."""
    trail = tuple(replace(each, duration_us=0) for each in lead.admission.trail)
    return replace(lead.admission, trail=trail)


async def test_the_second_instance_waits_at_the_lead_s_row_and_finds_the_revision_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_versions, "TIMEOUT_S", 300.0)  # it waits for as long as the test needs
    lead = world.lead()
    await world.record(lead)
    revision = world.revision(1, lead, title="CTO")
    async with open_versions(world.dsn, CODEC) as versions, a_stage(world.dsn) as other:
        held = Held(versions)
        one = reviser.build(held, PlainVault(), lambda: NOW, "r-1", "0.1")
        first = asyncio.create_task(handled(one, revision))
        await held.locked_now.wait()
        second = asyncio.create_task(handled(other, revision))
        await _until_one_waits_for_a_lock(world.dsn)
        held.may_go.set()
        assert (numbers(await first), numbers(await second)) == ([2], [2])
    assert [version for _, version in await world.versions()] == [2]


class Held:
    """Versions that stand still under their locks until they may go."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self.locked_now, self.may_go = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def locked(self, asked: Mapping[LeadKey, Collection[str]]) -> AsyncIterator[Locked]:
        async with self._versions.locked(asked) as locked:
            self.locked_now.set()
            await self.may_go.wait()
            yield locked


async def _until_one_waits_for_a_lock(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    try:
        async with asyncio.timeout(60):
            while not await connection.fetchval(waiting):  # noqa: ASYNC110  the database does not tell
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def test_the_system_of_record_and_the_reviser_never_wait_in_a_ring(world: World) -> None:
    leads = [world.lead(number) for number in range(40)]
    await world.record(*leads)

    async def recording() -> None:
        for _ in range(20):
            await world.record(*leads[::-1])

    async with a_stage(world.dsn) as stage:
        recorder = asyncio.create_task(recording())
        for number in range(20):
            asked = [world.revision(number * 100 + n, lead, number, title=f"T{number}") for n, lead in enumerate(leads)]
            assert len(out(await handled(stage, *asked))) == len(leads)
        await recorder


async def test_a_lead_that_is_not_there_waits_and_an_erased_one_is_refused(world: World) -> None:
    lead, gone = world.lead(1), world.lead(2)
    await world.record(gone)
    await world.erase(gone)
    async with a_stage(world.dsn) as stage:
        processed = await handled(stage, world.revision(1, lead, title="A"), world.revision(2, gone, title="B"))
    assert [write.topic for write in processed.writes] == [Topic.LEADS_REVISER_RETRY]
    assert (processed.counts["verdict", "defer"], processed.counts["verdict", "drop"]) == (1, 1)
    [entry] = await world.rows("select result, code from pipeline.lead_revisions where tenant = $1")
    assert tuple(entry) == ("refused", "lead-erased")


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [("", NOW + 7), ("dead", NOW + 7), ("routed", 0), (None, 0)],
    ids=["never seen", "dead", "on its way to the record", "under way"],
)
async def test_how_far_the_record_has_come_counts_for_leads_that_are_not_under_way(
    world: World, outcome: str | None, reached: int
) -> None:
    """P5: how long a revision waits is measured against leads that came later; its own lead's word comes first."""
    lead, later = world.lead(1), world.lead(2)
    async with open_versions(world.dsn, CODEC) as versions, versions.locked({(world.tenant, "none"): {"r"}}) as locked:
        assert locked.found == {(world.tenant, "none"): Missing(0)}, "nothing of the tenant is recorded"
    await world.record(replace(later, origin=replace(later.origin, appended_at=NOW + 7)))
    await world.enter(lead, outcome)
    key = (world.tenant, lead.admission.lead_id)
    async with open_versions(world.dsn, CODEC) as versions, versions.locked({key: {"r"}}) as locked:
        assert locked.found == {key: Missing(reached)}


async def test_what_made_no_version_stands_among_the_events(world: World) -> None:
    lead = world.lead()
    await world.record(lead)
    async with a_stage(world.dsn) as stage:
        assert numbers(await handled(stage, world.revision(1, lead))) == []
    events = await world.rows(
        "select unit, code, version from pipeline.pipeline_events where tenant = $1 and subject = 'revision'"
    )
    assert [tuple(row) for row in events] == [("reviser", "nothing-new", 1)]


async def test_a_lead_whose_versions_were_dropped_is_refused(world: World) -> None:
    lead = world.lead()
    await world.record(lead)
    connection = await asyncpg.connect(world.dsn)
    await connection.execute("delete from pipeline.lead_versions where tenant = $1", world.tenant)
    await connection.close()
    async with a_stage(world.dsn) as stage:
        processed = await handled(stage, world.revision(1, lead, title="A"))
    assert processed.counts["failure", "refused"] == 1


async def test_nothing_is_kept_when_the_database_goes_away_midway(world: World) -> None:
    lead = world.lead()
    await world.record(lead)
    async with a_stage(world.dsn) as stage, a_lock(world.dsn, "pipeline.revised_versions"):
        with pytest.raises(PortUnavailable):
            async with asyncio.timeout(60):
                await handled(stage, world.revision(1, lead, title="A"))
    assert await world.versions() == []
    assert await world.rows("select 1 from pipeline.lead_revisions where tenant = $1") == []


async def test_a_database_without_our_tables_or_without_an_answer_is_waited_for(database: str) -> None:
    lead = World(database, "main").lead()
    for dsn, reason in ((database, "schema-behind"), ("postgresql://u:p@127.0.0.1:1/none", "unreachable")):
        async with a_stage(dsn) as stage:
            with pytest.raises(PortUnavailable) as away:
                await handled(stage, World(dsn, "main").revision(1, lead, title="A"))
        assert away.value.reason == reason


@asynccontextmanager
async def a_lock(dsn: str, table: str) -> AsyncIterator[None]:
    """fault:D2: somebody holds the table."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(f"lock table {table} in access exclusive mode")
            yield
    finally:
        await connection.close()

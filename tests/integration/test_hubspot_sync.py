"""crm-sync.hubspot against a HubSpot of its own process and real PostgreSQL (D1, D5, P6; fault:G1-G6, fault:G10)."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
from crm_sync.adapters.hubspot_calls import Account
from crm_sync.adapters.hubspot_contacts import Needs, open_contacts
from crm_sync.adapters.postgres_claims import Holder, open_claims
from crm_sync.adapters.postgres_records import open_records
from crm_sync.bootstrap import hubspot_of, property_types
from crm_sync.destinations import hubspot
from crm_sync.domain import recorded
from crm_sync.ports import Busy, Claim, Claims, LeadKey, Mine, Written
from lab.stack import Running
from lab.stack import postgres as postgres_server
from leadcore import workspace
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Person, Receipt, RoutedLead, Topic
from leadcore.message import Write
from leadcore.metrics import Metrics
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits
from leadcore.testing import builders
from leadcore.vault import PlainVault

from migrations import apply

pytestmark = pytest.mark.slow

CODEC = Codec()
TEMPLATE = Path(__file__).resolve().parents[2] / "workspace"
PAIRS = 1000
LEASE = timedelta(seconds=600)
"""Longer than any test: a lease that is to end is ended, by `_expire`."""
CONTACTS = "/crm/objects/2026-03/contacts"


@dataclass(frozen=True, slots=True)
class HubSpot:
    """The emulator, from the outside."""

    url: str
    client: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": "Bearer any"}
        async with self.client.request(method, self.url + path, json=body, headers=headers) as answer:
            return await answer.json() if answer.content_type == "application/json" else None

    async def fault(self, **fault: Any) -> None:
        await self.ask("POST", "/_emulator/faults", fault)

    async def counts(self) -> Any:
        return await self.ask("GET", "/_emulator/counts?lead_ids=true")

    async def contacts(self) -> list[dict[str, str]]:
        found = await self.ask("GET", "/_emulator/records?type=contacts&limit=5000")
        return [{**each["properties"], "id": each["id"]} for each in found["results"]]


@pytest.fixture(scope="module")
def migrated(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "hubspot_sync")
    asyncio.run(apply(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "hubspot_sync")


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    argv = [str(Path(sys.executable).parent / "emulator"), "hubspot", "--port", "0"]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.terminate()
    process.wait(60)


@pytest.fixture
async def crm(emulator: str, migrated: str) -> AsyncIterator[HubSpot]:
    """An account without contacts, and a ledger without claims."""
    connection = await asyncpg.connect(migrated)
    await connection.execute("truncate pipeline.claims, pipeline.receipts")
    await connection.close()
    async with aiohttp.ClientSession() as client:
        crm = HubSpot(emulator, client)
        await crm.ask("POST", "/_emulator/reset")
        yield crm


def written(lead: RoutedLead) -> Write:
    """As the router writes it."""
    key = lead.admission.lead_id.encode()
    headers = (("ce_id", f"{lead.admission.lead_id}/{lead.admission.version}/0".encode()), ("lead-tenant", b"main"))
    return Write(Topic.LEADS_ROUTED, key, CODEC.encode(lead).value, headers)


@dataclass(slots=True)
class Worker:
    """One instance of the unit on the memory runner, with a log of its own."""

    log: MemoryLog
    runner: MemoryRunner

    def send(self, *leads: RoutedLead) -> None:
        for lead in leads:
            self.log.append(written(lead))

    async def until_done(self) -> None:
        """Run until nothing waits, be it for HubSpot or for its turn on the retry topic."""
        async with asyncio.timeout(180):
            while True:
                await self.runner.run()
                due = self.runner.next_due()
                if not self.runner.paused and due is None:
                    return
                if due is not None:
                    self.log.clock.now = max(due, self.log.clock.now)
                await asyncio.sleep(0.05)

    def receipts(self) -> list[Receipt]:
        found = [CODEC.decode(Receipt, each.value) for each in self.log.all(Topic.LEADS_DELIVERED)]
        return [each for each in found if isinstance(each, Receipt)]

    def dead(self) -> list[DeadLetter]:
        found = [CODEC.decode(DeadLetter, each.value) for each in self.log.all(Topic.LEADS_DEAD)]
        return [each for each in found if isinstance(each, DeadLetter)]


@dataclass(frozen=True, slots=True)
class Way:
    """How a worker is set."""

    mode: Any = "write"
    lease_s: float = LEASE.total_seconds()
    name: str = "worker-1"
    call_s: float = 5.0
    place: str = ""
    alone: bool = False
    """Every claim is granted, as if no other worker's could be seen."""


class Alone:
    """A ledger that knows nobody else."""

    async def claim(self, keys: Collection[LeadKey]) -> Mapping[LeadKey, Claim]:
        return {key: Mine(1, builders.NOW, "", 0) for key in keys}

    async def answer(self, receipts: Collection[Receipt]) -> None:
        return


@asynccontextmanager
async def a_worker(crm: HubSpot, dsn: str, way: Way = Way()) -> AsyncIterator[Worker]:
    loaded = workspace.load(TEMPLATE)
    target = replace(hubspot_of(loaded), mode=way.mode)
    log = MemoryLog(ManualClock(builders.NOW), partitions=1)
    needs = Needs(property_types(target, loaded), writes=way.mode == "write")
    read = hubspot.reader(CODEC, PlainVault(), loaded.fields, {"owner-1": "robin.sato@vendor.example"})
    async with (
        open_claims(dsn, CODEC, Holder("hubspot", way.name, timedelta(seconds=way.lease_s), way.place)) as claims,
        open_contacts(Account(crm.url, "any", timeout_s=way.call_s), needs, Metrics()) as contacts,
    ):
        ledger: Claims = Alone() if way.alone else claims
        recall = hubspot.recall(CODEC, PlainVault(), loaded.fields, target)
        delivering = hubspot.Delivering(contacts, ledger, log.clock, target, 20.0, recall)
        stage = hubspot.build(delivering, read, RetryLimits(max_tries=0, max_age_ms=86_400_000, delay_ms=1000))
        yield Worker(log, MemoryRunner([stage], log, CODEC))


def a_lead(number: int, version: int = 1, email: str | None = None, phone: str = "+442079460000") -> RoutedLead:
    lead = builders.a_routed_lead(f"018f0000-0000-7000-8000-{number:012}")
    email = f"person{number}@northwind.example" if email is None else email
    who = replace(builders.a_person(), email=email, phone=phone)
    return replace(
        lead,
        identity=replace(lead.identity, identity_key=f"p1.{number}", person=encode_body(who)),
        admission=replace(lead.admission, version=version),
        scoring=replace(lead.scoring, score=50.0 + version),
    )


async def test_leads_become_contacts_with_owner_and_score(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(250)), a_lead(900, email=""))
        await worker.until_done()
    held = await crm.contacts()
    assert len(held) == 251
    one = next(each for each in held if each.get("email") == "person7@northwind.example")
    assert one["hubspot_owner_id"] == "4100001"
    assert (one["leadstream_score"], one["leadstream_band"], one["firstname"]) == ("51", "hot", "Ada")
    assert [each.result for each in worker.receipts()] == ["created"] * 251
    await assert_one_contact_each(crm, worker, 251)


async def claim_rows(dsn: str) -> list[tuple[str, int, str, str]]:
    connection = await asyncpg.connect(dsn)
    try:
        found = await connection.fetch("select lead_id, version, state, result from pipeline.claims order by 1, 2")
        return [tuple(row) for row in found]
    finally:
        await connection.close()


async def assert_one_contact_each(crm: HubSpot, worker: Worker, count: int) -> None:
    """Rule D, counted inside the CRM; and the receipts say the same."""
    counts, held = await crm.counts(), await crm.contacts()
    assert counts["lead_ids"]["max_creates"] == 1
    assert counts["duplicates"] == {"email": 0, "leadstream_lead_id": 0}
    assert counts["version_regressions"] == 0
    assert len(held) == count
    created = {each.lead_id: each.record_id for each in worker.receipts() if each.result == "created"}
    assert created == {each["leadstream_lead_id"]: each["id"] for each in held}


# --- doubt ---


async def test_after_a_reset_behind_every_tenth_write_each_lead_is_one_contact(crm: HubSpot, migrated: str) -> None:
    """fault:G3, rule D: the write happened, the answer is lost."""
    await crm.fault(kind="reset_after", route="contacts/batch/*", probability=0.25, seed=3)
    async with a_worker(crm, migrated) as worker:
        for start in range(0, 400, 20):
            worker.send(*(a_lead(number) for number in range(start, start + 20)))
            await worker.until_done()
    counts = await crm.counts()
    assert counts["calls"]["POST contacts/batch/create"]["reset"] >= 2
    await assert_one_contact_each(crm, worker, 400)
    assert len(worker.receipts()) == 400


async def test_a_write_that_lands_after_we_gave_up_does_no_harm(crm: HubSpot, migrated: str) -> None:
    """fault:G4: the first create lands seconds after its deadline, behind the second one."""
    await crm.fault(kind="late_write", route="contacts/batch/create", delay_ms=2500, times=1)
    async with a_worker(crm, migrated, Way(call_s=1.0)) as worker:
        worker.send(*(a_lead(number) for number in range(5)))
        await worker.until_done()
        # It has landed when it is answered, like every other call.
        async with asyncio.timeout(60):
            while (counts := await crm.counts())["received"] > _answered(counts):  # noqa: ASYNC110  it does not tell
                await asyncio.sleep(0.1)
    await assert_one_contact_each(crm, worker, 5)


async def test_an_expired_claim_of_a_dead_worker_is_read_back(crm: HubSpot, migrated: str) -> None:
    """The dead one wrote its contacts and never answered; its receipts would have said `created`, so ours do."""
    await _dies_in_doubt(crm, migrated, Way(name="dead"))
    await _expire(migrated)
    async with a_worker(crm, migrated, Way(name="alive")) as alive:
        alive.send(*(a_lead(number) for number in range(10)))
        await alive.until_done()
    assert {(each.result, each.matched_by) for each in alive.receipts()} <= {
        ("created", "created"),
        ("updated", "lead-id"),
    }
    assert (await crm.counts())["lead_ids"]["max_creates"] == 1


def _answered(counts: dict[str, Any]) -> int:
    return sum(times for statuses in counts["calls"].values() for times in statuses.values())


async def _expire(dsn: str) -> None:
    """Every lease ends now, however long this test took until here."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("update pipeline.claims set lease_until = clock_timestamp() where state = 'claimed'")
    finally:
        await connection.close()


async def _dies_in_doubt(crm: HubSpot, dsn: str, way: Way) -> None:
    """A worker whose ten contacts were made, who never heard of it, and whose connections are gone with it."""
    await crm.fault(kind="reset_after", route="contacts/batch/create", times=4)
    async with a_worker(crm, dsn, way) as dead:
        dead.send(*(a_lead(number) for number in range(10)))
        await crm.fault(kind="status", status=503, route="contacts/batch/read", skip=2, times=200)
        await dead.runner.run()
        assert dead.runner.paused
    await crm.ask("DELETE", "/_emulator/faults")
    assert len(await crm.contacts()) == 10


async def test_the_successor_in_a_dead_worker_s_place_reads_its_claims_back_at_once(
    crm: HubSpot, migrated: str
) -> None:
    """fault:G3. The lock of the place is free, so the one who held it is gone: no lease is waited for."""
    await _dies_in_doubt(crm, migrated, Way(name="dead", place="1"))
    async with a_worker(crm, migrated, Way(name="alive", place="1")) as alive:
        alive.send(*(a_lead(number) for number in range(10)))
        await alive.runner.run()
        assert len(alive.receipts()) == 10, "without a turn on the retry topic"
    await assert_one_contact_each(crm, alive, 10)


@pytest.mark.parametrize("place", ["", "2"], ids=["no place", "another place"])
async def test_a_dead_worker_s_claims_are_left_alone_by_whoever_has_not_its_place(
    crm: HubSpot, migrated: str, place: str
) -> None:
    await _dies_in_doubt(crm, migrated, Way(name="dead", place="1"))
    async with a_worker(crm, migrated, Way(name="alive", place=place)) as alive:
        alive.send(*(a_lead(number) for number in range(10)))
        await alive.runner.run()
        assert not alive.receipts()
        await _expire(migrated)
        await alive.until_done()
    await assert_one_contact_each(crm, alive, 10)


async def test_a_worker_who_lives_keeps_its_claims_from_another_in_its_place(crm: HubSpot, migrated: str) -> None:
    """Two processes with one place, by mistake or because the first is frozen: its lock stands, so its lease does."""
    async with (
        open_claims(migrated, CODEC, Holder("hubspot", "first", LEASE, "1")) as claims,
        a_worker(crm, migrated, Way(name="second", place="1")) as second,
    ):
        await claims.claim([("main", a_lead(1).admission.lead_id, 1)])
        second.send(a_lead(1), a_lead(2))
        await second.runner.run()
        assert [each.lead_id[-1] for each in second.receipts()] == ["2"]
        await claims.claim([("main", a_lead(3).admission.lead_id, 1)])
        second.send(a_lead(3))
        await second.runner.run()
        assert len(second.receipts()) == 1, "it asks for the place in vain, each time"
        await _expire(migrated)
        await second.until_done()
    await assert_one_contact_each(crm, second, 3)


async def test_claims_made_without_the_lock_of_the_place_are_nobody_s_inheritance(crm: HubSpot, migrated: str) -> None:
    """One who shares the place and never had its lock lives on when the lock is free: its claims stand."""
    async with open_claims(migrated, CODEC, Holder("hubspot", "unseated", LEASE, "1")) as unseated:
        async with open_claims(migrated, CODEC, Holder("hubspot", "seated", LEASE, "1")) as seated:
            await seated.claim([("main", a_lead(1).admission.lead_id, 1)])
            await unseated.claim([("main", a_lead(2).admission.lead_id, 1)])
        async with open_claims(migrated, CODEC, Holder("hubspot", "heir", LEASE, "1")) as heir:
            keys = [("main", a_lead(number).admission.lead_id, 1) for number in (1, 2)]
            found = await heir.claim(keys)
    assert [type(found[key]) for key in keys] == [Mine, Busy]


async def test_a_live_claim_of_another_worker_is_waited_for(crm: HubSpot, migrated: str) -> None:
    async with (
        open_claims(migrated, CODEC, Holder("hubspot", "other", LEASE)) as claims,
        a_worker(crm, migrated) as worker,
    ):
        await claims.claim([("main", a_lead(1).admission.lead_id, 7)])  # another version of the same lead will do
        worker.send(a_lead(1), a_lead(2))
        await worker.runner.run()
        assert [each.lead_id[-1] for each in worker.receipts()] == ["2"]
        assert worker.runner.next_due() is not None
        await _expire(migrated)
        await worker.until_done()
    await assert_one_contact_each(crm, worker, 2)


# --- limits, outages, credentials ---


async def test_a_pause_that_was_announced_is_kept(crm: HubSpot, migrated: str) -> None:
    """fault:G1."""
    await crm.fault(kind="rate_limited", retry_after_s=1, probability=0.4, seed=5, route="contacts/*", for_s=6)
    async with a_worker(crm, migrated) as worker:
        for start in range(0, 100, 20):
            worker.send(*(a_lead(number) for number in range(start, start + 20)))
            await worker.until_done()
    counts = await crm.counts()
    assert counts["calls"]["POST contacts/batch/read"]["429"] >= 1
    assert counts["calls_during_pause"] == 0
    await assert_one_contact_each(crm, worker, 100)


async def test_without_a_word_the_ten_second_window_and_the_day_are_waited_for(crm: HubSpot, migrated: str) -> None:
    for policy, reason in (("TEN_SECONDLY_ROLLING", "rate-limited"), ("DAILY", "daily-limit")):
        await crm.fault(kind="rate_limited", policy=policy, times=1)
        async with a_worker(crm, migrated) as worker:
            worker.send(a_lead(1))
            await worker.runner.run()
            before = (await crm.counts())["received"]
            for _ in range(5):
                await worker.runner.run()
            away = worker.runner.paused["crm-sync.hubspot"]
            assert (away.dependency, away.reason) == ("hubspot", reason)
            assert (await crm.counts())["received"] == before
            assert worker.runner.committed("crm-sync.hubspot", Topic.LEADS_ROUTED, 0) == 0


async def test_the_window_is_kept_before_it_is_overrun(crm: HubSpot, migrated: str) -> None:
    """The limit is learned from the headers; no call is refused."""
    await crm.ask("PATCH", "/_emulator/settings", {"per_10s": 60})
    try:
        async with a_worker(crm, migrated) as worker:
            for number in range(30):
                worker.send(a_lead(number))
                await worker.until_done()
    finally:
        await crm.ask("PATCH", "/_emulator/settings", {"per_10s": 0})
    counts = await crm.counts()
    assert counts["peak_calls_10s"] <= 60
    assert counts["rejected"] == 0
    await assert_one_contact_each(crm, worker, 30)


async def test_a_storm_of_failures_is_waited_out_with_few_calls(crm: HubSpot, migrated: str) -> None:
    """fault:G2: nothing is lost, nothing is hammered, and nothing is thrown away."""
    await crm.fault(kind="status", status=503, for_s=4)
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(50)))
        await worker.until_done()
    counts = await crm.counts()
    assert counts["rejected"] < 12
    assert not worker.dead()
    await assert_one_contact_each(crm, worker, 50)


async def test_a_refused_token_pauses_and_is_told(
    crm: HubSpot, migrated: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """fault:G6."""
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(150)))
        await crm.fault(kind="expired_token", skip=6, times=2)
        await worker.runner.run()
        away = worker.runner.paused["crm-sync.hubspot"]
        assert (away.dependency, away.reason) == ("hubspot", "token-refused")
        await worker.until_done()
    assert "crm.stay-away" in capsys.readouterr().out
    await assert_one_contact_each(crm, worker, 150)


# --- rows ---


async def test_bad_rows_are_dead_letters_and_the_others_are_done_once(crm: HubSpot, migrated: str) -> None:
    """fault:G5: 207, and 200 with failures inside."""
    for status in (207, 200):
        await crm.fault(kind="partial", route="contacts/batch/create", rows=[3, 7], status=status, times=1)
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(120)), a_lead(300, email="not an address"))
        await worker.until_done()
    dead = worker.dead()
    assert len(dead) == 5
    assert {(each.code, each.unit) for each in dead} == {("refused", "crm-sync.hubspot")}
    assert [each.field for each in dead if each.parameters.get("crm_code") == "INVALID_EMAIL"] == ["email"]
    refused = {each.lead_id for each in worker.receipts() if each.result == "refused"}
    assert refused == {each.lead_id for each in dead}
    await assert_one_contact_each(crm, worker, 116)
    told = repr(worker.receipts()) + repr([(each.parameters, each.field) for each in dead])
    assert "northwind.example" not in told
    assert "not an address" not in told


async def test_a_lead_that_was_refused_goes_through_when_it_is_replayed(crm: HubSpot, migrated: str) -> None:
    await crm.fault(kind="partial", route="contacts/batch/create", rows=[0], times=1)
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1))
        await worker.until_done()
        assert [each.result for each in worker.receipts()] == ["refused"]
        write = written(a_lead(1))
        for _ in range(2):
            worker.log.append(replace(write, headers=(*write.headers, ("lead-attempt", b"1"))))
            await worker.until_done()
    assert [(each.result, each.attempt) for each in worker.receipts()] == [
        ("refused", 0),
        ("created", 1),
        ("created", 1),
    ]
    assert len(await crm.contacts()) == 1


async def test_a_batch_that_fails_as_a_whole_is_halved(crm: HubSpot, migrated: str) -> None:
    body = {"status": "error", "category": "VALIDATION_ERROR", "message": "no"}
    await crm.fault(kind="status", status=400, body=body, route="contacts/batch/create", times=3)
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(64)))
        await worker.until_done()
    assert not worker.dead()
    await assert_one_contact_each(crm, worker, 64)


async def test_the_same_address_twice_in_a_batch_harms_nobody(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        twin = a_lead(2, email="PERSON1@northwind.example", phone="")
        later = replace(twin, origin=replace(twin.origin, accepted_at=builders.NOW + 1000))
        worker.send(*(a_lead(number) for number in (1, 3, 4)), later)
        await worker.until_done()
        (shown,) = [each for each in await crm.contacts() if each["email"] == "person1@northwind.example"]
        assert shown["leadstream_lead_id"] == later.admission.lead_id, "a contact shows the latest lead of its person"
        worker.send(a_lead(1, version=2))
        await worker.until_done()
    held = await crm.contacts()
    assert sorted(each["email"] for each in held) == [f"person{number}@northwind.example" for number in (1, 3, 4)]
    assert (await crm.counts())["lead_ids"]["max_creates"] == 1
    assert [each.result for each in worker.receipts()] == ["created", "created", "created", "updated", "unchanged"]
    assert worker.receipts()[-1].parameters == {"reason": "later-lead-there"}


# --- what is there already ---


async def test_a_contact_that_was_there_is_found_by_address_and_only_its_blanks_are_filled(
    crm: HubSpot, migrated: str
) -> None:
    own = {"email": "person1@northwind.example", "firstname": "Adelaide", "city": "Leeds"}
    made = await crm.ask("POST", CONTACTS, {"properties": own})
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1))
        await worker.until_done()
        worker.send(a_lead(1, version=2))
        await worker.until_done()
    (held,) = await crm.contacts()
    assert (held["id"], held["firstname"], held["city"], held["lastname"]) == (
        made["id"],
        "Adelaide",
        "Leeds",
        "Example",
    )
    assert (held["leadstream_score"], held["leadstream_version"]) == ("52", "2")
    assert [(each.result, each.matched_by) for each in worker.receipts()] == [
        ("updated", "email"),
        ("updated", "known-id"),
    ]


async def test_an_address_that_another_contact_has_stays_with_it(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1, email=""))
        await worker.until_done()
        await crm.ask("POST", CONTACTS, {"properties": {"email": "person1@northwind.example"}})
        worker.send(a_lead(1, version=2))
        await worker.until_done()
    assert [each.result for each in worker.receipts()] == ["created", "updated"]
    assert worker.receipts()[1].parameters == {"email": "held-by-another-contact"}
    assert {each.get("leadstream_version") for each in await crm.contacts()} == {"2", None}


async def test_a_version_never_goes_back(crm: HubSpot, migrated: str) -> None:
    """Rule O: by the ledger, and by what the contact itself says where the ledger is new."""
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1, version=3), a_lead(1, version=2))
        await worker.until_done()
    connection = await asyncpg.connect(migrated)
    await connection.execute("truncate pipeline.claims")
    await connection.close()
    async with a_worker(crm, migrated) as another:
        another.send(a_lead(1, version=1))
        await another.until_done()
    (held,) = await crm.contacts()
    assert (held["leadstream_version"], held["leadstream_score"]) == ("3", "53")
    told = [(each.version, each.result, dict(each.parameters)) for each in worker.receipts() + another.receipts()]
    older = {"reason": "newer-version-there"}
    assert told == [(3, "created", {}), (2, "unchanged", older), (1, "unchanged", older)]


async def test_a_new_version_changes_what_the_last_one_put_there_and_nothing_of_a_person_s(
    crm: HubSpot, migrated: str
) -> None:
    """Policy fill-blank leaves what is not ours: a title we wrote follows the lead, one that somebody entered stays."""
    first, second, third = (_titled(a_lead(9101, version), title) for version, title in ((1, "A"), (2, "B"), (3, "C")))
    await _recorded(migrated, first, second)
    async with a_worker(crm, migrated) as worker:
        for lead in (first, second):
            worker.send(lead)
            await worker.until_done()
        [held] = await crm.contacts()
        assert (held["jobtitle"], held["leadstream_version"]) == ("B", "2")
        edited = {"properties": {"jobtitle": "Their own"}}
        await crm.ask("PATCH", f"/crm/objects/2026-03/contacts/{worker.receipts()[0].record_id}", edited)
        worker.send(third)
        await worker.until_done()
    [held] = await crm.contacts()
    assert (held["jobtitle"], held["leadstream_version"]) == ("Their own", "3")
    assert [each.result for each in worker.receipts()] == ["created", "updated", "updated"]


def _titled(lead: RoutedLead, title: str) -> RoutedLead:
    person = PlainVault().open("main", lead.identity.person, "")
    assert isinstance(person, Person)
    return replace(lead, identity=replace(lead.identity, person=encode_body(replace(person, title=title))))


async def _recorded(dsn: str, *leads: RoutedLead) -> None:
    """Have the system of record hold these versions."""
    entries = [recorded.delivered(each, builders.a_person(), CODEC.encode(each).value, 1) for each in leads]
    async with open_records(dsn) as records:
        assert isinstance(await records.write([each for each in entries if isinstance(each, tuple)]), Written)


async def test_a_redelivery_repeats_its_receipt_word_for_word_and_calls_nobody(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(20)))
        await worker.until_done()
        calls = (await crm.counts())["received"]
        worker.log.clock.advance(60_000)
        worker.send(*(a_lead(number) for number in range(20)))
        await worker.until_done()
    assert (await crm.counts())["received"] == calls
    assert worker.receipts()[:20] == worker.receipts()[20:]


async def test_unchanged_leads_are_not_written(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1))
        await worker.until_done()
        again = a_lead(1, version=2)
        worker.send(replace(again, scoring=a_lead(1).scoring))
        await worker.until_done()
    assert [each.result for each in worker.receipts()] == ["created", "unchanged"]
    assert (await crm.counts())["updates"].get("contacts", 0) == 0


@pytest.mark.parametrize("mode", ["observe", "dry-run"])
async def test_looking_on_writes_nothing_and_says_what_it_would_do(crm: HubSpot, migrated: str, mode: str) -> None:
    await crm.ask("POST", CONTACTS, {"properties": {"email": "person1@northwind.example", "firstname": "Adelaide"}})
    before = await crm.counts()
    async with a_worker(crm, migrated, Way(mode=mode)) as worker:
        worker.send(a_lead(1), a_lead(2))
        await worker.until_done()
    after = await crm.counts()
    assert (before["creates"], before["updates"]) == (after["creates"], after["updates"])
    assert not any("properties" in route for route in after["calls"] if route.startswith("POST"))
    known, new = worker.receipts()
    assert {known.result, new.result} == {"observed"}
    assert (known.parameters["mode"], known.parameters["would"], new.parameters["would"]) == (mode, "update", "create")
    assert "firstname" in known.parameters["differs"].split(",")
    assert "firstname" not in known.parameters["fields"].split(",")
    assert "Adelaide" not in repr(known)
    assert await claim_rows(migrated) == []


async def test_properties_that_vanish_are_made_again(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(a_lead(1))
        await worker.until_done()
        await crm.ask("POST", "/_emulator/reset")
        worker.send(a_lead(2))
        await worker.until_done()
    assert not worker.dead()
    assert [each["email"] for each in await crm.contacts()] == ["person2@northwind.example"]


# --- several workers ---


async def test_two_workers_with_the_same_leads_make_one_contact_each(crm: HubSpot, migrated: str) -> None:
    """fault:G10, 1,000 pairs: both have the same leads at the same time, in opposite order and in the same."""
    leads = [a_lead(number) for number in range(PAIRS)]
    async with a_worker(crm, migrated, Way(name="one")) as one, a_worker(crm, migrated, Way(name="two")) as two:
        one.send(*leads)
        two.send(*reversed(leads[: PAIRS // 2]), *leads[PAIRS // 2 :])
        await asyncio.gather(one.until_done(), two.until_done())
    await assert_one_contact_each(crm, one, PAIRS)
    await assert_one_contact_each(crm, two, PAIRS)
    counts = await crm.counts()
    assert counts["creates"]["contacts"] == PAIRS
    words = {each.receipt_id: each for each in one.receipts()}
    assert all(words[each.receipt_id] == each for each in two.receipts())


async def test_two_workers_who_cannot_see_each_other_still_make_one_contact_each(crm: HubSpot, migrated: str) -> None:
    """The unique lead id at the CRM stands behind the claims."""
    leads = [a_lead(number, email="" if number % 2 else None) for number in range(200)]
    async with a_worker(crm, migrated, Way(alone=True)) as one, a_worker(crm, migrated, Way(alone=True)) as two:
        one.send(*leads)
        two.send(*leads)
        await asyncio.gather(one.until_done(), two.until_done())
    counts = await crm.counts()
    assert counts["lead_ids"]["max_creates"] == 1
    assert counts["duplicates"] == {"email": 0, "leadstream_lead_id": 0}
    assert len(await crm.contacts()) == 200

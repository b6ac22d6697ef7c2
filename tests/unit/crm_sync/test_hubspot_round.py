"""
Rounds against a CRM that breaks in every way, with a ledger in memory: one contact a lead, never back (rules D, O).
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pytest
from crm_sync.adapters.tombstones import TalliedTombstones
from crm_sync.destinations import hubspot
from crm_sync.destinations.hubspot_round import Delivering
from crm_sync.destinations.recent import Recent
from crm_sync.domain.contacts import LEAD_ID, OWNER_ID, VERSION, Contact, Wanted, Wish, comparable
from crm_sync.domain.effects import Answer, Doubt, Row, Taken, Written
from crm_sync.ports import Busy, Claim, Key, LeadKey, Mine
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Receipt, RoutedLead, Topic
from leadcore.failures import PortUnavailable, Refused
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits
from leadcore.testing import builders
from leadcore.vault import PlainVault
from leadcore.workspace import Destination, FieldTarget

CODEC = Codec()
LEASE_MS = 60_000
TARGET = Destination(
    kind="hubspot",
    mode="write",
    batch_size=3,
    fields={
        "email": FieldTarget("email", "fill-blank"),
        "firstname": FieldTarget("first_name", "fill-blank"),
        "leadstream_score": FieldTarget("score", "overwrite"),
        OWNER_ID: FieldTarget("owner_email", "overwrite"),
    },
)

Mishap = Literal["none", "lost-before", "lost-after", "half-after", "silent", "away", "refused-once"]


@dataclass
class FakeCrm:
    """Keeps contacts with HubSpot's two rules of uniqueness; each write meets the next of `mishaps`."""

    mishaps: list[Mishap] = field(default_factory=list)
    records: dict[str, dict[str, str]] = field(default_factory=dict)
    creates: Counter[str] = field(default_factory=Counter)
    versions: dict[str, int] = field(default_factory=dict)
    went_back: int = 0
    writes: int = 0
    gone_owner: str = ""

    async def ready(self) -> None:
        return

    async def owners(self, emails: Collection[str]) -> Mapping[str, str]:
        return {"rep@vendor.example": "41"} if emails else {}

    async def read(self, by: Key, values: Collection[str]) -> Mapping[str, Contact]:
        assert len(values) <= 100
        found = {value: self._find(by, value) for value in values}
        return {value: Contact(one, self.records[one], builders.NOW) for value, one in found.items() if one}

    async def write(self, rows: Sequence[Row]) -> Mapping[str, Answer]:
        ids = [row.record_id for row in rows if row.record_id]
        assert len(ids) == len(set(ids)), "a CRM refuses a batch that names a record twice"
        self.writes += 1
        mishap = self.mishaps.pop(0) if self.mishaps else "none"
        if mishap == "away":
            raise PortUnavailable("hubspot", "rate-limited")
        if mishap == "lost-before":
            return {row.trace: Doubt("connection-lost") for row in rows}
        if mishap == "refused-once":
            return {row.trace: Refused("values-the-crm-does-not-take", "firstname") for row in rows}
        done = rows[: len(rows) // 2] if mishap == "half-after" else rows
        told = {row.trace: self._put(row) for row in done}
        if mishap in ("lost-after", "half-after"):
            return {row.trace: Doubt("connection-lost") for row in rows}
        return {} if mishap == "silent" else told

    def _put(self, row: Row) -> Answer:
        if self.gone_owner and row.properties.get(OWNER_ID) == self.gone_owner:
            return Refused("values-the-crm-does-not-take", OWNER_ID, {"crm_code": "INVALID_OWNER_ID"})
        record_id = row.record_id or str(1000 + len(self.records))
        merged = {**self.records.get(record_id, {}), **row.properties}
        for by, name in (("email", "email"), ("lead-id", LEAD_ID)):
            holder = self._find(by, comparable(merged[name])) if merged.get(name) else ""  # type: ignore[arg-type]
            if holder and holder != record_id:
                return Taken(holder if by == "email" else "")
        if not row.record_id:
            self.creates[merged[LEAD_ID]] += 1
        if VERSION in merged:
            lead, version = merged[LEAD_ID], int(merged[VERSION])
            self.went_back += version < self.versions.get(lead, 0)
            self.versions[lead] = version
        self.records[record_id] = merged
        return Written(record_id)

    def _find(self, by: Key, value: str) -> str:
        if by == "record-id":
            return value if value in self.records else ""
        name = "email" if by == "email" else LEAD_ID
        return next((one for one, held in self.records.items() if comparable(held.get(name, "")) == value), "")


@dataclass
class FakeClaims:
    """The ledger's rules in memory, on a clock that tests move; several holders share `rows`."""

    clock: ManualClock
    holder: str = "one"
    rows: dict[LeadKey, dict[str, Any]] = field(default_factory=dict)

    async def claim(self, keys: Collection[LeadKey]) -> Mapping[LeadKey, Claim]:
        return {key: self._claim(key) for key in keys}

    async def answer(self, receipts: Collection[Receipt]) -> None:
        for each in receipts:
            row = self.rows[each.tenant, each.lead_id, each.version]
            if row["holder"] == self.holder and row["receipt"] is None:
                row["receipt"] = each

    def _claim(self, key: LeadKey) -> Claim:
        now = self.clock()
        of_lead = {other[2]: row for other, row in self.rows.items() if other[:2] == key[:2]}
        held = of_lead.get(key[2])
        answered = {number: row["receipt"] for number, row in of_lead.items() if row["receipt"] is not None}
        if held and held["receipt"] is not None and held["receipt"].result != "refused":
            receipt: Receipt = held["receipt"]
            return receipt
        live = [row for row in of_lead.values() if row["receipt"] is None and row["until"] > now]
        if any(row["holder"] != self.holder for row in live):
            return Busy()
        row = held or {"tries": 0, "since": now}
        row |= {"holder": self.holder, "until": now + LEASE_MS, "tries": row["tries"] + 1, "receipt": None}
        self.rows[key] = row
        known = next((told.record_id for _, told in sorted(answered.items(), reverse=True) if told.record_id), "")
        newest = max((number for number, told in answered.items() if told.result != "refused"), default=0)
        return Mine(row["tries"], row["since"], known, newest)


@dataclass
class World:
    """One CRM, one ledger, and instances of the unit over one log."""

    crm: FakeCrm
    log: MemoryLog = field(default_factory=lambda: MemoryLog(ManualClock(), partitions=1))
    rows: dict[LeadKey, dict[str, Any]] = field(default_factory=dict)
    tombstones: TalliedTombstones = field(default_factory=TalliedTombstones)

    def instance(self, holder: str = "one") -> MemoryRunner:
        claims = FakeClaims(self.log.clock, holder, self.rows)
        read = hubspot.reader(CODEC, PlainVault(), {}, {"owner-1": "rep@vendor.example"})
        delivering = Delivering(self.crm, claims, self.log.clock, TARGET, 5.0)
        limits = RetryLimits(max_tries=0, max_age_ms=10**9, delay_ms=1000)
        return MemoryRunner([hubspot.build(delivering, read, limits, self.tombstones)], self.log, CODEC)

    def send(self, lead: RoutedLead, attempt: int = 0) -> None:
        key = lead.admission.lead_id
        headers = (
            ("ce_id", f"{key}/{lead.admission.version}/{attempt}".encode()),
            ("lead-tenant", b"main"),
            ("lead-attempt", str(attempt).encode()),
        )
        self.log.append(Write(Topic.LEADS_ROUTED, key.encode(), CODEC.encode(lead).value, headers))

    async def until_done(self, runner: MemoryRunner) -> None:
        for _ in range(200):
            await runner.run()
            due = runner.next_due()
            if not runner.paused and due is None:
                return
            self.log.clock.advance(10_000)
        raise AssertionError("it never ends")

    def receipts(self) -> list[Receipt]:
        found = [CODEC.decode(Receipt, each.value) for each in self.log.all(Topic.LEADS_DELIVERED)]
        return [each for each in found if isinstance(each, Receipt)]

    def dead(self) -> list[DeadLetter]:
        found = [CODEC.decode(DeadLetter, each.value) for each in self.log.all(Topic.LEADS_DEAD)]
        return [each for each in found if isinstance(each, DeadLetter)]


def a_lead(number: int, version: int = 1, email: str | None = None) -> RoutedLead:
    lead = builders.a_routed_lead(f"lead-{number}")
    who = replace(builders.a_person(), email=f"p{number}@northwind.example" if email is None else email)
    return replace(
        lead,
        identity=replace(lead.identity, identity_key=f"p1.{number}", person=encode_body(who)),
        admission=replace(lead.admission, version=version),
        scoring=replace(lead.scoring, score=float(10 * number + version)),
    )


mishaps = st.lists(st.sampled_from(("none", "lost-before", "lost-after", "half-after", "silent", "away")), max_size=12)
deliveries = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3)), min_size=1, max_size=14)


@settings(max_examples=150, deadline=None)
@given(mishaps=mishaps, history=deliveries, nameless=st.sets(st.integers(0, 4)), deaths=st.lists(st.integers(0, 3)))
def test_whatever_breaks_each_lead_is_one_contact_and_never_goes_back(
    mishaps: list[Mishap], history: list[tuple[int, int]], nameless: set[int], deaths: list[int]
) -> None:
    """Some instances die, which leaves claims in doubt; the next has another name and comes when leases are over."""

    async def story() -> None:
        world = World(FakeCrm(mishaps))
        for number, version in history:
            world.send(a_lead(number, version, email="" if number in nameless else None))
        for life, turns in enumerate(deaths[:3]):
            runner = world.instance(f"life-{life}")
            for _ in range(turns):
                await runner.run()
            world.log.clock.advance(LEASE_MS + 1)
        await world.until_done(world.instance("last"))
        assert max(world.crm.creates.values()) == 1
        assert world.crm.went_back == 0
        assert len(world.crm.records) == len({number for number, _ in history})
        newest = {f"lead-{number}": max(v for n, v in history if n == number) for number, _ in history}
        assert {held[LEAD_ID]: int(held[VERSION]) for held in world.crm.records.values()} == newest
        told = {(each.lead_id, each.version) for each in world.receipts()}
        assert told == {(f"lead-{number}", version) for number, version in history}
        assert len({(each.lead_id, each.version, each.result) for each in world.receipts()}) == len(told)
        assert not world.dead()

    asyncio.run(story())


@pytest.mark.parametrize("together", [True, False], ids=["in-one-batch", "one-after-the-other"])
@pytest.mark.parametrize(
    "names", [("Ada", "Ada", "Grace"), ("Ada", "Grace", "Joan")], ids=["kept-then", "changed-then"]
)
async def test_a_property_follows_through_versions_that_the_system_of_record_does_not_have_yet(
    names: tuple[str, ...], together: bool
) -> None:
    """The ledger here knows no version's bytes, as PostgreSQL's does not while its own sink is behind."""
    world = World(FakeCrm())
    runner = world.instance()
    for version, name in enumerate(names, start=1):
        lead = a_lead(1, version)
        who = replace(builders.a_person(), email="p1@northwind.example", first_name=name)
        world.send(replace(lead, identity=replace(lead.identity, person=encode_body(who))))
        if not together:
            await world.until_done(runner)
    await world.until_done(runner)
    [held] = world.crm.records.values()
    assert (held["firstname"], held[VERSION]) == (names[-1], "3")


async def test_a_name_that_somebody_entered_stays_whatever_comes_from_us() -> None:
    world = World(FakeCrm())
    runner = world.instance()
    world.send(a_lead(1))
    await world.until_done(runner)
    [held] = world.crm.records.values()
    held["firstname"] = "Entered"
    world.send(a_lead(1, 2))
    await world.until_done(runner)
    assert world.crm.records["1000"]["firstname"] == "Entered"


def test_what_was_given_is_remembered_by_version_and_within_bounds() -> None:
    recent = Recent(most=2)
    one, two, three = (_goal(name) for name in ("a", "b", "c"))
    recent.note(one)
    recent.note(replace(one, version=0))
    assert recent.of(one, 1) == {"firstname": "a"}
    assert recent.of(one, 2) is None
    recent.note(two)
    recent.note(one)
    recent.note(three)
    assert [recent.of(each, 1) is None for each in (one, two, three)] == [False, True, False]


def _goal(name: str) -> Wanted:
    return Wanted("main", name, 1, 0, "", "", {"firstname": Wish(name, ours=False)})


@pytest.mark.parametrize("mishap", ["lost-after", "silent"])
async def test_a_create_whose_answer_was_lost_is_still_told_as_created(mishap: Mishap) -> None:
    world = World(FakeCrm([mishap]))
    world.send(a_lead(1))
    await world.until_done(world.instance())
    (receipt,) = world.receipts()
    assert (receipt.result, receipt.matched_by, receipt.record_id) == ("created", "created", "1000")
    assert world.crm.writes == 1


async def test_a_dependency_that_stays_away_moves_nothing_and_keeps_what_was_done() -> None:
    world = World(FakeCrm(["none", "lost-before", "lost-before", "lost-before", "lost-before"]))
    for number in range(6):
        world.send(a_lead(number))
    runner = world.instance()
    await runner.run()
    assert (runner.paused["crm-sync.hubspot"].dependency, runner.paused["crm-sync.hubspot"].reason) == (
        "hubspot",
        "connection-lost",
    )
    assert world.receipts() == []
    assert runner.committed("crm-sync.hubspot", Topic.LEADS_ROUTED, 0) == 0
    await world.until_done(runner)
    assert [each.result for each in world.receipts()] == ["created"] * 6
    assert world.crm.writes == 6, "the first round was not written again"


async def test_another_contact_that_names_itself_is_taken_for_ours() -> None:
    """HubSpot knows an address that its own batch read does not find: a second address of a contact."""

    class Hidden(FakeCrm):
        async def read(self, by: Key, values: Collection[str]) -> Mapping[str, Contact]:
            return {} if by == "email" else await super().read(by, values)

    world = World(Hidden(records={"77": {"email": "p1@northwind.example", "firstname": "Adelaide"}}))
    world.send(a_lead(1))
    await world.until_done(world.instance())
    assert [(each.result, each.matched_by, each.record_id) for each in world.receipts()] == [("updated", "email", "77")]
    assert world.crm.records["77"]["firstname"] == "Adelaide"


async def test_an_owner_who_is_gone_does_not_keep_the_lead_back() -> None:
    world = World(FakeCrm(gone_owner="41"))
    world.send(a_lead(1))
    await world.until_done(world.instance())
    (receipt,) = world.receipts()
    assert (receipt.result, dict(receipt.parameters)) == ("created", {"owner": "not-known-there"})


async def test_the_record_that_has_our_lead_id_beats_the_one_we_knew() -> None:
    world = World(FakeCrm())
    world.send(a_lead(1))
    await world.until_done(world.instance())
    mine = world.crm.records.pop("1000")
    world.crm.records |= {"1000": {"firstname": "Somebody"}, "2000": mine}
    world.send(a_lead(1, version=2))
    await world.until_done(world.instance())
    assert [(each.result, each.record_id) for each in world.receipts()] == [("created", "1000"), ("updated", "2000")]


async def test_the_ledger_alone_keeps_an_older_version_away() -> None:
    """Rule O, where somebody cleared our version from the contact."""
    world = World(FakeCrm())
    world.send(a_lead(1, version=3))
    await world.until_done(world.instance())
    del world.crm.records["1000"][VERSION]
    world.send(a_lead(1, version=2))
    await world.until_done(world.instance())
    assert [(each.version, each.result) for each in world.receipts()] == [(3, "created"), (2, "unchanged")]
    assert world.crm.records["1000"]["leadstream_score"] == "13"


async def test_a_refused_lead_is_a_dead_letter_and_its_replay_is_tried_again() -> None:
    world = World(FakeCrm(["refused-once"]))
    world.send(a_lead(1))
    await world.until_done(world.instance())
    assert [(each.code, each.field, each.lead_id, each.version) for each in world.dead()] == [
        ("refused", "firstname", "lead-1", 1)
    ]
    for _ in range(2):
        world.send(a_lead(1), attempt=1)
        await world.until_done(world.instance())
    told = [(each.result, each.attempt, each.receipt_id) for each in world.receipts()]
    assert [each[:2] for each in told] == [("refused", 0), ("created", 1), ("created", 1)]
    assert len({each[2] for each in told}) == 1
    assert sum(world.crm.creates.values()) == 1


@pytest.mark.parametrize("value", [b"", b"test", b"\x00\x3b\x9a\xca\x00abc"])
async def test_what_is_no_lead_is_a_dead_letter_of_its_lead(value: bytes) -> None:
    world = World(FakeCrm())
    world.log.append(Write(Topic.LEADS_ROUTED, b"lead-9", value, (("ce_id", b"s-1/3/0"),)))
    world.send(a_lead(1))
    await world.until_done(world.instance())
    assert [(each.code, each.lead_id, each.version) for each in world.dead()] == [("undecodable", "lead-9", 3)]
    assert sorted((each.lead_id, each.result) for each in world.receipts()) == [
        ("lead-1", "created"),
        ("lead-9", "refused"),
    ]


async def test_a_key_that_no_ledger_can_hold_is_refused_by_name() -> None:
    world = World(FakeCrm())
    lead = a_lead(1)
    world.send(replace(lead, origin=replace(lead.origin, tenant="ma\0in")))
    await world.until_done(world.instance())
    assert [(each.code, each.field) for each in world.dead()] == [("wrong-shape", "tenant")]


async def test_a_tombstone_is_passed_over_and_counted() -> None:
    """The lead was erased: no dead letter, no receipt, no call, and the leads around it are delivered."""
    world = World(FakeCrm())
    world.send(a_lead(1))
    world.log.append(Write(Topic.LEADS_ROUTED, b"erased", None))
    world.send(a_lead(2))
    await world.until_done(world.instance())
    assert world.tombstones.number == 1
    assert {each.lead_id for each in world.receipts()} == {"lead-1", "lead-2"}
    assert world.dead() == []

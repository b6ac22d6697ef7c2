"""The unit crm-sync.postgres without a database: what it writes, what it answers, what it refuses (D5, P5)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from crm_sync.adapters.tombstones import TalliedTombstones
from crm_sync.destinations import postgres
from crm_sync.domain.rows import Answered, Entry, LeadNow, Row
from crm_sync.ports import Then, Written
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Outcome, Receipt, Topic
from leadcore.failures import PortUnavailable, Refused
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.submissions import subject_reader
from leadcore.testing import builders
from leadcore.vault import PlainVault

CODEC = Codec()


class FakeRecords:
    """Keeps rows; refuses every batch that has a lead with this owner, as a database would: whole."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses, self.rows, self.away = refuses, list[Row](), False
        self.batches: list[int] = []
        self.away_after: int | None = None

    async def write(self, entries: Sequence[Entry], then: Then | None = None) -> Written | Refused:
        if self.away or len(self.batches) == self.away_after:
            raise PortUnavailable("postgres")
        self.batches.append(len(entries))
        rows = [row for entry in entries for row in entry]
        leads = [row for row in rows if isinstance(row, LeadNow)]
        if any(row.owner == self.refuses for row in leads):
            return Refused("values-the-database-does-not-take", parameters={"sqlstate": "22000"})
        results = {(row.tenant, row.lead_id, row.version): "created" for row in leads}
        self.rows += [*rows, *(then(results) if then else ())]
        return Written(results)


def a_runner(
    records: FakeRecords, tombstones: TalliedTombstones | None = None, share: int = postgres.SHARE
) -> tuple[MemoryRunner, MemoryLog]:
    log = MemoryLog(ManualClock(), partitions=1)
    submission = subject_reader(CODEC, "cluster-1", lambda _: "main")
    read = postgres.reader(CODEC, PlainVault(), submission)
    who = postgres.subjects(submission)
    stage = postgres.build(records, read, who, log.clock, tombstones=tombstones, share=share)
    return MemoryRunner([stage], log, CODEC), log


def a_routed(number: int, owner: str = "owner-1") -> Write:
    lead = builders.a_routed_lead(f"018f0000-0000-7000-8000-{number:012}")
    lead = replace(lead, routing=replace(lead.routing, owner=owner))
    key = lead.admission.lead_id.encode()
    headers = (
        ("ce_id", f"{lead.origin.submission_id}/1/0".encode()),
        ("lead-submission-id", key),
        ("lead-tenant", b"main"),
    )
    return Write(Topic.LEADS_ROUTED, key, CODEC.encode(lead).value, headers)


def on(log: MemoryLog, topic: Topic, kind: type[Any]) -> list[Any]:
    return [CODEC.decode(kind, message.value) for message in log.all(topic)]


async def test_each_lead_version_gets_one_receipt_and_receipts_get_none() -> None:
    records = FakeRecords()
    runner, log = a_runner(records)
    for number in range(3):
        log.append(a_routed(number))
    await runner.run()
    receipts = on(log, Topic.LEADS_DELIVERED, Receipt)
    assert [(each.destination, each.version, each.result, each.matched_by) for each in receipts] == [
        ("postgres", 1, "created", "created")
    ] * 3
    assert [type(row).__name__ for row in records.rows].count("Answered") == 3


async def test_our_own_receipts_are_passed_over_and_refused_or_foreign_ones_are_written() -> None:
    records = FakeRecords(refuses="poison")
    runner, log = a_runner(records)
    log.append(a_routed(1))
    log.append(a_routed(2, "poison"))
    await runner.run()
    (mine,) = [each for each in log.all(Topic.LEADS_DELIVERED) if each.header("lead-noted") == "recorded"]
    older = tuple(each for each in mine.headers if each[0] != "lead-noted")
    log.append(Write(Topic.LEADS_DELIVERED, mine.key, mine.value, older))
    await runner.run()
    held = [(row.lead_id[-1], row.result) for row in records.rows if isinstance(row, Answered)]
    assert sorted(held) == [("1", "created"), ("1", "created"), ("2", "refused")]


async def test_one_refused_lead_takes_no_other_along() -> None:
    records = FakeRecords(refuses="poison")
    runner, log = a_runner(records)
    for number in range(16):
        log.append(a_routed(number, "poison" if number == 11 else "owner-1"))
    await runner.run()
    assert len([row for row in records.rows if isinstance(row, LeadNow)]) == 15
    (letter,) = on(log, Topic.LEADS_DEAD, DeadLetter)
    assert (letter.code, letter.submission_id[-2:], letter.lead_id[-2:], letter.version) == ("refused", "11", "11", 1)
    assert letter.value == a_routed(11, "poison").value
    refused = [each for each in on(log, Topic.LEADS_DELIVERED, Receipt) if each.result == "refused"]
    assert [(each.lead_id[-2:], each.version, each.code) for each in refused] == [("11", 1, "refused")]
    assert records.batches[:9] == [16, 8, 8, 4, 2, 2, 1, 1, 4]
    assert on(log, Topic.LEADS_OUTCOMES, Outcome) == []


async def test_a_batch_is_written_in_shares_and_answered_in_order() -> None:
    """D5: a culprit takes neither its own share along nor another, and each lead is written once."""
    records = FakeRecords(refuses="poison")
    runner, log = a_runner(records, share=4)
    for number in range(10):
        log.append(a_routed(number, "poison" if number == 5 else "owner-1"))
    await runner.run()
    assert records.batches[:5] == [4, 4, 2, 1, 1]
    assert [int(row.lead_id[-2:]) for row in records.rows if isinstance(row, LeadNow)] == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    told = [(int(each.lead_id[-2:]), each.result) for each in on(log, Topic.LEADS_DELIVERED, Receipt)]
    assert told == [(number, "refused" if number == 5 else "created") for number in range(10)]


async def test_of_a_batch_whose_second_share_fails_nothing_is_told_and_all_comes_again() -> None:
    """P5: offsets pass a batch once all of it is durable; what was written before is written once more."""
    records = FakeRecords()
    runner, log = a_runner(records, share=4)
    for number in range(12):
        log.append(a_routed(number))
    records.away_after = 1
    assert await runner.run() == 0
    assert log.all(Topic.LEADS_DELIVERED) == []
    assert records.batches == [4]
    records.away_after = None
    await runner.run()
    assert [int(each.lead_id[-2:]) for each in on(log, Topic.LEADS_DELIVERED, Receipt)] == list(range(12))
    held = [int(row.lead_id[-2:]) for row in records.rows if isinstance(row, LeadNow)]
    assert held == [*range(4), *range(12)]


async def test_while_the_database_is_away_nothing_moves() -> None:
    records = FakeRecords()
    runner, log = a_runner(records)
    log.append(a_routed(1))
    log.append(Write(Topic.LEADS_RAW, None, b"{}"))
    records.away = True
    assert await runner.run() == 0
    assert runner.paused[postgres.UNIT].dependency == "postgres"
    records.away = False
    assert await runner.run() > 0
    assert {type(row).__name__ for row in records.rows} >= {"LeadNow", "Seen", "Answered"}


@pytest.mark.parametrize("topic", [Topic.LEADS_ROUTED, Topic.LEADS_OUTCOMES, Topic.LEADS_DELIVERED, Topic.LEADS_DEAD])
@pytest.mark.parametrize("value", [b"", b"{}", b"\x00\x3b\x9a\xca\x00junk"])
async def test_unreadable_messages_are_dead_letters_and_nothing_else(topic: Topic, value: bytes) -> None:
    records = FakeRecords()
    runner, log = a_runner(records)
    log.append(Write(topic, b"k", value))
    await runner.run()
    letters = on(log, Topic.LEADS_DEAD, DeadLetter)
    assert [each.code for each in letters if isinstance(each, DeadLetter)] == ["undecodable"]
    assert log.all(Topic.LEADS_OUTCOMES) == log.all(Topic.LEADS_OUTCOMES)[: topic == Topic.LEADS_OUTCOMES]
    assert {type(row).__name__ for row in records.rows} <= {"Dead", "Answered"}


async def test_a_tombstone_is_passed_over_and_counted() -> None:
    """The lead was erased: no dead letter, no receipt, and the leads around it are written."""
    records, tombstones = FakeRecords(), TalliedTombstones()
    runner, log = a_runner(records, tombstones)
    for write in (a_routed(1), Write(Topic.LEADS_ROUTED, b"erased", None), a_routed(2)):
        log.append(write)
    await runner.run()
    assert tombstones.number == 1
    assert len(on(log, Topic.LEADS_DELIVERED, Receipt)) == 2
    assert log.all(Topic.LEADS_DEAD) == []


async def test_whatever_stands_on_raw_is_counted_and_not_judged() -> None:
    records = FakeRecords()
    runner, log = a_runner(records)
    for value in (b"{}", b"", None, b"\xff" * 10):
        log.append(Write(Topic.LEADS_RAW, None, value, (("lead-source", b"partner"),)))
    await runner.run()
    assert [getattr(row, "source", "") for row in records.rows] == ["partner"] * 4
    assert log.all(Topic.LEADS_DEAD) == []

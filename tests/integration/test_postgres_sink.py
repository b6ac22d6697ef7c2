"""crm-sync.postgres on real PostgreSQL: any order, any repetition, the same rows (P5, D2; rules O and D)."""

import asyncio
import json
import random  # noqa: TID251  seeded, to shuffle
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from crm_sync.adapters.postgres_records import open_records
from crm_sync.destinations import postgres as destination
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lab.stack import Running
from lab.stack import postgres as postgres_server
from lab.stack.testing import temporary_home
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Outcome, Receipt, RoutedLead, Submission, Topic
from leadcore.failures import PortUnavailable
from leadcore.message import Delivery, Message, Write
from leadcore.pipeline import Processed, Tools, process
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import Stage
from leadcore.submissions import subject_reader
from leadcore.testing import builders
from leadcore.vault import PlainVault

from migrations import apply

pytestmark = pytest.mark.slow

CODEC = Codec()
NOW = builders.NOW
KEYS = {
    "submissions": "submission_id",
    "organizations": "organization_id",
    "contacts": "contact_id",
    "leads": "lead_id",
    "lead_versions": "lead_id, version",
    "lead_scores": "lead_id, version",
    "receipts": "destination, lead_id, version",
    "pipeline_errors": "dead_letter_id",
}


@pytest.fixture(scope="module")
def migrated(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "postgres_sink")
    asyncio.run(apply(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "postgres_sink")


@asynccontextmanager
async def a_stage(
    dsn: str, tenant: str = "main", share: int = destination.SHARE
) -> AsyncIterator[Stage[Delivery, Receipt]]:
    submission = subject_reader(CODEC, "cluster-1", lambda _: tenant)
    read = destination.reader(CODEC, PlainVault(), submission)
    async with open_records(dsn) as records:
        yield destination.build(records, read, destination.subjects(submission), lambda: NOW, share=share)


async def handled(stage: Stage[Any, Any], messages: Sequence[Message]) -> Processed:
    return await process(stage, [Delivery(each) for each in messages], Tools(CODEC, lambda: NOW, lambda _: 4))


async def rows(dsn: str, table: str, tenant: str = "main") -> list[dict[str, Any]]:
    connection = await asyncpg.connect(dsn)
    try:
        sql = f"select * from pipeline.{table} where tenant = $1 order by {KEYS.get(table, '1, 2, 3')}"
        return [{**one, "tenant": ""} for one in await connection.fetch(sql, tenant)]
    finally:
        await connection.close()


async def snapshot(dsn: str, tenant: str) -> dict[str, list[dict[str, Any]]]:
    """Every row, but for our own receipts: what a write changed is told as it was, whatever came before it."""
    held = {table: await rows(dsn, table, tenant) for table in KEYS}
    held["receipts"] = [row for row in held["receipts"] if row["destination"] != "postgres"]
    for version in held["lead_versions"]:
        version["bytes"] = version["bytes"].replace(tenant.encode(), b"")
    return held


def a_routed(tenant: str, number: int, version: int, at: int) -> RoutedLead:
    lead = builders.a_routed_lead(f"lead-{number}")
    return replace(
        lead,
        origin=replace(lead.origin, tenant=tenant),
        identity=replace(
            lead.identity, identity_key=f"p1.{number % 3}", basis=replace(builders.BASIS, decided_at=NOW + at)
        ),
        admission=replace(lead.admission, version=version),
        enrichment=replace(
            lead.enrichment,
            company_domain=f"c{number % 2}.example",
            employees=at,
            basis=replace(builders.BASIS, decided_at=NOW + at),
        ),
        routing=replace(lead.routing, owner=f"owner-{version}"),
    )


OPERATION = "import-7"
NAMELESS = 0
"""Its outcomes name no operation, as those do that a unit tells from headers."""


def an_outcome(tenant: str, number: int, outcome: str, attempt: int, at: int) -> Outcome:
    return Outcome(
        outcome_id=f"o-{number}-{attempt}",
        submission_id=f"lead-{number}",
        tenant=tenant,
        source="web-form",
        outcome=outcome,
        unit="router",
        code=f"{outcome}-{at}",
        attempt=attempt,
        at=NOW + at,
        operation_id=OPERATION if number != NAMELESS else "",
        line=number,
    )


def a_receipt(tenant: str, number: int, result: str, attempt: int, at: int) -> Receipt:
    return Receipt(
        receipt_id=f"r-{number}",
        tenant=tenant,
        lead_id=f"lead-{number}",
        version=1,
        destination="hubspot",
        result=result,
        attempt=attempt,
        at=NOW + at,
    )


def a_letter(tenant: str, number: int, at: int) -> DeadLetter:
    return DeadLetter(
        dead_letter_id=f"d-{number}",
        unit="scorer",
        code="bug",
        tenant=tenant,
        submission_id=f"lead-{number}",
        topic="leads.enriched",
        partition=0,
        offset=number,
        appended_at=NOW,
        value=b"\x00",
        tries=at % 3,
        first_failed_at=NOW,
        last_failed_at=NOW + at,
    )


def a_submission(tenant: str, number: int) -> Submission:
    return Submission(
        submission_id=f"lead-{number}",
        tenant=tenant,
        source="partner",
        accepted_at=NOW,
        operation_id=OPERATION,
        line=number,
        payload=b"{}",
    )


TOPIC_OF = {
    RoutedLead: Topic.LEADS_ROUTED,
    Outcome: Topic.LEADS_OUTCOMES,
    Receipt: Topic.LEADS_DELIVERED,
    DeadLetter: Topic.LEADS_DEAD,
    Submission: Topic.LEADS_RAW,
}


def stands(record: Any, offset: int) -> Message:
    """`record` as a message: only for submissions does it matter where it stands."""
    return Message(TOPIC_OF[type(record)], 0, offset, NOW + offset, b"k", CODEC.encode(record).value)


numbers, instants = st.integers(0, 2), st.integers(0, 5)
ends = st.sampled_from(("routed", "dead", "duplicate"))
recipes = st.one_of(
    st.tuples(st.just("routed"), numbers, st.integers(1, 3)),
    st.tuples(
        st.just("outcome"), numbers, st.sampled_from(("routed", "dead", "duplicate")), st.integers(0, 2), instants
    ),
    st.tuples(st.just("receipt"), numbers, st.sampled_from(("created", "refused")), st.integers(0, 1), instants),
    st.tuples(st.just("letter"), numbers, instants),
    st.tuples(st.just("submission"), numbers, st.integers(0, 9)),
)


def made(tenant: str, recipe: tuple[Any, ...]) -> Message:
    kind, *rest = recipe
    match kind:
        case "routed":
            number, version = rest
            return stands(a_routed(tenant, number, version, at=number * 7 % 5 + version), 0)
        case "outcome":
            return stands(an_outcome(tenant, *rest), 0)
        case "receipt":
            return stands(a_receipt(tenant, *rest), 0)
        case "letter":
            return stands(a_letter(tenant, *rest), 0)
        case _:
            return stands(a_submission(tenant, rest[0]), rest[1])


_tenants = iter(range(1_000_000))


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking a history on a real database takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    history=st.lists(recipes, min_size=20, max_size=40),
    seed=st.integers(0, 2**32),
    size=st.integers(1, 25),
    share=st.integers(1, 25),
)
def test_any_order_and_any_repetition_give_the_same_rows(
    migrated: str, history: list[tuple[Any, ...]], seed: int, size: int, share: int
) -> None:
    asyncio.run(_same_in_any_order(migrated, history, random.Random(seed), size, share))


async def _same_in_any_order(
    dsn: str, history: list[tuple[Any, ...]], chance: random.Random, size: int, share: int
) -> None:
    straight, shuffled = (f"t{next(_tenants):06}" for _ in range(2))
    async with a_stage(dsn, straight) as stage:
        for recipe in history:
            await handled(stage, [made(straight, recipe)])
    again = history + [chance.choice(history) for _ in range(len(history))]
    chance.shuffle(again)
    batches = [again[start : start + size] for start in range(0, len(again), size)]
    async with a_stage(dsn, shuffled, share) as one, a_stage(dsn, shuffled, share) as other:
        # Two instances at once: what they have in common is decided by the rows, not by who came first.
        halves = (one, batches[::2]), (other, batches[1::2])
        await asyncio.gather(*(_fed(stage, shuffled, part) for stage, part in halves))
    assert await snapshot(dsn, shuffled) == await snapshot(dsn, straight)


async def _fed(stage: Stage[Any, Any], tenant: str, batches: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    for batch in batches:
        written = await handled(stage, [made(tenant, recipe) for recipe in batch])
        assert written.counts["verdict", "reject"] == 0


async def test_the_sink_never_goes_back_to_an_older_version(migrated: str) -> None:
    """Rule O; the guard on `leads` is the only thing between a late repeat and a lead that forgets."""
    async with a_stage(migrated) as stage:
        for version in (2, 1, 3, 2, 1):
            await handled(stage, [stands(a_routed("main", 100, version, 1), 0)])
    held = [row for row in await rows(migrated, "leads") if row["lead_id"] == "lead-100"]
    assert [(row["version"], row["owner"]) for row in held] == [(3, "owner-3")]
    versions = [row["version"] for row in await rows(migrated, "lead_versions") if row["lead_id"] == "lead-100"]
    assert versions == [1, 2, 3]


async def test_receipts_say_created_updated_unchanged(migrated: str) -> None:
    results = []
    async with a_stage(migrated) as stage:
        for version in (1, 2, 1):
            sent = await handled(stage, [stands(a_routed("main", 101, version, 1), 0)])
            receipt = CODEC.decode(Receipt, sent.writes[0].value)
            assert isinstance(receipt, Receipt)
            results.append((receipt.version, receipt.result))
    assert results == [(1, "created"), (2, "updated"), (1, "unchanged")]


async def test_a_higher_attempt_supersedes_and_the_source_is_the_outcomes(migrated: str) -> None:
    async with a_stage(migrated, "attempts") as stage:
        for record in (
            an_outcome("attempts", 1, "duplicate", 1, 5),
            an_outcome("attempts", 1, "routed", 0, 9),
            a_submission("attempts", 1),
        ):
            await handled(stage, [stands(record, 3)])
    (row,) = await rows(migrated, "submissions", "attempts")
    assert (row["outcome"], row["attempt"], row["source"], row["offset"]) == ("duplicate", 1, "web-form", 3)


async def test_a_line_of_an_operation_is_known_before_it_has_an_outcome_and_after(migrated: str) -> None:
    """I1: an operation is seen as open. An outcome that names none takes it from nobody."""
    for records in ([a_submission("lines", NAMELESS)], [an_outcome("lines", NAMELESS, "dead", 0, 5)]):
        async with a_stage(migrated, "lines") as stage:
            await handled(stage, [stands(record, 3) for record in records])
        (row,) = await rows(migrated, "submissions", "lines")
        assert (row["operation_id"], row["line"]) == (OPERATION, NAMELESS)
    assert row["outcome"] == "dead"


async def test_a_row_that_the_database_alone_refuses_is_rejected_alone(migrated: str) -> None:
    # Each text is short enough for an index; together they are not, which no check of single fields can see.
    chance = random.Random(7)
    long = ["".join(chr(chance.randrange(0x10000, 0x1F000)) for _ in range(499)) for _ in range(2)]
    poison = a_routed(long[0], 203, 1, 1)
    poison = replace(poison, routing=replace(poison.routing, owner=long[1]))
    leads = [poison if number == 203 else a_routed("main", number, 1, 1) for number in range(200, 208)]
    async with a_stage(migrated) as stage:
        written = await handled(stage, [stands(lead, 0) for lead in leads])
    letters = [CODEC.decode(DeadLetter, each.value) for each in written.writes if each.topic == Topic.LEADS_DEAD]
    assert [(each.code, each.parameters["sqlstate"]) for each in letters if isinstance(each, DeadLetter)] == [
        ("refused", "54000")
    ]
    held = {row["lead_id"] for row in await rows(migrated, "leads")}
    assert {f"lead-{number}" for number in range(200, 208)} - held == {"lead-203"}


async def test_a_text_with_the_separator_in_it_is_kept_as_it_is(migrated: str) -> None:
    texts = ["a\x1fb", "\x1f", "", "c"]
    async with a_stage(migrated) as stage:
        leads = [a_routed("separator", number, 1, 1) for number in range(4)]
        changed = [
            replace(lead, identity=replace(lead.identity, city=text), routing=replace(lead.routing, territory=text))
            for lead, text in zip(leads, texts, strict=True)
        ]
        await handled(stage, [stands(lead, 0) for lead in changed])
        (alone,) = [replace(changed[2], admission=replace(changed[2].admission, lead_id="lead-9"))]
        await handled(stage, [stands(alone, 0)])
    held = await rows(migrated, "leads", "separator")
    assert [(row["city"], row["territory"], row["due_at"]) for row in held] == [(t, t, None) for t in (*texts, "")]


async def test_hostile_texts_come_back_as_they_were(migrated: str) -> None:
    texts = [
        "'; drop table pipeline.leads; --",
        "\\",
        "\\N",
        "NULL",
        "",
        '{"a",NULL}',
        "{}",
        "$1",
        "%s",
        "\x01\x1e\x7f",
    ]
    texts += [
        "\u202eabc",
        "\ufeff",
        "\U0001f469\u200d\U0001f469",
        "a\r\nb",
        "\\u0000",
        "\u0000"[1:],
        '"',
        "é" * 700,
        "\U0010ffff",
    ]
    tenant = "hostile"
    leads = [a_routed(tenant, number, 1, 1) for number in range(len(texts))]
    async with a_stage(migrated) as stage:
        changed = [
            replace(
                lead,
                identity=replace(
                    lead.identity,
                    identity_key=lead.admission.lead_id,
                    person=encode_body(replace(builders.a_person(), title=text)),
                    attributes={text: text},
                ),
            )
            for lead, text in zip(leads, texts, strict=True)
        ]
        written = await handled(stage, [stands(lead, 0) for lead in changed])
    assert written.counts["verdict", "reject"] == 0
    titles = {row["contact_id"]: row["title"] for row in await rows(migrated, "contacts", tenant)}
    attributes = {row["lead_id"]: json.loads(row["attributes"]) for row in await rows(migrated, "leads", tenant)}
    assert titles == {f"lead-{number}": text for number, text in enumerate(texts)}
    assert attributes == {f"lead-{number}": {text: text} for number, text in enumerate(texts)}


async def test_trails_are_shown_as_events_and_replayed_errors_are_no_longer_open(migrated: str) -> None:
    async with a_stage(migrated, "views") as stage:
        for record in (
            a_routed("views", 1, 1, 1),
            an_outcome("views", 1, "routed", 0, 5),
            a_letter("views", 2, 1),
            a_letter("views", 3, 1),
            an_outcome("views", 3, "routed", 1, 6),
        ):
            await handled(stage, [stands(record, 0)])
    events = await rows(migrated, "pipeline_events", "views")
    assert {(each["unit"], each["code"], each["subject"]) for each in events} >= {
        ("ingest.normalise", "email-normalised", "lead"),
        ("router", "routed:routed-5", "outcome"),
    }
    assert [row["dead_letter_id"] for row in await rows(migrated, "vw_unresolved_errors", "views")] == ["d-2"]


async def test_through_the_memory_runner_receipts_come_back_and_stay(migrated: str) -> None:
    log = MemoryLog(ManualClock())
    async with a_stage(migrated, "runner") as stage:
        runner = MemoryRunner([stage], log, CODEC)
        for number in range(5):
            value = CODEC.encode(a_routed("runner", number, 1, 1)).value
            log.append(Write(Topic.LEADS_ROUTED, b"k", value))
            log.append(Write(Topic.LEADS_RAW, b"k", b'{"email": "x@y.example"}'))
        await runner.run()
    held = await snapshot(migrated, "runner")
    assert {table: len(found) for table, found in held.items()} == {
        **{"submissions": 5, "organizations": 2, "contacts": 3, "leads": 5, "lead_versions": 5},
        **{"lead_scores": 5, "receipts": 0, "pipeline_errors": 0},
    }
    sent = [CODEC.decode(Receipt, each.value) for each in log.all(Topic.LEADS_DELIVERED)]
    assert {(each.lead_id, each.result) for each in sent if isinstance(each, Receipt)} == {
        (row["lead_id"], row["result"]) for row in await rows(migrated, "receipts", "runner")
    }
    assert [each.result for each in sent if isinstance(each, Receipt)] == ["created"] * 5


async def test_our_receipt_stands_or_falls_with_its_lead(migrated: str) -> None:
    """D2: nothing has to come back from Kafka for the passport to show it."""
    async with a_stage(migrated, "receipts") as stage:
        first = await handled(stage, [stands(a_routed("receipts", 1, 1, 1), 0)])
        await handled(stage, [stands(a_routed("receipts", 1, 2, 1), 0)])
        (back,) = first.writes
        told = Message(back.topic, 0, 0, NOW, back.key, back.value, back.headers)
        assert (await handled(stage, [told])).writes == []
        stripped = replace(told, headers=tuple(each for each in told.headers if each[0] != "lead-noted"))
        assert (await handled(stage, [stripped])).writes == []
    held = await rows(migrated, "receipts", "receipts")
    assert [(row["version"], row["destination"], row["result"]) for row in held] == [
        (1, "postgres", "created"),
        (2, "postgres", "updated"),
    ]


async def test_a_database_without_the_schema_is_waited_for(database: str) -> None:
    async with a_stage(database) as stage:
        with pytest.raises(PortUnavailable) as raised:
            await handled(stage, [stands(a_routed("main", 1, 1, 1), 0)])
        assert (raised.value.dependency, raised.value.reason) == ("postgres", "schema-behind")
        await apply(database)
        await handled(stage, [stands(a_routed("main", 1, 1, 1), 0)])
    assert len(await rows(database, "leads")) == 1


async def test_an_outage_pauses_and_the_same_process_goes_on_after_it() -> None:
    with temporary_home() as home:
        running = postgres_server.start(home)
        try:
            await apply(running.address)
            async with a_stage(running.address) as stage:
                await handled(stage, [stands(a_routed("main", 1, 1, 1), 0)])
                running.stop()
                for _ in range(2):
                    with pytest.raises(PortUnavailable) as raised:
                        await handled(stage, [stands(a_routed("main", 2, 1, 1), 0)])
                    assert raised.value.dependency == "postgres"
                running = postgres_server.start(home)
                await handled(stage, [stands(a_routed("main", 2, 1, 1), 0)])
            assert len(await rows(running.address, "leads")) == 2
        finally:
            running.stop()

"""The stage `ingest.normalise` on the memory runner: identified, rejected or dead, never lost (P5, I5)."""

import json
import struct
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from lab.generator.stream import generate
from leadcore import dead_letters, ids
from leadcore.codec import Codec, LockedIds, decode_body
from leadcore.contracts import (
    DeadLetter,
    Identified,
    IdentifiedPacket,
    Outcome,
    Person,
    Submission,
    Topic,
)
from leadcore.message import Headers, Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits
from leadcore.testing.builders import an_identified
from leadcore.vault import PlainVault
from leadcore.workspace import Field, Source, Workspace, load

CODEC = Codec()
WORKSPACE = load(Path(__file__).parents[3] / "workspace")
T = TypeVar("T")
ADA = {
    "id": "e-1", "Name": "ada lovelace", "E-Mail": "Ada.Lovelace+fair@Northwind.EXAMPLE ", "Mobile": "020 7946 0000",
    "country": "United Kingdom", "city": "LONDON", "Job Title": "VP of Engineering", "company": "Northwind Labs Ltd.",
    "utm_source": "news", "timestamp": "2026-11-22T10:00:00+01:00", "message": "Hello\x07\r\nworld",
    "consent": [{"purpose": "email", "granted": True, "text": "I agree"}],
    "attributes": {"visits": "3", "spoken_to": "Grace", "shoe": 43}, "Colour": "red",
}  # fmt: skip


class Bench:
    def __init__(self, workspace: Workspace = WORKSPACE, codec: Codec = CODEC) -> None:
        self.log = MemoryLog(ManualClock())
        tools = Normaliser(
            workspace,
            PlainVault(),
            Pepper(1, b"a pepper of at least 24 bytes"),
            codec,
            self.log.clock,
            "test",
            "cluster",
        )
        self.runner = MemoryRunner([normalise.build(tools)], self.log, stopwatch=lambda: 0)

    async def send(
        self, value: bytes | None, headers: Headers = (), topic: Topic = Topic.LEADS_RAW, key: bytes | None = b"k"
    ) -> "Bench":
        self.log.append(Write(topic, key, value, headers))
        await self.runner.run()
        return self

    async def retries(self) -> int:
        """Let every waiting retry become due, one after the other; returns how often that was."""
        count = 0
        while (due := self.runner.next_due()) is not None:
            self.log.clock.advance(max(0, due - self.log.clock()))
            await self.runner.run()
            count += 1
        return count

    async def send_json(self, body: object, source: str | None = None) -> "Bench":
        headers = () if source is None else (("lead-source", source.encode()),)
        return await self.send(json.dumps(body).encode(), headers)

    def identified(self) -> list[Identified]:
        found = []
        for message in self.log.all(Topic.LEADS_IDENTIFIED):
            packet = self._read(IdentifiedPacket, message.value)
            for index, body in zip(packet.index, packet.leads, strict=True):
                lead = decode_body(Identified, body)
                assert isinstance(lead, Identified)
                assert index.identity_key == lead.identity.identity_key
                assert message.partition == ids.partition_of(index.identity_key.encode(), self.log.partitions)
                found.append(lead)
        return found

    def outcomes(self) -> list[Outcome]:
        return [self._read(Outcome, message.value) for message in self.log.all(Topic.LEADS_OUTCOMES)]

    def letters(self) -> list[DeadLetter]:
        return [self._read(DeadLetter, message.value) for message in self.log.all(Topic.LEADS_DEAD)]

    def ends(self) -> tuple[int, list[str]]:
        return len(self.identified()), [outcome.outcome for outcome in self.outcomes()]

    def _read(self, record: type[T], value: bytes | None) -> T:
        found = CODEC.decode(record, value)
        assert isinstance(found, record)
        return found


def person_of(lead: Identified) -> Person:
    opened = PlainVault().open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
    assert isinstance(opened, Person)
    return opened


def a_submission(payload: bytes = b'{"email":"ada@northwind.example"}', **changed: object) -> Submission:
    submission = Submission(
        submission_id="018f0000-0000-7000-8000-000000000001",
        tenant="someone-elses",
        source="web-form",
        client="key-1",
        accepted_at=ManualClock().now - 40,
        operation_id="op-1",
        line=3,
        payload=payload,
    )
    return replace(submission, **changed)  # type: ignore[arg-type]


async def test_a_messy_submission_becomes_a_person_and_facts() -> None:
    (lead,) = (await Bench().send_json(ADA)).identified()
    assert person_of(lead) == Person(
        email="Ada.Lovelace+fair@northwind.example",
        phone="+442079460000",
        full_name="Ada Lovelace",
        first_name="Ada",
        last_name="Lovelace",
        title="VP of Engineering",
        message="Hello\nworld",
        campaign={"utm_source": "news"},
        consent_texts={"email": "I agree"},
        attributes={"spoken_to": "Grace"},
        unmapped={"attributes.shoe": "43", "Colour": '"red"'},
    )
    told = lead.identity
    assert (told.identity_kind, told.email_domain, told.mailbox) == ("email", "northwind.example", "company")
    assert (told.country, told.city, told.time_zone, told.phone_country) == ("GB", "London", "Europe/London", "GB")
    assert (told.title_level, told.title_function, told.name_quality) == ("vp", "engineering", "full")
    assert (told.company_name, told.company_domain) == ("Northwind Labs Ltd.", "northwind.example")
    assert (told.occurred_at, told.attributes, told.unmapped_count) == (1795338000000, {"visits": "3"}, 2)
    assert [(consent.purpose, consent.granted) for consent in told.consents] == [("email", True)]
    (decision,) = told.trail
    assert (decision.unit, decision.code, decision.release) == ("ingest.normalise", "normalised", WORKSPACE.release)
    assert decision.parameters == {
        "company_domain_from": "email",
        "identified_by": "email",
        "unmapped": "2",
        "email_mended": "blanks,domain-case",
        "phone": "national>e164",
        "name": "lower>title-case",
        "country": "name>alpha-2",
        "channel": "utm>unassigned",
    }


async def test_the_trail_and_the_ordinary_facts_name_nobody() -> None:
    (lead,) = (await Bench().send_json(ADA)).identified()
    ordinary = repr(replace(lead.identity, person=b"", company_name="")).lower()
    for personal in ("ada", "lovelace", "7946", "grace", "hello", "agree", "colour"):
        assert personal not in ordinary


async def test_an_upstreams_record_is_told_by_where_it_stands() -> None:
    bench = await Bench().send_json({"email": "ada@northwind.example"})
    (lead,) = bench.identified()
    (sent,) = bench.log.all(Topic.LEADS_RAW)
    origin = lead.origin
    assert origin.submission_id == ids.submission_id_at("cluster", sent.topic, sent.partition, sent.offset)
    assert (origin.source, origin.tenant, origin.client, origin.lane) == ("upstream", "main", "", "live")
    assert (origin.topic, origin.partition, origin.offset) == (sent.topic, sent.partition, sent.offset)
    assert origin.accepted_at == origin.appended_at == sent.timestamp


async def test_an_avro_submission_keeps_its_id_and_its_claimed_tenant_is_not_believed() -> None:
    bench = await Bench().send(CODEC.encode(a_submission(event_id="e-9")).value, (("lead-tenant", b"evil"),))
    (lead,) = bench.identified()
    origin = lead.origin
    assert (origin.submission_id, origin.tenant) == ("018f0000-0000-7000-8000-000000000001", "main")
    assert (origin.client, origin.operation_id, origin.line, origin.event_id) == ("key-1", "op-1", 3, "e-9")
    assert origin.accepted_at == ManualClock().now - 40
    assert len(origin.payload_sha256) == 64


@pytest.mark.parametrize("accepted_at", [-1, 0, 253402300799000])
async def test_an_impossible_acceptance_is_replaced_by_the_brokers_time(accepted_at: int) -> None:
    bench = await Bench().send(CODEC.encode(a_submission(accepted_at=accepted_at)).value)
    assert bench.identified()[0].origin.accepted_at == ManualClock().now


@pytest.mark.parametrize("text", ["a\0b", "a\nb", "x" * 201])
async def test_an_operation_or_client_that_can_be_no_key_is_not_believed(text: str) -> None:
    """The lead would be refused by every index further on; as it is it belongs to no import."""
    bench = await Bench().send(CODEC.encode(a_submission(operation_id=text, client=text)).value)
    origin = bench.identified()[0].origin
    assert (origin.operation_id, origin.client) == ("", "")


async def test_what_is_on_leads_bulk_stays_in_the_bulk_lane() -> None:
    bench = await Bench().send(CODEC.encode(a_submission()).value, topic=Topic.LEADS_BULK)
    assert bench.identified()[0].origin.lane == "bulk"


async def test_an_unusable_value_does_not_cost_the_lead() -> None:
    body = {"email": "not an address", "phone": "+442079460000", "timestamp": "yesterday", "country": "Atlantis"}
    (lead,) = (await Bench().send_json(body)).identified()
    assert (lead.identity.identity_kind, lead.identity.country) == ("phone", "GB")
    assert person_of(lead).unmapped == {
        "email": '"not an address"', "occurred_at": '"yesterday"', "country": '"Atlantis"',
    }  # fmt: skip
    assert lead.identity.trail[0].parameters == {
        "occurred_at_flaw": "not-a-date",
        "unusable": "email,country,occurred_at",
        "country_from": "phone",
        "identified_by": "phone",
        "number_of": "number-alone",
        "unmapped": "3",
        "email_flaw": "no-at",
    }


async def test_a_company_alone_is_told_apart_by_its_event() -> None:
    bench = Bench()
    for body in ({"company": "Acme", "id": "7"}, {"company": "Acme", "id": "7"}, {"company": "Acme"}):
        await bench.send_json(body)
    kinds = [lead.identity.identity_kind for lead in bench.identified()]
    keys = [lead.identity.identity_key for lead in bench.identified()]
    assert sorted(kinds) == ["event", "event", "submission"]
    assert len(set(keys)) == 2


async def test_an_event_id_too_long_to_be_a_key_is_kept_as_its_digest() -> None:
    (lead,) = (await Bench().send_json({"company": "Acme", "id": "x" * 5000})).identified()
    assert lead.origin.event_id.startswith("sha256:")
    assert len(lead.origin.event_id) == 71


@pytest.mark.parametrize(
    ("body", "source", "code", "told"),
    [
        ([{"email": "a@b.example"}], None, "rule-violation", {"reason": "array-not-accepted"}),
        ({}, None, "rule-violation", {"reason": "nothing-required-is-usable", "field": "email"}),
        ({"phone": "12"}, None, "rule-violation", {"field": "phone", "unusable": "phone"}),
        ({"company": "n/a"}, None, "rule-violation", {"field": "company_name"}),
        ({"email": 5, "phone": []}, None, "wrong-shape", {"fields": "email:wrong-type,phone:wrong-type"}),
        ({"email": "a@b.example", "consent": {"email": "false"}}, None, "wrong-shape", {"field": "consent.email"}),
        ({"email": "a@b.example"}, "nobody", "unknown-source", {"reason": "no-such-source"}),
        ({"email": "a@b.example"}, "web-form", "unknown-source", {"reason": "not-over-kafka"}),
        ({"email": "a@b.example"}, "Ünknown", "unknown-source", {"reason": "no-such-source"}),
    ],
)
async def test_a_broken_rule_ends_as_rejected_and_names_the_field(
    body: object, source: str | None, code: str, told: Mapping[str, str]
) -> None:
    bench = await Bench().send_json(body, source)
    (outcome,) = bench.outcomes()
    assert (outcome.outcome, outcome.code, outcome.unit) == ("rejected", code, "ingest.normalise")
    assert told.items() <= outcome.parameters.items()
    assert "a@b.example" not in repr(outcome)
    assert not bench.letters()
    assert not bench.identified()


async def test_an_outcome_carries_the_senders_own_id() -> None:
    (outcome,) = (await Bench().send_json({"id": "e-1", "email": "no"})).outcomes()
    assert outcome.event_id == "e-1"


async def test_require_any_is_the_sources_own() -> None:
    strict = replace(
        WORKSPACE, sources={**WORKSPACE.sources, "upstream": Source(("kafka",), require_any=("event_id",))}
    )
    assert (await Bench(strict).send_json({"id": "1"})).ends() == (1, [])
    assert (await Bench(strict).send_json({"email": "a@b.example"})).ends() == (0, ["rejected"])


async def test_another_media_type_than_json_is_rejected() -> None:
    for media_type, expected in (
        ("text/xml", (0, ["rejected"])),
        ("application/vnd.acme+json; charset=utf-8", (1, [])),
    ):
        bench = await Bench().send(CODEC.encode(a_submission(content_type=media_type)).value)
        assert bench.ends() == expected


async def test_what_a_form_s_trap_caught_ends_as_rejected_and_says_which() -> None:
    """I3: nothing is silently lost, and no machine is told that it was seen through."""
    bench = await Bench().send(CODEC.encode(a_submission(content_type="application/json; trap=honeypot")).value)
    [outcome] = bench.outcomes()
    assert (outcome.outcome, outcome.code) == ("rejected", "rule-violation")
    assert outcome.parameters == {"reason": "spam", "trap": "honeypot"}


_AVRO = CODEC.encode(a_submission()).value
_BODY = _AVRO[5:]
_HUGE = b"\x80\x80\x80\x80\x80\x80\x01"  # 2^40 as an Avro length
CORPUS: dict[str, bytes | None] = {
    "null value (tombstone)": None,
    "empty value": b"",
    "JSON null": b"null",
    "someone's test message": b"test",
    "JSON text": b'"hello"',
    "a number": b"42",
    "cut JSON": b'{"email": "ada@north',
    "UTF-16 JSON": '{"email":"ada@northwind.example"}'.encode("utf-16"),
    "Latin-1 JSON": '{"email":"ada@northwind.example","name":"José"}'.encode("latin-1"),
    "100,000 deep": b"[" * 100_000,
    "NaN": b'{"email":"ada@northwind.example","x":NaN}',
    "1e999": b'{"email":"ada@northwind.example","x":1e999}',
    "a key twice": b'{"email":"a@b.example","email":"c@d.example"}',
    "NUL in a text": b'{"email":"ada@northwind.example","name":"a\\u0000"}',
    "lone surrogate": b'{"email":"ada@northwind.example","name":"\\ud800"}',
    "256 KiB and one byte": b'{"email":"ada@northwind.example","m":"' + b"x" * (256 * 1024) + b'"}',
    "1 MB of brackets": b'{"a":"' + b"[" * 1_000_000 + b'"}',
    "magic byte alone": b"\x00",
    "frame alone": _AVRO[:5],
    "wrong magic byte": b"\x01" + _AVRO[1:],
    "schema id 0": b"\x00" + struct.pack(">I", 0) + _BODY,
    "unknown schema id": b"\x00" + struct.pack(">I", 77) + _BODY,
    "schema of another record": CODEC.encode(an_identified()).value,
    "body without its header": _BODY,
    "truncated by one": _AVRO[:-1],
    "half of it": _AVRO[: len(_AVRO) // 2],
    "trailing byte": _AVRO + b"\x00",
    "string length -1": _AVRO[:5] + b"\x01" + _BODY,
    "string length 2^40": _AVRO[:5] + _HUGE + _BODY,
    "overlong varint": _AVRO[:5] + b"\xff" * 12 + _BODY,
    "text that is not UTF-8": _AVRO.replace(b"web-form", b"\xff\xfeb-form"),
    "JSON behind a frame": _AVRO[:5] + b'{"email":"ada@northwind.example"}',
}


@pytest.mark.parametrize("name", CORPUS)
async def test_the_kafka_corpus_ends_in_dead_letters_and_harms_nobody_else(name: str) -> None:
    """One good submission before and one after each bad message; exactly one dead letter, one outcome `dead`."""
    bench = Bench()
    value = CORPUS[name]
    for each in (b'{"email":"a@b.example"}', value, b'{"email":"c@d.example"}'):
        bench.log.append(Write(Topic.LEADS_RAW, b"k", each))
    await bench.runner.run()
    await bench.retries()
    (letter,) = bench.letters()
    assert bench.ends() == (2, ["dead"])
    assert letter.code in ("undecodable", "too-large")
    assert letter.value == value
    assert letter.parameters["reason"]
    assert "ada@" not in repr(letter.parameters)
    assert bench.outcomes()[0].submission_id == letter.submission_id


@pytest.mark.parametrize("topic", [Topic.LEADS_RAW, Topic.LEADS_BULK])
async def test_an_unknown_schema_waits_for_its_retries_and_is_dead_after_them(topic: Topic) -> None:
    """fault:F3, on the open topics: its writer may be ahead of us, or nobody; the outcome stands where it was sent."""
    bench = await Bench().send(CORPUS["unknown schema id"], topic=topic)
    (sent,) = bench.log.all(topic)
    assert (bench.letters(), bench.outcomes()) == ([], [])
    assert await bench.retries() == RetryLimits().max_tries
    (letter,) = bench.letters()
    assert letter.parameters == {"reason": "unknown-schema-id", "schema_id": "77"}
    [outcome] = bench.outcomes()
    assert outcome.outcome == "dead"
    assert outcome.submission_id == ids.submission_id_at("cluster", topic, sent.partition, sent.offset)


class LateIds(LockedIds):
    """A registry that gets to know a schema of Submissions after they have come; this code writes another one."""

    known = False

    def current(self, name: str) -> int:
        return super().current(name) + (name == "Submission")

    def schema(self, schema_id: int) -> tuple[str, str] | None:
        return super().schema(schema_id) if self.known else None


@pytest.mark.parametrize("replayed", [False, True])
async def test_a_schema_that_becomes_known_while_it_waits_changes_no_id(*, replayed: bool) -> None:
    """fault:F3, P5: the sink counted the submission by where it stands; under another id its outcome is nobody's."""
    registry = LateIds()
    bench = await Bench(codec=Codec(registry)).send(_AVRO)
    (sent,) = bench.log.all(Topic.LEADS_RAW)
    promised = ids.submission_id_at("cluster", Topic.LEADS_RAW, sent.partition, sent.offset)
    if replayed:
        await bench.retries()
        (letter,) = bench.letters()
        assert letter.submission_id == promised
        write = dead_letters.replay(letter, "ingest.normalise", 4)
        assert write is not None
        bench.log.append(write)
    registry.known = True
    await bench.runner.run()
    await bench.retries()
    (lead,) = bench.identified()
    assert lead.origin.submission_id == promised
    assert (lead.origin.source, lead.origin.offset) == ("web-form", sent.offset)


async def test_a_repeat_says_the_same_byte_for_byte() -> None:
    """At-least-once: what is handled again is the same lead, the same outcome id, the same dead letter id (P5)."""
    first, again = Bench(), Bench()
    for bench in (first, again):
        for value in (json.dumps(ADA).encode(), b'{"email": 5}', b"test", _AVRO):
            bench.log.append(Write(Topic.LEADS_RAW, b"k", value))
        await bench.runner.run()
    for topic in (Topic.LEADS_IDENTIFIED, Topic.LEADS_OUTCOMES, Topic.LEADS_DEAD):
        assert [message.value for message in first.log.all(topic)] == [
            message.value for message in again.log.all(topic)
        ]


async def test_strange_keys_and_headers_do_no_harm() -> None:
    headers: Headers = (
        *(("x", b"y") for _ in range(1000)),
        ("lead-source", None),
        ("traceparent", b"00-" + b"0" * 32 + b"-0000000000000000-ff"),
        ("TRACEPARENT", b"\xff\xfe"),
        ("lead-attempt", b"99999999999999999999"),
        ("lead-submission-id", b"mine"),
    )
    for key in (None, b"", b"k" * 1_000_000):
        bench = await Bench().send(b'{"email":"a@b.example"}', headers, key=key)
        (lead,) = bench.identified()
        assert (lead.origin.source, lead.origin.attempt) == ("upstream", 0)
        assert lead.origin.submission_id != "mine"


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(_AVRO) - 1), byte=st.integers(0, 255))
async def test_one_flipped_byte_never_stops_the_stage(at: int, byte: int) -> None:
    flipped = bytearray(_AVRO)
    flipped[at] = byte
    bench = await Bench().send(bytes(flipped))
    await bench.retries()
    leads, outcomes = bench.ends()
    assert leads + len(outcomes) == 1
    assert not [letter for letter in bench.letters() if letter.code == "bug"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(["email", "phone", "name", "company", "country", "website", "consent", "attributes", "id"])


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_KEYS | st.text(max_size=8), _VALUES, max_size=8))
async def test_any_json_object_has_exactly_one_end(body: dict[str, object]) -> None:
    bench = await Bench().send_json(body)
    leads, outcomes = bench.ends()
    assert leads + len(outcomes) == 1
    assert not [letter for letter in bench.letters() if letter.code == "bug"]


async def test_the_generators_groups_are_told_apart_exactly() -> None:
    """Every submission of one invented person gets one identity key, no two persons share one, the rest is rejected."""
    bench = Bench()
    sent = list(generate(1_500, seed=11))
    for number, each in enumerate(sent):
        submission = a_submission(each.body, submission_id=f"s-{number}", source=each.source)
        headers = (("lead-source", each.source.encode()),)
        upstream = each.source == "upstream"
        bench.log.append(
            Write(Topic.LEADS_RAW, b"k", each.body if upstream else CODEC.encode(submission).value, headers)
        )
    await bench.runner.run()
    group_of = {(each.source, each.event_id): each.group for each in sent}
    keys: dict[int, set[str]] = defaultdict(set)
    for lead in bench.identified():
        keys[group_of[lead.origin.source, lead.origin.event_id]].add(lead.identity.identity_key)
    assert 0 not in keys
    assert all(len(found) == 1 for found in keys.values())
    assert len(set.union(*keys.values())) == len(keys)
    rejected = [(outcome.source, outcome.event_id) for outcome in bench.outcomes() if outcome.outcome == "rejected"]
    assert sorted(rejected) == sorted((each.source, each.event_id) for each in sent if each.outcome == "rejected")
    assert len(bench.identified()) + len(rejected) == len(sent)


DATED = replace(
    WORKSPACE,
    fields={**WORKSPACE.fields, "closes_on": Field("date", personal=False), "born_on": Field("date", personal=True)},
    sources={**WORKSPACE.sources, "upstream": replace(WORKSPACE.sources["upstream"], dates="dmy")},
)


async def test_dates_are_kept_as_days_and_the_trail_says_in_which_form_they_came() -> None:
    body = {**ADA, "timestamp": "4.5.2026 10:30", "closes_on": "4 June 2026", "born_on": "04/05/1990"}
    [lead] = (await Bench(DATED).send_json(body)).identified()
    assert lead.identity.attributes["closes_on"] == "2026-06-04"
    assert person_of(lead).attributes["born_on"] == "1990-05-04"
    assert lead.identity.occurred_at == 1_777_890_600_000
    told = lead.identity.trail[0].parameters
    assert told["attributes.closes_on"] == "month-name>day"
    assert told["attributes.born_on"] == "dmy>day"
    assert told["occurred_at"] == "dmy>moment"
    assert "unread" not in told


async def test_a_date_that_could_be_two_is_told_and_kept_as_it_came() -> None:
    undecided = replace(DATED, sources=WORKSPACE.sources)
    body = {**ADA, "timestamp": "4.5.2026", "closes_on": "01/02/03", "born_on": "soon"}
    [lead] = (await Bench(undecided).send_json(body)).identified()
    assert lead.identity.occurred_at is None
    assert "closes_on" not in lead.identity.attributes
    told = lead.identity.trail[0].parameters
    assert told["unread"] == "attributes.born_on:not-a-date,attributes.closes_on:order-unknown"
    assert (told["occurred_at_flaw"], told["unusable"]) == ("order-unknown", "occurred_at")
    kept = person_of(lead).unmapped
    assert (kept["closes_on"], kept["occurred_at"]) == ('"01/02/03"', '"4.5.2026"')
    assert "01/02/03" not in str(told)


async def test_amounts_are_kept_in_the_field_s_currency_and_the_trail_says_in_which_form_they_came() -> None:
    source = replace(WORKSPACE.sources["upstream"], decimals="comma")
    german = replace(WORKSPACE, sources={**WORKSPACE.sources, "upstream": source})
    (lead,) = (await Bench(german).send_json({**ADA, "attributes": {"budget_usd": "US$ 1.500,00"}})).identified()
    assert lead.identity.attributes["budget_usd"] == "1500"
    told = lead.identity.trail[0].parameters
    assert told["attributes.budget_usd"] == "currency+thousands+comma>amount"
    (lead,) = (await Bench().send_json({**ADA, "attributes": {"budget_usd": "$10k-$50k"}})).identified()
    assert lead.identity.attributes["budget_usd"] == "10000..50000"
    (lead,) = (await Bench().send_json({**ADA, "attributes": {"budget_usd": "1,500"}})).identified()
    assert "budget_usd" not in lead.identity.attributes
    assert lead.identity.trail[0].parameters["unread"] == "attributes.budget_usd:decimals-unknown"
    assert person_of(lead).unmapped["attributes.budget_usd"] == '"1,500"'

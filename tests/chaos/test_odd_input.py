"""
fault:F1, fault:F2, fault:E4, fault:H3, fault:H5: input that is broken, too large, of strange days, sent many times at
once, or sent by somebody who does not wait. Each ends as it must, and nothing beside it is touched.

What: requests of each kind among good ones, by HTTP and straight to Kafka. How: through the whole spine, judged by the
oracle; what grows too large inside is given to one unit alone. Property: every rule of the ledger.
"""

import os
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from lab.faults.bench import Bench, written
from lab.ledger.evidence import Evidence
from lab.ledger.places import Log, Offsets, samples
from lab.ledger.plan import Plan, Way
from lab.ledger.proofs import proof
from lab.ledger.rules import judge
from lab.spine import Spine
from lab.stack import Running
from leadcore import ids, message
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, DeadLetter, IdentifiedPacket, Topic
from leadcore.testing.builders import a_lead

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
MAX_LEAD = 256 * 1024
MAX_RECORD = 1024 * 1024
LOADED_STILL_S = 30.0
"""What a batch may take on a machine that others load: its letters come with its end."""
COSTS_MS = 50
"""What a corrupt record may cost more than a good one."""
ROOM = 1024
"""More than a record's frame and headers take beside its value."""


def _corrupt(number: int) -> bytes:
    """One of the ways in which a record cannot be read, each different bytes."""
    own = b"%d" % number
    return (
        b"",
        b"hello " + own,
        b"\x01\x3b\x9a\xca\x00" + own,
        b"\x00\x00\x00\x00\x00" + own,
        b"\x00\x3b\x9a\xca\x00\x80\x80\x80\x80\x80\x40" + own,
        b'{"email": "' + own,
        b'{"full_name": "\\ud800", "email": "a@b.example", "x": ' + own + b"}",
        b'{"a":' + b"[" * 4_000 + own,
        b"\xff" * 20 + own,
        own,
    )[number % 10]


@pytest.mark.parametrize(
    ("bad", "good"), [(100, 900), pytest.param(500, 4_500, marks=pytest.mark.chaos_long)], ids=["1,000", "5,000"]
)
def test_corrupt_records_are_exactly_as_many_dead_letters(spine: Spine, bad: int, good: int) -> None:
    """
    fault:F1. One in ten is corrupt: exactly those are dead, typed, and none is longer in the way than a good one is.
    How long a partition stands still is measured and told; the second that is promised is one of a machine with
    nothing else to do, and is not asserted here.
    """
    seed = 51_000 + bad
    mixed = [request.payload for request in Plan(good, seed, ("kafka",), (("new", 1.0),)).requests()]
    asked: list[Any] = [("kafka", "new", number + 1, orjson.loads(each)) for number, each in enumerate(mixed)]
    for number in range(bad):
        asked.insert(number * (good // bad + 1), ("kafka", "undecodable", 0, _corrupt(number)))
    with proof(spine, plan=Plan.of(seed, asked), rate=400) as run:
        pass
    evidence = run.evidence()
    verdict = judge(evidence).must_hold()
    dead = {each.submission_id for each in evidence.letters}
    waits = list(_waits(Log(spine.status["kafka"]), run.start.offsets))
    assert {each.name for each in waits} >= dead
    corrupt, whole = ([each for each in waits if (each.name in dead) is of_dead] for of_dead in (True, False))
    assert len(whole) >= good
    print(verdict, _told("corrupt", corrupt), _told("good", whole), _batches(spine), sep="\n")
    assert max(each.stood_ms for each in waits) < LOADED_STILL_S * 1000
    assert _median(each.waited_ms for each in corrupt) <= 1.5 * _median(each.waited_ms for each in whole) + COSTS_MS
    assert (verdict.figures.dead, verdict.figures.routed + verdict.figures.duplicate) == (bad, good)
    assert Counter(each.code for each in evidence.letters) == {"undecodable": bad}
    assert len(dead) == bad


@dataclass(frozen=True, slots=True)
class Wait:
    """
    A record of `leads.raw`: from its append to what the first unit wrote of it, by the broker's times. One under an
    unknown schema id is tried again, so what it writes first is not its letter.
    """

    name: str
    waited_ms: int
    stood_ms: int
    """How long it stood at its partition's head: since it was there and all before it were done."""


def _waits(log: Log, starts: Offsets) -> Iterator[Wait]:
    codec, cluster = Codec(), log.cluster_id()
    written: dict[str, int] = {}
    for found in log.since(starts, [Topic.LEADS_DEAD]):
        letter = codec.decode(DeadLetter, found.value or b"")
        assert isinstance(letter, DeadLetter)
        written.setdefault(letter.submission_id, found.timestamp)
    for found in log.since(starts, [Topic.LEADS_IDENTIFIED]):
        packet = codec.decode(IdentifiedPacket, found.value or b"")
        assert isinstance(packet, IdentifiedPacket)
        for each in packet.index:
            written.setdefault(each.submission_id, found.timestamp)
    for found in log.since(starts, [Topic.LEADS_INGEST_NORMALISE_RETRY]):
        name = found.header(message.RETRY_SUBMISSION)
        written[name] = min(written.get(name, found.timestamp), found.timestamp)
    before: dict[int, int] = {}
    for raw in sorted(log.since(starts, [Topic.LEADS_RAW]), key=lambda each: (each.partition, each.offset)):
        name = ids.submission_id_at(cluster, raw.topic, raw.partition, raw.offset)
        done = written[name]
        yield Wait(name, done - raw.timestamp, done - max(before.get(raw.partition, 0), raw.timestamp))
        before[raw.partition] = max(before.get(raw.partition, 0), done)


def _told(kind: str, waits: Sequence[Wait]) -> str:
    longest, stood = max(each.waited_ms for each in waits), max(each.stood_ms for each in waits)
    return (
        f"{len(waits)} {kind} records: written after {_median(each.waited_ms for each in waits):.0f} ms in the median, "
        f"{longest} at most; one stood at its partition's head for {stood} ms at most, promised are 1,000"
    )


def _batches(spine: Spine) -> str:
    unit = ("unit", "ingest.normalise")
    told = samples(httpx.get(spine.status["services"][unit[1]]["url"] + "/metrics", timeout=60, trust_env=False).text)
    name = "messaging_process_duration_seconds"
    number, within = told[f"{name}_count", (unit,)], told[f"{name}_bucket", (("le", "1.0"), unit)]
    return f"{number:.0f} batches, {number - within:.0f} of them longer than a second"


def _median(numbers: Iterable[int]) -> float:
    return statistics.median(numbers)


def _padded(number: int, size: int) -> bytes:
    """A lead whose JSON is exactly so many bytes; `Plan.of` leaves bytes as they are, so the tag is in it."""
    body = {"email": f"size-{number}@curlwind-labs.example", "proof_request": f"proof-52000/{number}", "pad": ""}
    return orjson.dumps({**body, "pad": "x" * (size - len(orjson.dumps(body)))})


def test_what_is_too_large_is_refused_at_the_edge_or_dead(spine: Spine) -> None:
    """
    fault:F2, at the first hops. Largest, one more and twice that: by HTTP 413; on `leads.raw`, where nobody can
    refuse it, a dead letter of its kind; above what the topic takes, the producer's own error.
    """
    sizes: Sequence[tuple[Way, int, str]] = [
        ("http", MAX_LEAD, "ok"),
        ("http", MAX_LEAD + 1, "fail"),
        ("http", 2 * MAX_LEAD, "fail"),
        ("kafka", MAX_LEAD, "ok"),
        ("kafka", MAX_LEAD + 1, "ok"),
        ("kafka", 2 * MAX_LEAD, "ok"),
        ("kafka", MAX_RECORD - ROOM, "ok"),
        ("kafka", MAX_RECORD + 1, "fail"),
        ("kafka", 2 * MAX_RECORD, "fail"),
    ]
    asked: list[Any] = []
    for number, (way, size, _) in enumerate(sizes):
        fits = size <= MAX_LEAD
        asked.append((way, "new" if fits else "too-large", number + 1 if fits else 0, _padded(number, size)))
    with proof(spine, plan=Plan.of(52_000, asked)) as run:
        pass
    evidence = run.evidence()
    verdict = judge(evidence).must_hold()
    assert [each.result for each in evidence.asked] == [result for _, _, result in sizes]
    assert (verdict.figures.routed, verdict.figures.dead) == (2, 3)
    assert Counter(each.code for each in evidence.letters) == {"too-large": 3}


def test_a_lead_that_grows_too_large_is_a_dead_letter(kafka: Running, tmp_path: Path) -> None:
    """
    fault:F2, at an inner hop. Leads that only just fit on `leads.validated` do not fit with what the enricher adds:
    they are dead letters, held whole because that topic takes twice as much; those beside them pass, nothing ends.
    """
    one = Bench(kafka.address, "enricher", tmp_path, ROOT / "workspace")
    one.begin()
    largest = TOPICS[Topic.LEADS_VALIDATED].max_message_bytes - 16
    one.give(Topic.LEADS_VALIDATED, [a_lead(f"lead-{n}") for n in range(100)])
    grown = [_of_size(f"large-{n}", largest) for n in range(3)]
    small = len(one.asked)
    one.give(Topic.LEADS_VALIDATED, grown)
    one.asked[small:] = [replace(each, kind="too-large", group=0) for each in one.asked[small:]]
    process = one.start()
    try:
        verdict = one.judged()
        assert process.poll() is None, "it lives"
    finally:
        process.kill()
        process.wait()
    verdict.must_hold()
    assert (verdict.figures.routed, verdict.figures.dead) == (100, 3)


def _of_size(submission_id: str, size: int) -> Any:
    """A lead that takes so many bytes on the wire, most of them the sealed person."""
    small = _sealing(a_lead(submission_id), b"x" * (MAX_RECORD // 2))
    [write] = written(Topic.LEADS_VALIDATED, [small])
    return _sealing(small, os.urandom(len(small.identity.person) + size - message.wire_bytes(write)))


def _sealing(lead: Any, person: bytes) -> Any:
    return replace(lead, identity=replace(lead.identity, person=person))


MOMENTS = (
    "2024-02-29T00:00:00Z",
    "2024-02-29T23:59:59.999999999+14:00",
    "2016-12-31T23:59:60Z",
    "2016-12-31T23:59:60.5Z",
    "2026-12-31T23:59:60Z",
    "2026-03-29T02:30:00+01:00",
    "2026-03-29T02:30:00",
    "2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30:00+01:00",
    "2026-11-01T01:30:00-05:00",
    "2038-01-19T03:14:07Z",
    "2038-01-19T03:14:08Z",
    "2106-02-07T06:28:16Z",
    "9999-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00Z",
)


NO_DAY = "2023-02-29T12:00:00Z"


def test_no_day_of_the_calendar_harms_a_lead(spine: Spine) -> None:
    """
    fault:E4. 29 February, leap seconds, changes of the clock, 2038 and beyond: each lead is routed, by both ways.

    A day that does not exist is left out where it merely tells, and refused where it warrants a consent.
    """
    ways: Sequence[Way] = ("http", "kafka")
    asked: list[Any] = []
    for moment in (*MOMENTS, NO_DAY):
        for way in ways:
            number = len(asked)
            consent = [{"purpose": "email", "granted": True, "at": moment}] if moment != NO_DAY else []
            body = {"email": f"day-{number}@curlwind-labs.example", "occurred_at": moment, "consent": consent}
            asked.append((way, "new", number + 1, {**body, "message": "ref{canary}"}))
    for way in ways:
        consent = [{"purpose": "email", "granted": True, "at": NO_DAY}]
        asked.append((way, "invalid", 0, {"email": "no-day@curlwind-labs.example", "consent": consent}))
    with proof(spine, plan=Plan.of(53_000, asked)) as run:
        pass
    verdict = run.verdict().must_hold()
    assert verdict.figures.routed == len(asked) - 2
    assert (verdict.figures.fail, verdict.figures.rejected) == (1, 1)


def test_one_event_sent_fifty_times_at_once_has_one_effect(spine: Spine) -> None:
    """fault:H3. Fifty requests of one event in flight at once: one lead, one contact, one owner; the rest repeat it."""
    body = {"event_id": "h3-once", "email": "once@curlwind-labs.example", "message": "ref{canary}"}
    with proof(spine, plan=Plan.of(54_000, [("http", "new", 1, body)] * 50), rate=10_000) as run:
        pass
    evidence = run.evidence()
    verdict = judge(evidence).must_hold()
    assert (verdict.figures.ok, verdict.figures.routed, verdict.figures.duplicate) == (50, 1, 49)
    assert {each.code for each in evidence.outcomes if each.outcome == "duplicate"} == {"same-event"}
    assert _at_once(run.spans()) >= 25, "they were not in flight together: the run says nothing"


def _at_once(spans: Sequence[tuple[int, int]]) -> int:
    """The most requests that were in flight at one time."""
    steps = sorted([(sent, 1) for sent, _ in spans] + [(answered, -1) for _, answered in spans])
    now = most = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most


def test_who_hangs_up_after_the_body_is_in_or_out_but_never_half(spine: Spine) -> None:
    """fault:H5. A client is gone as soon as its body is sent: in doubt, either class is allowed, and each is whole."""
    asked: list[Any] = []
    for number in range(300):
        way: Way = "http" if number % 3 == 0 else "hang-up"
        body = {"email": f"gone-{number}@curlwind-labs.example", "message": "ref{canary}"}
        asked.append((way, "new", number + 1, body))
    with proof(spine, plan=Plan.of(55_000, asked), rate=200) as run:
        pass
    evidence = run.evidence()
    verdict = judge(evidence).must_hold()
    assert (verdict.figures.ok, verdict.figures.info) == (100, 200)
    assert verdict.figures.routed == 100 + _stand(evidence)


def _stand(evidence: Evidence) -> int:
    return sum(each.stands for each in evidence.asked if each.result == "info")

"""
From the places to evidence: what stood before the run, and what stands after it.

    start = Start.taken(stack)  →  the run  →  gathered(stack, start, plan, journal) → Evidence
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from leadcore import ids
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, DeadLetter, Outcome, Receipt, RoutedLead, Submission, Topic
from leadcore.failures import Undecodable
from leadcore.message import Message, delivered
from leadcore.submissions import subject_reader

from lab.ledger.account import OUTCOMES
from lab.ledger.evidence import (
    Asked,
    Contact,
    Counted,
    Delivered,
    Ended,
    Evidence,
    Leak,
    Letter,
    PlaceName,
    Routed,
    Row,
)
from lab.ledger.journal import Journalled, Sent
from lab.ledger.places import Crm, Log, Record, Sample, Stack, exposition, samples
from lab.ledger.plan import TAG, Plan, Request, numbered, tag_of

T = TypeVar("T")
RAW = (Topic.LEADS_RAW.value, Topic.LEADS_BULK.value)
SOURCE_OF = "ce_source"
LETTER_FIELDS = ("dead_letter_id", "unit", "code", "topic", "appended_at", "first_failed_at", "last_failed_at", "tries")
LETTER_HEADERS = ("ce_id", "ce_type", "ce_source", "lead-submission-id", "lead-tenant", "lead-attempt")


@dataclass(frozen=True, slots=True)
class Start:
    """What stood before the run began."""

    at: int
    offsets: Mapping[tuple[str, int], int]
    last_contact: int = 0
    counts: Mapping[str, Any] = field(default_factory=dict)
    pids: Mapping[str, int] = field(default_factory=dict)
    metrics: Mapping[str, Mapping[Sample, float]] = field(default_factory=dict)
    logs: Mapping[Path, int] = field(default_factory=dict)

    @classmethod
    def taken(cls, stack: Stack) -> "Start":
        """The present as the start of a run."""
        crm = Crm(stack.hubspot) if stack.hubspot else None
        return cls(
            system_clock(),
            Log(stack.kafka).ends(),
            max((int(each["id"]) for each in crm.contacts(0)), default=0) if crm else 0,
            crm.counts() if crm else {},
            stack.pids(),
            {unit: samples(text) for unit, url in stack.units.items() if (text := exposition(url))},
            {file: file.stat().st_size for file in _logs(stack)},
        )


def gathered(stack: Stack, start: Start, plan: Plan, journal: Journalled) -> Evidence:
    """What stands now, and was not there at the start."""
    by_http = frozenset(each.number for each in plan.requests() if each.way != "kafka")
    return on_record(stack, start, Given(lambda known: _asked(plan, journal, known), plan.run, plan.canary, by_http))


def asked(stack: Stack, start: Start, plan: Plan, journal: Journalled) -> list[Asked]:
    """The requests alone, as far as answers and the raw log tell."""
    log = Log(stack.kafka)
    return list(_asked(plan, journal, Standing(log, log.since(start.offsets, RAW), plan.run)))


@dataclass(frozen=True, slots=True)
class Given:
    """What a run was given: its requests, told what stands on the raw log; its name, canary and HTTP requests."""

    asked: Callable[["Standing"], Iterable[Asked]]
    run: str = ""
    canary: str = ""
    by_http: frozenset[int] = frozenset()


def on_record(stack: Stack, start: Start, given: Given) -> Evidence:
    """What stands now of what was given, in every place that the stack has."""
    log = Log(stack.kafka)
    messages = log.since(start.offsets)
    known = Standing(log, messages, given.run)
    evidence = replace(
        known.evidence(),
        asked=tuple(given.asked(known)),
        leaks=tuple(_leaks(stack, start, messages, given.canary)) if given.canary else (),
        open_transactions=tuple(log.open_transactions()),
        repeats=_repeats(messages),
        worst_pause_s=_worst_pause(messages),
        places=_places(stack),
    )
    evidence = _with_postgres(stack, start, evidence) if stack.postgres else evidence
    evidence = _with_crm(stack, start, evidence) if stack.hubspot else evidence
    metrics, unchecked = _metrics(stack, start, evidence, given.by_http)
    strangers = evidence.strangers | _earlier(log, evidence)
    return replace(evidence, metrics=tuple(metrics), unchecked=unchecked, strangers=strangers)


def written_after(stack: Stack, start: Start, unit: str, at: int) -> int | None:
    """When, milliseconds, `unit` first wrote after `at`, or anything came out where it is no unit; None: not again."""
    own = f"/leadstream/{unit}".encode()
    seen = Log(stack.kafka).since(start.offsets)
    of_unit = [m.timestamp for m in seen if _header(m, SOURCE_OF) == own]
    times = of_unit or [m.timestamp for m in seen if m.topic == Topic.LEADS_OUTCOMES.value]
    return min((each for each in times if each > at), default=None)


class Standing:
    """What stands on the topics, decoded."""

    def __init__(self, log: Log, messages: Sequence[Message], run: str) -> None:
        self._codec = Codec()
        self._by_topic: defaultdict[str, list[Message]] = defaultdict(list)
        for each in messages:
            self._by_topic[each.topic].append(each)
        self.cluster = log.cluster_id()
        self.numbers: dict[int, str] = {}
        """Submission id by request, of those that stand on the raw log."""
        self.strangers: set[str] = set()
        self._read_raw(run)

    def evidence(self) -> Evidence:
        """What the topics alone tell."""
        return Evidence(
            strangers=frozenset(self.strangers),
            outcomes=tuple(_ended(each) for _, each in self._of(Topic.LEADS_OUTCOMES, Outcome)),
            routed=tuple(_routed(each) for _, each in self._of(Topic.LEADS_ROUTED, RoutedLead)),
            letters=tuple(_letter(message, each) for message, each in self._of(Topic.LEADS_DEAD, DeadLetter)),
            delivered=tuple(
                Delivered(each.destination, each.lead_id, each.version, each.result)
                for _, each in self._of(Topic.LEADS_DELIVERED, Receipt)
            ),
        )

    def on(self, topic: Topic) -> Sequence[Message]:
        """The messages of one topic."""
        return self._by_topic[topic.value]

    def _of(self, topic: Topic, kind: type[T]) -> Iterable[tuple[Message, T]]:
        for message in self._by_topic[topic.value]:
            record = self._codec.decode(kind, message.value)
            if isinstance(record, kind):
                yield message, record

    def _read_raw(self, run: str) -> None:
        subject = subject_reader(self._codec, self.cluster, lambda _source: "main")
        for topic in RAW:
            for message in self._by_topic[topic]:
                name = subject(delivered(message, Topic.LEADS_INGEST_NORMALISE_RETRY)).submission_id
                number = numbered(self._tag(message), run)
                if number is None:
                    self.strangers.add(name)
                else:
                    self.numbers[number] = name

    def _tag(self, message: Message) -> str:
        if tag := message.header(TAG):
            return tag
        record = self._codec.decode(Submission, message.value)
        return tag_of(message.value if isinstance(record, Undecodable) else record.payload)


def _asked(plan: Plan, journal: Journalled, known: Standing) -> Iterable[Asked]:
    for request in plan.requests():
        if request.number in journal.sent:
            yield _one(request, journal.sent[request.number], known)


def _one(request: Request, sent: Sent, known: Standing) -> Asked:
    answer, stands = sent.answer, known.numbers.get(request.number, "")
    place = answer.place
    told = ids.submission_id_at(known.cluster, place.topic, place.partition, place.offset) if place else ""
    name = answer.submission_id or told or stands
    return Asked(request.number, request.kind, request.group, answer.result, name, bool(stands))


def _ended(each: Outcome) -> Ended:
    return Ended(each.submission_id, each.outcome, each.outcome_id, each.attempt, each.lead_id, each.unit, each.code)


def _routed(each: RoutedLead) -> Routed:
    admission, routing = each.admission, each.routing
    return Routed(admission.lead_id, each.origin.submission_id, admission.version, routing.owner, routing.routing_round)


def _letter(message: Message, each: DeadLetter) -> Letter:
    lacks = [name for name in LETTER_FIELDS if not getattr(each, name)]
    lacks += [name for name in LETTER_HEADERS if not _header(message, name)]
    lacks += [] if "reason" in each.parameters else ["reason"]
    return Letter(each.dead_letter_id, each.submission_id, each.unit, each.code, each.lead_id, tuple(lacks))


def _header(message: Message, name: str) -> bytes:
    return next((value or b"" for key, value in message.headers if key == name), b"")


def _places(stack: Stack) -> frozenset[PlaceName]:
    there: dict[PlaceName, bool] = {
        "routed": "router" in stack.units,
        "dead": True,
        "delivered": bool(stack.postgres),
        "postgres": bool(stack.postgres),
        "hubspot": bool(stack.hubspot),
    }
    return frozenset(name for name, is_there in there.items() if is_there)


def _repeats(messages: Sequence[Message]) -> int:
    # A record that waits is put on its retry topic each time: that is no repeat of it.
    once = [m for m in messages if m.topic not in RAW and TOPICS[Topic(m.topic)].record != "same"]
    seen = Counter((m.topic, _header(m, SOURCE_OF), _header(m, "ce_id")) for m in once)
    return sum(number - 1 for (_, _, name), number in seen.items() if name)


def _worst_pause(messages: Sequence[Message]) -> float:
    times = sorted(m.timestamp for m in messages if m.topic == Topic.LEADS_OUTCOMES.value)
    return max((after - before for before, after in pairwise(times)), default=0) / 1000


def _with_postgres(stack: Stack, start: Start, evidence: Evidence) -> Evidence:
    record = Record(stack.postgres)
    began = datetime.fromtimestamp(start.at / 1000, UTC)
    names = {each.submission_id for each in evidence.asked} | {each.submission_id for each in evidence.outcomes}
    leads = {each.lead_id for each in evidence.outcomes} | {each.lead_id for each in evidence.routed}
    recorded = record.fetch(_RECORDED, sorted(names), began)
    rows = record.fetch(_ROWS, sorted(leads - {""}), began)
    own = {each.submission_id for each in evidence.asked} | {each.lead_id for each in evidence.routed}
    return replace(
        evidence,
        recorded={row["submission_id"]: row["outcome"] or "" for row in recorded},
        rows=tuple(Row(row["lead_id"], row["version"], row["owner"]) for row in rows),
        earlier_leads=frozenset(row["lead_id"] for row in rows if row["earlier"]) - own,
    )


_RECORDED = """
select submission_id, max(outcome) as outcome from pipeline.submissions
where submission_id = any($1) or ended_at >= $2 group by submission_id
"""
_ROWS = """
select lead_id, version, owner, appended_at < $2 as earlier from pipeline.leads
where lead_id = any($1) or appended_at >= $2
"""


def _with_crm(stack: Stack, start: Start, evidence: Evidence) -> Evidence:
    crm = Crm(stack.hubspot)
    counts, own = crm.counts(), {each.lead_id for each in evidence.routed}
    before = start.counts
    return replace(
        evidence,
        contacts=tuple(_contact(each) for each in crm.contacts(start.last_contact)),
        creates={lead: n for lead, n in counts["creates_per_lead_id"].items() if lead in own},
        nameless_creates=counts["lead_ids"]["creates_without"] - before["lead_ids"]["creates_without"],
        crm_regressions=counts["version_regressions"] - before["version_regressions"],
    )


def _contact(record: Mapping[str, Any]) -> Contact:
    properties = record["properties"]
    version = properties.get("leadstream_version", "") or "0"
    return Contact(record["id"], properties.get("leadstream_lead_id", ""), int(float(version)))


def _earlier(log: Log, evidence: Evidence) -> set[str]:
    """Of the submissions that nobody of this run sent, those that stand on the raw log from before it."""
    known = {each.submission_id for each in evidence.asked} | evidence.strangers
    unknown = {each.submission_id for each in evidence.outcomes} - known
    unknown |= {name for name, outcome in evidence.recorded.items() if outcome} - known
    if not unknown:
        return set()
    subject = subject_reader(Codec(), log.cluster_id(), lambda _source: "main")
    whole = log.since({place: 0 for place in log.ends() if place[0] in RAW})
    return {subject(delivered(m, Topic.LEADS_INGEST_NORMALISE_RETRY)).submission_id for m in whole} & unknown


def _metrics(
    stack: Stack, start: Start, evidence: Evidence, by_http: frozenset[int]
) -> tuple[list[Counted], dict[str, str]]:
    now = stack.pids()
    found: list[Counted] = []
    unchecked: dict[str, str] = {}
    for unit, url in stack.units.items():
        if unit not in start.metrics:
            unchecked[unit] = "it did not answer at the start"
        elif now.get(unit) != start.pids.get(unit):
            unchecked[unit] = "it was started again during the run"
        else:
            found += _grown(unit, start.metrics[unit], samples(exposition(url)), evidence, by_http)
    return found, unchecked


def _grown(
    unit: str,
    before: Mapping[Sample, float],
    after: Mapping[Sample, float],
    evidence: Evidence,
    by_http: frozenset[int],
) -> Iterable[Counted]:
    if unit == "gateway":
        sent = [each for each in evidence.asked if each.number in by_http]
        least = sum(each.result == "ok" for each in sent)
        counted = _delta(before, after, ("lead_accepted_total", (("source", "proof"),)))
        yield Counted(unit, "lead_accepted_total", counted, least, least + sum(e.result == "info" for e in sent))
        return
    own = [each for each in evidence.outcomes if each.unit == unit]
    for outcome in OUTCOMES:
        records = [each.outcome_id for each in own if each.outcome == outcome]
        name = "lead_outcomes_total"
        counted = _delta(before, after, (name, (("outcome", outcome), ("unit", unit))))
        if records or counted:
            yield Counted(unit, f"{name} {outcome}", counted, len(set(records)), len(records))


def _delta(before: Mapping[Sample, float], after: Mapping[Sample, float], sample: Sample) -> int:
    return round(after.get(sample, 0.0) - before.get(sample, 0.0))


def _leaks(stack: Stack, start: Start, messages: Sequence[Message], canary: str) -> Iterable[Leak]:
    mark = canary.encode()
    found: Counter[str] = Counter()
    for message in messages:
        if mark in (message.key or b"").lower():
            found[f"key on {message.topic}"] += 1
        for name, value in message.headers:
            if mark in (value or b"").lower():
                found[f"header {name} on {message.topic}"] += 1
    for file in _logs(stack):
        with file.open("rb") as opened:
            opened.seek(start.logs.get(file, 0))
            found[f"log {file.name}"] += opened.read().lower().count(mark)
    for unit, url in stack.units.items():
        found[f"metrics of {unit}"] += exposition(url).lower().count(canary)
    return [Leak(place, number) for place, number in sorted(found.items()) if number]


def _logs(stack: Stack) -> list[Path]:
    return sorted((stack.home / "logs").glob("*.log")) if stack.home else []

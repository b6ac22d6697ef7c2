"""
The rules, as a pure function over evidence: L P D O C as they are stated for every run, and what goes with them.

    judge(evidence) → Verdict

Of a place that was not there to be read nothing is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lab.ledger.contents import NEVER_WRITTEN, contents, words
from lab.ledger.evidence import Asked, Ended, Evidence, Row
from lab.ledger.plan import ENDS
from lab.ledger.verdict import Figures, Finding, Rule, Verdict, finding

WROTE = frozenset({"created", "updated"})
KEPT = "unchanged"


def judge(evidence: Evidence) -> Verdict:
    """What the evidence says."""
    books = _Books.of(evidence)
    findings = [found for rule in _RULES for found in rule(evidence, books)]
    return Verdict(
        _figures(evidence, books, findings),
        tuple(findings),
        _invalid(evidence),
        tuple(_struck(evidence)),
        evidence.unchecked,
    )


@dataclass(frozen=True, slots=True)
class _Books:
    """The evidence by the ids that rules ask for."""

    accepted: Mapping[str, Asked]
    ends: Mapping[str, list[Ended]]
    newest: Mapping[str, Row]
    """By lead, as `leads.routed` has it."""
    made: Mapping[str, str]
    """Submission by the lead that it made."""
    dead: frozenset[str]
    """Submissions with a dead letter."""
    refused: Mapping[str, set[str]] = field(default_factory=dict)
    """Leads that a destination said no to, by destination."""
    kept: frozenset[tuple[str, str, int]] = frozenset()
    """Destination, lead and version of which nothing was to be written: what is shown there stays, its version too."""

    @classmethod
    def of(cls, evidence: Evidence) -> "_Books":
        ends: defaultdict[str, list[Ended]] = defaultdict(list)
        for each in evidence.outcomes:
            ends[each.submission_id].append(each)
        newest: dict[str, Row] = {}
        for lead in evidence.routed:
            if lead.lead_id not in newest or newest[lead.lead_id].version < lead.version:
                newest[lead.lead_id] = Row(lead.lead_id, lead.version, lead.owner)
        refused: defaultdict[str, set[str]] = defaultdict(set)
        for receipt in evidence.delivered:
            if receipt.result == NEVER_WRITTEN:
                refused[receipt.destination].add(receipt.lead_id)
        return cls(
            {each.submission_id: each for each in evidence.asked if each.accepted and each.submission_id},
            ends,
            newest,
            {lead.lead_id: lead.submission_id for lead in evidence.routed if lead.version == 1},
            frozenset(letter.submission_id for letter in evidence.letters),
            refused,
            frozenset(
                (each.destination, each.lead_id, each.version) for each in evidence.delivered if each.result == KEPT
            ),
        )

    def final(self, submission_id: str) -> Ended | None:
        """The outcome that stands: of the highest attempt, the first."""
        return max(self.ends.get(submission_id, ()), key=lambda each: each.attempt, default=None)

    def classes(self, submission_id: str) -> set[str]:
        """Every outcome that a submission has at its highest attempt."""
        final = self.final(submission_id)
        return {each.outcome for each in self.ends.get(submission_id, ()) if final and each.attempt == final.attempt}


def _loss(evidence: Evidence, books: _Books) -> Iterator[Finding]:
    unnamed = (f"request {each.number}" for each in evidence.asked if each.accepted and not each.submission_id)
    yield from finding("L", "accepted, and nowhere", unnamed)
    ended = {name: books.final(name) for name in books.accepted}
    yield from finding("L", "no outcome", (name for name, end in ended.items() if end is None))
    ends = [end for end in ended.values() if end is not None]
    yield from _loss_of_leads(evidence, books, [end for end in ends if end.outcome == "routed"])
    repeated = (end for end in ends if end.outcome == "duplicate" and end.lead_id not in evidence.earlier_leads)
    yield from finding("L", "duplicate of no lead", (e.submission_id for e in repeated if not _is_lead(books, e)))
    if "dead" in evidence.places:
        dead = (end.submission_id for end in ends if end.outcome == "dead")
        yield from finding("L", "dead without a dead letter", (name for name in dead if name not in books.dead))
    if "postgres" in evidence.places:
        yield from finding("L", "no outcome in PostgreSQL", (n for n in ended if not evidence.recorded.get(n)))


def _loss_of_leads(evidence: Evidence, books: _Books, routed: list[Ended]) -> Iterator[Finding]:
    leads = {end.lead_id or end.submission_id for end in routed}
    if "routed" in evidence.places:
        yield from finding("L", "routed, and not on leads.routed", leads - books.newest.keys())
    if "postgres" in evidence.places:
        held = {row.lead_id for row in evidence.rows} | books.refused.get("postgres", set())
        yield from finding("L", "routed, and not in PostgreSQL", leads - held)
    if "hubspot" in evidence.places:
        held = {each.lead_id for each in evidence.contacts} | books.refused.get("hubspot", set())
        yield from finding("L", "routed, and not at the CRM", leads - held)


def _is_lead(books: _Books, end: Ended) -> bool:
    """Whether what a duplicate names is a lead, or died on its way to be one."""
    named = books.final(end.lead_id)
    return end.lead_id in books.newest or (named is not None and named.outcome not in {"duplicate", "rejected"})


def _phantoms(evidence: Evidence, books: _Books) -> Iterator[Finding]:
    known = books.accepted.keys() | evidence.strangers
    yield from finding("P", "outcome of what was not accepted", books.ends.keys() - known)
    yield from finding("P", "lead of what was not accepted", set(books.made.values()) - known)
    recorded = {name for name, outcome in evidence.recorded.items() if outcome}
    yield from finding("P", "outcome in PostgreSQL of what was not accepted", recorded - known)
    leads = books.newest.keys() | evidence.earlier_leads | known
    yield from finding("P", "row of no lead", {row.lead_id for row in evidence.rows} - leads)
    yield from finding("P", "contact of no lead", {each.lead_id for each in evidence.contacts if each.lead_id} - leads)


def _effects(evidence: Evidence, books: _Books) -> Iterator[Finding]:
    owners: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for lead in evidence.routed:
        owners[lead.lead_id, lead.routing_round].add(lead.owner)
    yield from finding("D", "several owners in one round", (lead for (lead, _), got in owners.items() if len(got) > 1))
    yield from finding("D", "several leads of one person", _twins(books))
    contacts = Counter(each.lead_id for each in evidence.contacts if each.lead_id)
    yield from finding("D", "several contacts at the CRM", (lead for lead, number in contacts.items() if number > 1))
    yield from finding("D", "created more than once", (n for n, times in evidence.creates.items() if times > 1))
    nameless = (f"contact {number}" for number in range(evidence.nameless_creates))
    yield from finding("D", "contacts created without a lead id", nameless)
    wrong = (r.lead_id for r in evidence.rows if _differs(r, books.newest.get(r.lead_id)))
    yield from finding("D", "another owner in PostgreSQL than routed", wrong)


def _twins(books: _Books) -> Iterator[str]:
    leads: defaultdict[int, set[str]] = defaultdict(set)
    for name, each in books.accepted.items():
        if each.group and "routed" in books.classes(name):
            leads[each.group].add(name)
    return (lead for got in leads.values() if len(got) > 1 for lead in sorted(got)[1:])


def _differs(row: Row, routed: Row | None) -> bool:
    return routed is not None and row.version == routed.version and row.owner != routed.owner


def _order(evidence: Evidence, books: _Books) -> Iterator[Finding]:
    highest: dict[tuple[str, str], int] = {}
    back: list[str] = []
    # A receipt that is told again, word for word, tells of the same write: a kill came before its commit.
    for each in dict.fromkeys(evidence.delivered):
        if each.result in WROTE:
            if each.version < highest.get((each.destination, each.lead_id), 0):
                back.append(f"{each.lead_id} at {each.destination}")
            highest[each.destination, each.lead_id] = max(
                each.version, highest.get((each.destination, each.lead_id), 0)
            )
    yield from finding("O", "an older version written over a newer one", back)
    times = (f"time {number}" for number in range(evidence.crm_regressions))
    yield from finding("O", "the CRM saw a lower version over a higher one", times)
    behind = {row.lead_id for row in evidence.rows if _behind(row.version, books.newest.get(row.lead_id))}
    yield from finding("O", "PostgreSQL holds an older version than was routed", behind)
    old = {each.lead_id for each in evidence.contacts if _behind(each.version, books.newest.get(each.lead_id))}
    old -= {lead for lead in old if ("hubspot", lead, books.newest[lead].version) in books.kept}
    yield from finding("O", "the CRM shows an older version than was routed", old - books.refused.get("hubspot", set()))


def _behind(version: int, routed: Row | None) -> bool:
    return routed is not None and version < routed.version


def _conservation(evidence: Evidence, books: _Books) -> Iterator[Finding]:
    found = {name: books.classes(name) | _made(books, name) for name in books.accepted}
    several = (f"{name} {'+'.join(sorted(got))}" for name, got in found.items() if len(got) > 1)
    yield from finding("C", "in several classes", several)
    yield from finding("C", "in no class", (name for name, got in found.items() if not got))
    yield from finding("C", "one outcome under several ids", (n for n in found if _many_ids(books.ends.get(n, ()))))
    if "postgres" in evidence.places:
        yield from finding("C", "another outcome in PostgreSQL", (n for n in found if _unlike(evidence, books, n)))


def _made(books: _Books, name: str) -> set[str]:
    final = books.final(name)
    return {"routed"} if name in books.newest and (final is None or not final.attempt) else set()


def _many_ids(ends: "list[Ended] | tuple[()]") -> bool:
    ids: defaultdict[int, set[str]] = defaultdict(set)
    for each in ends:
        ids[each.attempt].add(each.outcome_id)
    return any(len(got) > 1 for got in ids.values())


def _unlike(evidence: Evidence, books: _Books, name: str) -> bool:
    recorded, classes = evidence.recorded.get(name), books.classes(name)
    return bool(recorded and classes) and recorded not in classes


def _expected(_evidence: Evidence, books: _Books) -> Iterator[Finding]:
    ended = ((each, books.final(name)) for name, each in books.accepted.items())
    wrong = (
        f"{end.submission_id} {each.kind} {end.outcome} {end.code}"
        for each, end in ended
        if end is not None and end.outcome not in ENDS[each.kind]
    )
    yield from finding("expected", "ended otherwise than such a request must", wrong)


def _rest(evidence: Evidence, _books: _Books) -> Iterator[Finding]:
    off = (
        f"{each.unit} {each.name} counted {each.counted}, ledger {each.least}"
        + (f" to {each.most}" if each.most != each.least else "")
        for each in evidence.metrics
        if not each.least <= each.counted <= each.most
    )
    yield from finding("metrics", "not what the ledger has", off)
    poor = (f"{each.dead_letter_id} lacks {' '.join(each.lacks)}" for each in evidence.letters if each.lacks)
    yield from finding("headers", "incomplete dead letters", poor)
    yield from finding("canary", "personal data", (f"{leak.place} ({leak.number})" for leak in evidence.leaks))
    yield from finding("transactions", "open", evidence.open_transactions)
    yield from finding("lag", "unread", (f"{lane} {left}" for lane, left in evidence.lag.items() if left))
    if not evidence.at_rest:
        yield Finding("lag", "not at rest by the deadline", 1)


def _contents(evidence: Evidence, _books: _Books) -> Iterator[Finding]:
    yield from contents(evidence)
    yield from words(evidence)


_RULES = (_loss, _phantoms, _effects, _contents, _order, _conservation, _expected, _rest)


def _invalid(evidence: Evidence) -> str:
    if not any(each.accepted for each in evidence.asked):
        return "nothing was accepted"
    if evidence.must_strike and not any(strike.hit for strike in evidence.strikes):
        return "no fault hit work in flight, with the share of the work done that it had to have"
    return ""


def _struck(evidence: Evidence) -> Iterator[str]:
    for each in evidence.strikes:
        again = "" if each.recovery_s is None else f", wrote again after {each.recovery_s:.1f} s"
        yield f"{each.name} {each.target} at {each.done:.0%}, {each.in_flight} in flight{again}"


def _figures(evidence: Evidence, books: _Books, findings: list[Finding]) -> Figures:
    results = Counter(each.result for each in evidence.asked)
    ended = Counter(end.outcome for end in map(books.final, books.accepted) if end is not None)
    recovered = [each.recovery_s for each in evidence.strikes if each.recovery_s is not None]
    return Figures(
        n_in=len(evidence.asked),
        ok=results["ok"],
        fail=results["fail"],
        info=results["info"],
        routed=ended["routed"],
        rejected=ended["rejected"],
        duplicate=ended["duplicate"],
        dead=ended["dead"],
        erased=ended["erased"],
        missing=_number(findings, "L"),
        phantom=_number(findings, "P"),
        extra=_number(findings, "D"),
        regressions=_number(findings, "O"),
        repeats=evidence.repeats,
        worst_pause_s=round(evidence.worst_pause_s, 2),
        recovery_s=round(max(recovered), 2) if recovered else None,
    )


def _number(findings: list[Finding], rule: Rule) -> int:
    return sum(each.number for each in findings if each.rule == rule)

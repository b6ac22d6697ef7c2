"""Runs submissions through the real stages in memory, and gathers what became of each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import Decision, Outcome, RoutedLead, Submission, Topic
from leadcore.message import SOURCE, Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.vault import PlainVault
from leadcore.workspace import Workspace

from simulator.stages import spine


@dataclass(frozen=True, slots=True)
class Result:
    """What a simulation made: outcomes (the last of each submission), leads, and dead letters."""

    submitted: int
    outcomes: dict[str, Outcome]
    leads: list[RoutedLead]
    dead_letters: int

    @property
    def counts(self) -> Counter[str]:
        """Submissions by outcome."""
        return Counter(outcome.outcome for outcome in self.outcomes.values())

    @property
    def unaccounted(self) -> int:
        """Submissions without an outcome."""
        return self.submitted - len(self.outcomes)


async def simulate(workspace: Workspace, submissions: Iterable[tuple[str, bytes]], now: int, version: str) -> Result:
    """
    Run `submissions`, pairs of source and JSON bytes: as an upstream would produce them to `leads.raw` where the source
    may come that way, else as the gateway would.

    Args:
        now: milliseconds; the clock moves only to where a waiting retry is due, so that equal input gives equal
            results.
    """
    log = MemoryLog(ManualClock(now))
    runner = MemoryRunner(spine(workspace, PlainVault(), log.clock, version), log)
    codec = Codec()
    submitted = 0
    for source, payload in submissions:
        if "kafka" in workspace.sources[source].ways:
            # As many partitions as a broker would use without a key, one after the other.
            log.append(Write(Topic.LEADS_RAW, None, payload, ((SOURCE, source.encode()),), submitted % log.partitions))
        else:
            log.append(_as_the_gateway_would(source, payload, now, codec))
        submitted += 1
    await runner.run()
    while (due := runner.next_due()) is not None:
        log.clock.advance(max(0, due - log.clock()))
        await runner.run()
    outcomes = [codec.decode(Outcome, message.value) for message in log.all(Topic.LEADS_OUTCOMES)]
    leads = [codec.decode(RoutedLead, message.value) for message in log.all(Topic.LEADS_ROUTED)]
    return Result(
        submitted,
        {each.submission_id: each for each in outcomes if isinstance(each, Outcome)},
        [each for each in leads if isinstance(each, RoutedLead)],
        len(log.all(Topic.LEADS_DEAD)),
    )


def trail_of(lead: RoutedLead) -> list[Decision]:
    """Every decision about a lead, in the order of its sections."""
    sections = (lead.identity, lead.admission, lead.enrichment, lead.scoring, lead.routing)
    return [decision for section in sections for decision in section.trail]


def _as_the_gateway_would(source: str, payload: bytes, now: int, codec: Codec) -> Write:
    submission = Submission(
        submission_id=ids.new_submission_id(), tenant="main", source=source, accepted_at=now, payload=payload
    )
    return Write(Topic.LEADS_RAW, submission.submission_id.encode(), codec.encode(submission).value)

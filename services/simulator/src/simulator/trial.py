"""
The rows of a file through the real stages, a share at a time: what becomes of each, as an import would make it.

What the stages remember (who was seen, whose turn it is) lasts from share to share; what stood on the topics does not,
so that memory grows by the persons seen and by nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadcore.codec import Codec
from leadcore.contracts import Outcome, Person, RoutedLead, Submission, Topic
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.vault import PlainVault
from leadcore.workspace import Workspace

from simulator.stages import spine

OPERATION = "trial"


@dataclass(frozen=True, slots=True)
class Ended:
    """
    How one row ended. `lead`: where it was routed. `lead_line`: of a duplicate, the line that made the lead which it
    repeats.
    """

    line: int
    outcome: Outcome
    lead: RoutedLead | None
    lead_line: int


class Trial:
    """One file on its way; `workspace` has the source that its rows come from."""

    def __init__(self, workspace: Workspace, source: str, now: int, version: str) -> None:
        self._clock = ManualClock(now)
        self._vault = PlainVault()
        self._source = source
        self._tenant = workspace.sources[source].tenant
        self._stages = spine(workspace, self._vault, self._clock, version)
        self._codec = Codec()

    async def ended(self, rows: Sequence[tuple[int, bytes]]) -> list[Ended]:
        """What became of `rows`, pairs of line and JSON object, in their order; a line comes once in a file."""
        log = MemoryLog(self._clock)
        runner = MemoryRunner(self._stages, log, self._codec)
        for line, payload in rows:
            log.append(self._submitted(line, payload))
        await runner.run()
        while (due := runner.next_due()) is not None:
            self._clock.advance(max(0, due - self._clock()))
            await runner.run()
        return self._told(log, rows)

    def person_of(self, lead: RoutedLead) -> Person:
        """Who a lead is, opened for the owner of the file."""
        opened = self._vault.open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
        assert isinstance(opened, Person), "this process has sealed it"
        return opened

    def _submitted(self, line: int, payload: bytes) -> Write:
        submission = Submission(
            submission_id=_id_of(line),
            tenant=self._tenant,
            source=self._source,
            accepted_at=self._clock(),
            operation_id=OPERATION,
            line=line,
            payload=payload,
        )
        # One partition, so that of two rows of one person the first in the file makes the lead.
        value = self._codec.encode(submission).value
        return Write(Topic.LEADS_RAW, submission.submission_id.encode(), value, partition=0)

    def _told(self, log: MemoryLog, rows: Sequence[tuple[int, bytes]]) -> list[Ended]:
        leads = (self._codec.decode(RoutedLead, each.value) for each in log.all(Topic.LEADS_ROUTED))
        routed = {each.origin.submission_id: each for each in leads if isinstance(each, RoutedLead)}
        found = (self._codec.decode(Outcome, each.value) for each in log.all(Topic.LEADS_OUTCOMES))
        outcomes = {each.submission_id: each for each in found if isinstance(each, Outcome)}
        ends = ((line, outcomes[_id_of(line)]) for line, _ in rows)
        return [
            Ended(line, outcome, routed.get(outcome.submission_id), _line_of(outcome.lead_id)) for line, outcome in ends
        ]


def _id_of(line: int) -> str:
    """A UUID (version 8, RFC 9562: made as one likes) that says the line, so that no table of ids need be kept."""
    return f"00000000-0000-8000-8000-{line:012x}"


def _line_of(submission_id: str) -> int:
    return int(submission_id[-12:], 16) if submission_id else 0

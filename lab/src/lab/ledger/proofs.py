"""One run of a proof: send in the background, break things meanwhile, wait for rest, judge."""

import asyncio
import contextlib
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leadcore.clock import system_clock

from lab.ledger import rest
from lab.ledger.collect import asked, gathered, written_after
from lab.ledger.evidence import Asked, Evidence, Strike
from lab.ledger.journal import Journalled, Sent, read
from lab.ledger.lag import lag
from lab.ledger.places import Stack
from lab.ledger.plan import MIX, WAYS, Kind, Plan, Way
from lab.ledger.rules import judge
from lab.ledger.sender import Sender, Target
from lab.ledger.start import Start
from lab.ledger.verdict import Verdict
from lab.ledger.watch import Watch
from lab.spine import Spine

RATE = 200.0
MIDDLE = (0.2, 0.8)
PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True)
class _Struck:
    strike: Strike
    at: int


class Run:
    """A run under way, then over. Made by `proof`."""

    def __init__(self, stack: Stack, plan: Plan, journal: Path, rate: float, apart_s: float) -> None:
        self.stack, self.plan, self._journal, self._apart_s = stack, plan, journal, apart_s
        self.start = Start.taken(stack)
        self._sender = Sender(plan, Target(stack.kafka, stack.gateway, stack.api_key), journal, rate)
        self._sending = threading.Thread(target=self._send, name="proof-sender", daemon=True)
        self._watch = Watch(stack.kafka, self.start.offsets)
        self._struck: list[_Struck] = []
        self._failed: BaseException | None = None
        self._must_strike = False
        self._journalled: Journalled | None = None

    @property
    def done(self) -> float:
        """Share of the requests whose outcome is on its topic; 1.0: of all that were to be sent."""
        return self._watch.count / self.plan.count

    @property
    def sending(self) -> bool:
        """Whether requests are still being sent."""
        return self._sending.is_alive()

    def enough(self) -> None:
        """Send no more; the rest of the plan is left out."""
        self._sender.enough.set()

    def until(self, share: float) -> None:
        """Wait until so many of the requests have their outcome; or until no more will, where some have none."""
        end = time.monotonic() + PATIENCE_S
        while self.done < share:
            assert time.monotonic() < end, f"{self.done:.0%} done, not {share:.0%}, within {PATIENCE_S:.0f} s"
            assert self._failed is None, self._failed
            time.sleep(0.02)

    def until_sent(self, number: int) -> None:
        """Wait until so many requests are answered, or given up."""
        end = time.monotonic() + PATIENCE_S
        while self.plan.count - self._sender.left < number:
            assert time.monotonic() < end, f"{self._sender.left} of {self.plan.count} are unanswered"
            assert self._failed is None, self._failed
            time.sleep(0.02)

    def in_flight(self, target: str) -> int:
        """Messages that `target`, a unit, has yet to finish; of what is no reading unit: requests without outcome."""
        lanes = [lane for lane in rest.lanes_of(self.stack) if lane.unit == target]
        if lanes:
            return sum(lag(self.stack.kafka, lanes).values())
        return max(self.plan.count - self._watch.count, 0)

    @contextlib.contextmanager
    def fault(self, name: str, target: str, bounds: tuple[float, float] = MIDDLE) -> Iterator[Strike]:
        """
        Inject a fault inside the block; what was in flight is measured just before.

        A run with faults, none of which hit work in flight with its share of the work done, is invalid.

        Args:
            name: what is done, such as `SIGKILL`.
            target: the unit or server that it is done to.
            bounds: shares of the work that must be done then, from and to.
        """
        self._must_strike = True
        strike = Strike(name, target, self.done, self.in_flight(target), bounds)
        self._struck.append(_Struck(strike, system_clock()))
        yield strike

    def finished(self) -> "Run":
        """Wait for the last answer."""
        self._sending.join()
        self._journalled = read(self._journal)
        if self._failed is not None:
            raise self._failed
        return self

    def evidence(self) -> Evidence:
        """What is on record now; at rest, or past the deadline."""
        left = rest.await_rest(self.stack, self._apart_s)
        self._watch.stop()
        found = gathered(self.stack, self.start, self.plan, self._journalled or read(self._journal))
        return replace(
            found,
            at_rest=left is not None,
            lag=left if left is not None else rest.unread(self.stack),
            strikes=tuple(self._recovered(each) for each in self._struck),
            must_strike=self._must_strike,
        )

    def spans(self) -> list[tuple[int, int]]:
        """When each answered request was sent and answered, milliseconds."""
        sent = (self._journalled or read(self._journal)).sent.values()
        return [(each.sent_at, each.answered_at) for each in sent if each.answered_at]

    def sent(self) -> Mapping[int, Sent]:
        """Each request by its number, as the journal knows it."""
        return (self._journalled or read(self._journal)).sent

    def asked(self) -> list[Asked]:
        """The requests and what is known of each, as far as answers and the raw log tell."""
        return asked(self.stack, self.start, self.plan, self._journalled or read(self._journal))

    def verdict(self) -> Verdict:
        """The oracle's word."""
        return judge(self.evidence())

    def begin(self) -> None:
        """Start sending."""
        self._watch.start()
        self._sending.start()

    def end(self) -> None:
        """Send no more, wait for what is still unanswered, and let go of the watch."""
        self.enough()
        self._sending.join()
        self._watch.stop()

    def _recovered(self, struck: _Struck) -> Strike:
        again = written_after(self.stack, self.start, struck.strike.target, struck.at)
        return replace(struck.strike, recovery_s=None if again is None else (again - struck.at) / 1000)

    def _send(self) -> None:
        try:
            asyncio.run(self._sender.run())
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            self._failed = error


@contextlib.contextmanager
def proof(
    spine: Spine | Stack,
    leads: int = 1000,
    seed: int = 1,
    *,
    rate: float = RATE,
    ways: Sequence[Way] = WAYS,
    kinds: tuple[tuple[Kind, float], ...] = MIX,
    apart_s: float = rest.APART_S,
    plan: Plan | None = None,
) -> Iterator[Run]:
    """
    Send `leads` requests while the block runs; when it is left, all are answered.

    Args:
        spine: the stack; nothing else may be sending to it.
        leads: how many requests.
        seed: of the requests; one stack sees each seed once.
        rate: requests a second.
        ways: by HTTP, straight to Kafka, or both.
        kinds: shares of the kinds of request.
        apart_s: how far apart two looks must agree before the run counts as over.
        plan: what to send instead of `leads`, `seed`, `ways` and `kinds`.

    Raises:
        AssertionError: the stack was not at rest before.
    """
    stack = spine if isinstance(spine, Stack) else Stack.of(spine)
    assert rest.await_rest(stack, apart_s=0.5) is not None, "the stack is not at rest before the run"
    with tempfile.TemporaryDirectory(prefix="leadstream-proof-") as folder:
        run = Run(stack, plan or Plan(leads, seed, ways, kinds), Path(folder) / "journal.jsonl", rate, apart_s)
        run.begin()
        try:
            yield run
            run.finished()
        finally:
            run.end()

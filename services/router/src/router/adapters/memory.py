"""Assignments and alarms in one process: for the memory runner, the simulator and tests."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from leadcore.contracts import Assignment

from router.domain import Request, Reservation, turn


class MemoryAssignments:
    """Assignments that live as long as the process; `restore` begins with those of the topic."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str, int], Reservation] = {}
        self._taken: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)

    async def reserve(self, requests: Sequence[Request]) -> Sequence[Reservation | None]:
        """One answer for each request, in order; nothing else runs in between."""
        return [self._reserve(request) for request in requests]

    def restore(self, assignments: Iterable[Assignment]) -> None:
        """Remember what the topic says; of two about one lead and round the later one."""
        for each in assignments:
            key = (each.tenant, each.lead_id, each.routing_round)
            before = self._held.get(key)
            if before is not None:
                self._taken[each.tenant, before.pool, before.seed][before.owner] -= 1
            self._held[key] = Reservation(
                each.owner, each.pool, each.sequence, each.seed, each.assigned_at, each.release, kept=True
            )
            self._taken[each.tenant, each.pool, each.seed][each.owner] += 1

    def _reserve(self, request: Request) -> Reservation | None:
        key = (request.tenant, request.lead_id, request.routing_round)
        if key in self._held:
            return self._held[key]
        if not request.shares:
            return None
        taken = self._taken[request.tenant, request.pool, request.seed]
        picked = Reservation(
            owner=turn(request.shares, taken),
            pool=request.pool,
            sequence=taken.total(),
            seed=request.seed,
            assigned_at=request.now,
            release=request.release,
            loads=tuple(taken[share.owner] for share in request.shares),
        )
        taken[picked.owner] += 1
        self._held[key] = replace(picked, kept=True, loads=())
        return picked


class TalliedAlarms:
    """Alarms in memory."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()
        """How many leads went to review, by reason."""

    def for_review(self, reason: str) -> None:
        """Count one lead that went to the review queue."""
        self.reasons[reason] += 1

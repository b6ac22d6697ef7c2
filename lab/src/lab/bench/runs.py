"""The stack that a bench measures."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from lab.bench.costs import Pids
from lab.ledger import Ledger, balance

DEADLINE_S = 600.0
EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Run:
    """Addresses of a running stack, and the pids of its units and servers as they are now."""

    kafka: str
    postgres: str
    gateway: str
    authorization: Mapping[str, str]
    pids: Pids

    def ledger(self) -> Ledger:
        """The ledger as it stands."""
        return asyncio.run(balance(self.kafka, self.postgres))

    def until_ended(self, accepted: int) -> Ledger:
        """
        The ledger once all of `accepted` have their outcome.

        Raises:
            TimeoutError: they did not within ten minutes.
        """
        end = time.monotonic() + DEADLINE_S
        # The ledger asks Kafka and every submission: asked as often as this, it would be much of what is measured.
        asyncio.run(self._until_counted(accepted, end))
        while True:
            found = self.ledger()
            total = found.total
            if total.accepted >= accepted and not total.in_flight:
                return found
            if time.monotonic() > end:
                raise TimeoutError(f"{total.in_flight} of {total.accepted} have no outcome after {DEADLINE_S:.0f} s")
            time.sleep(EVERY_S)

    async def _until_counted(self, accepted: int, end: float) -> None:
        """Wait, at next to no cost, until so many submissions have an outcome."""
        connection = await asyncpg.connect(self.postgres)
        try:
            while await connection.fetchval(_ENDED) < accepted and time.monotonic() < end:  # noqa: ASYNC110  no event tells
                await asyncio.sleep(EVERY_S)
        finally:
            await connection.close()


_ENDED = "select count(*) from pipeline.submissions where outcome is not null"

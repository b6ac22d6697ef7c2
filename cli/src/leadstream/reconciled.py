"""What the console's reconciler last counted, as its metrics tell it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lab.ledger.places import Sample, exposition, samples

from leadstream.connection import Connection

RAN = "lead_reconciler_last_success_timestamp_seconds"
STALE_S = 60.0
"""It counts every quarter of a minute."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What has no outcome, by source. `ran_at`: when that was counted, unix seconds; 0: not yet."""

    ran_at: float
    unaccounted: dict[str, int]
    in_flight: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Its part of `leadstream ledger --json`."""
        ran = datetime.fromtimestamp(self.ran_at, UTC).isoformat(timespec="seconds") if self.ran_at else None
        return {"ran_at": ran, "unaccounted": self.unaccounted, "in_flight": self.in_flight}

    def sentence(self, now: float) -> str:
        """The same in words; figures that are old are said to be."""
        if not self.ran_at:
            return "reconciler: it could not count yet"
        age = max(now - self.ran_at, 0)
        lost = ", ".join(f"{number} of {source}" for source, number in sorted(self.unaccounted.items()))
        told = f"{sum(self.unaccounted.values())} unaccounted{f' ({lost})' if lost else ''}"
        stale = "; that is long ago: are Kafka and PostgreSQL there?" if age > STALE_S else ""
        return f"reconciler, {age:.0f} s ago: {told}, {sum(self.in_flight.values())} in flight{stale}"


def reconciled(connection: Connection) -> Reconciled | None:
    """What the console says; None where it does not answer."""
    console = connection.units.get("console")
    return read(exposition(console.address)) if console else None


def read(text: str) -> Reconciled | None:
    """What a console's exposition says; None where it is none."""
    found = samples(text)
    if (RAN, ()) not in found:
        return None
    return Reconciled(found[RAN, ()], _by_source(found, "lead_unaccounted"), _by_source(found, "lead_in_flight"))


def now() -> float:
    """Unix seconds."""
    return time.time()  # noqa: TID251  told to a person, decides nothing


def _by_source(found: dict[Sample, float], wanted: str) -> dict[str, int]:
    return {dict(labels)["source"]: round(value) for (name, labels), value in found.items() if name == wanted}

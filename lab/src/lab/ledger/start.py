"""What stood before a run began: from here on everything belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leadcore.clock import system_clock

from lab.ledger.places import Crm, Log, Sample, Stack, exposition, samples


@dataclass(frozen=True, slots=True)
class Start:
    """
    The present, when it was taken.

    `at`: milliseconds. `offsets`: where each partition ended. `logs`: how long each unit's log was.
    """

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
            {file: file.stat().st_size for file in stack.logs()},
        )

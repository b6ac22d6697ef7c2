"""The running emulator: account, gate, faults and counts, kept together for the HTTP side."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from emulators.calls import CallLog
from emulators.faults import FaultPlan
from emulators.hubspot.account import Account, Entry
from emulators.hubspot.gate import Gate, Settings
from emulators.journal import Journal


@dataclass(slots=True)
class Emulator:
    """Everything that changes while the emulator runs.

    `clock` returns Unix milliseconds. With a `journal` the records of an earlier run are there again.
    Raises `ValueError` or `JournalUnusableError` when the journal is not this emulator's.
    """

    clock: Callable[[], int]
    journal: Journal | None = None
    settings: Settings = field(default_factory=Settings)
    account: Account = field(init=False)
    gate: Gate = field(init=False)
    faults: FaultPlan = field(default_factory=FaultPlan)
    calls: CallLog = field(default_factory=CallLog)

    def __post_init__(self) -> None:
        self.account = self._account()
        self.gate = Gate(self.settings)
        if self.journal is not None:
            self.account.replay(self.journal.entries())

    def configure(self, settings: Settings) -> None:
        """Change tokens, limits and lag; the limits' windows begin anew."""
        self.settings = settings
        self.gate = Gate(settings)

    def reset(self) -> None:
        """Forget records, counts and faults, in the journal too; settings stay."""
        if self.journal is not None:
            self.journal.clear()
        self.account = self._account()
        self.gate = Gate(self.settings)
        self.faults = FaultPlan()
        self.calls = CallLog()

    def correlation_id(self) -> str:
        """Return an id for one error answer: a UUID, other for every call."""
        seed = f"{self.account.opened_ms}:{self.calls.received}".encode()
        return str(uuid.UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4))

    def _account(self) -> Account:
        return Account(self.clock(), self._write_ahead)

    def _write_ahead(self, entries: list[Entry]) -> None:
        if self.journal is not None:
            self.journal.append(entries)

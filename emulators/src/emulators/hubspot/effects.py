"""What callers really brought about, counted where it happened: the outside view of "one effect per lead"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from emulators.hubspot.records import Record
from emulators.hubspot.store import Change

LEAD_ID = "leadstream_lead_id"
VERSION = "leadstream_version"


@dataclass(slots=True)
class Effects:
    """Counts of accepted writes by type, and creates by lead id."""

    creates: Counter[str] = field(default_factory=Counter)
    updates: Counter[str] = field(default_factory=Counter)
    archives: Counter[str] = field(default_factory=Counter)
    creates_by_lead: Counter[str] = field(default_factory=Counter)
    creates_without_lead: int = 0
    version_regressions: int = 0
    rows_refused: int = 0

    def note(self, change: Change) -> None:
        """Count one accepted write."""
        kind, after = change.kind, change.after
        if change.before is None:
            self.creates[kind] += 1
            self._note_lead(kind, after.properties.get(LEAD_ID))
        elif after.archived:
            self.archives[kind] += 1
        else:
            self.updates[kind] += 1
            self.version_regressions += _went_back(change.before, after)

    def _note_lead(self, kind: str, lead_id: str | None) -> None:
        if kind != "contacts":
            return
        if lead_id is None:
            self.creates_without_lead += 1
        else:
            self.creates_by_lead[lead_id] += 1


def _went_back(before: Record, after: Record) -> bool:
    """Say whether an older version of one lead was written over a newer one."""
    if before.properties.get(LEAD_ID) != after.properties.get(LEAD_ID):
        return False
    old, new = before.properties.get(VERSION), after.properties.get(VERSION)
    return old is not None and new is not None and float(new) < float(old)


def surplus(records: Iterable[Record], name: str) -> int:
    """Count live records beyond the first with the same value; looks at every record, not at the index."""
    seen = Counter(r.properties[name].casefold() for r in records if not r.archived and name in r.properties)
    return sum(count - 1 for count in seen.values())

"""Versions in memory: the fake that ships with the port."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from leadcore.contracts import EnrichedLead
from leadcore.failures import PortUnavailable

from reviser.domain.versions import Entry, Erased, LeadKey, Missing, Standing
from reviser.ports import Found


class MemoryVersions:
    """
    Leads as the system of record has them, and what was made of them. `away`: it cannot be reached.

    `recorded` are the numbers of the versions that came back into the system of record; `reached` is when the last lead
    in it was submitted.
    """

    def __init__(self) -> None:
        self.away = False
        self.reached = 0
        self.made: dict[LeadKey, dict[int, tuple[EnrichedLead, int]]] = {}
        self.entries: dict[tuple[LeadKey, str], Entry] = {}
        self.erased: set[LeadKey] = set()
        self.recorded: dict[LeadKey, set[int]] = {}
        self._lock = asyncio.Lock()

    def record(self, lead: EnrichedLead) -> None:
        """Have the system of record hold `lead`'s version."""
        key = lead.origin.tenant, lead.admission.lead_id
        self.made.setdefault(key, {}).setdefault(lead.admission.version, (lead, lead.origin.appended_at))
        self.recorded.setdefault(key, set()).add(lead.admission.version)

    @asynccontextmanager
    async def locked(self, asked: Mapping[LeadKey, Collection[str]]) -> AsyncIterator["MemoryLocked"]:
        """
        All leads, one batch at a time.

        Raises:
            PortUnavailable: it is away.
        """
        if self.away:
            raise PortUnavailable("postgres")
        async with self._lock:
            yield MemoryLocked(self, {key: self._found(key, ids) for key, ids in asked.items()})

    def _found(self, key: LeadKey, ids: Collection[str]) -> Found:
        if key in self.erased:
            return Erased()
        if not self.recorded.get(key):
            return Missing(self.reached)
        known = {each: self.entries[key, each].version for each in ids if (key, each) in self.entries}
        versions, recorded = self.made[key], self.recorded[key]
        waiting = {number: versions[number][0] for number in known.values() if number not in recorded}
        lead, as_of = versions[max(versions)]
        return Standing(lead, as_of, known, waiting)


class MemoryLocked:
    """One batch's leads."""

    def __init__(self, versions: MemoryVersions, found: Mapping[LeadKey, Found]) -> None:
        self._versions, self.found = versions, found

    async def keep(self, entries: Sequence[Entry], made: Sequence[tuple[EnrichedLead, int]]) -> None:
        """Put them down."""
        held = self._versions
        held.entries |= {(entry.asked.key, entry.asked.revision_id): entry for entry in entries}
        for lead, as_of in made:
            held.made[lead.origin.tenant, lead.admission.lead_id][lead.admission.version] = lead, as_of

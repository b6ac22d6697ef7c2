"""
What this process gave each lead last, for as long as the system of record may not have it.

A property that only fills a blank follows its lead as long as it holds what we put there. The version before is read
from PostgreSQL, which another unit writes: of two versions within a moment it may not have the first yet.
"""

from collections import OrderedDict
from collections.abc import Mapping

from crm_sync.domain.contacts import Wanted

MOST = 5_000
"""Leads that are remembered; each takes some 2 kB."""


class Recent:
    """The values of the newest version that was delivered of each lead, the longest untouched forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._given: OrderedDict[tuple[str, str], tuple[int, Mapping[str, str]]] = OrderedDict()

    def note(self, wanted: Wanted) -> None:
        """Remember a version whose receipt is certain."""
        key = wanted.tenant, wanted.lead_id
        version, _ = self._given.get(key, (0, {}))
        if version <= wanted.version:
            self._given[key] = wanted.version, {name: wish.value for name, wish in wanted.wishes.items()}
        self._given.move_to_end(key)
        while len(self._given) > self._most:
            self._given.popitem(last=False)

    def of(self, wanted: Wanted, version: int) -> Mapping[str, str] | None:
        """What that version of this lead gave each property; None: not known here."""
        held, values = self._given.get((wanted.tenant, wanted.lead_id), (0, {}))
        return values if held == version else None

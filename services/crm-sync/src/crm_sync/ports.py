"""What crm-sync needs of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leadcore.failures import Refused

from crm_sync.domain.rows import Entry

LeadKey = tuple[str, str, int]
"""Tenant, lead id, version."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch changed: `created` or `updated` for each lead version that became the current one."""

    results: Mapping[LeadKey, str]


class SystemOfRecord(Protocol):
    """The schema `pipeline`."""

    async def write(self, entries: Sequence[Entry]) -> Written | Refused:
        """
        Write all entries, or none of them because one is refused (the failure does not say which).

        Rows may come in any order and more than once: an older one than what is held changes nothing.

        Raises:
            PortUnavailable: the database is away, or its schema is not yet what this code needs.
        """
        ...

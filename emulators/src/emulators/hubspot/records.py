"""A CRM record and the versions of it that a lagging search may still show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

MAX_LAG_MS = 60_000


@dataclass(frozen=True, slots=True)
class Version:
    """The record as one write left it, from `at_ms` (Unix milliseconds) on."""

    at_ms: int
    properties: Mapping[str, str]
    archived: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One contact or company; `versions` is in order of time and never empty."""

    id: str
    created_ms: int
    versions: tuple[Version, ...]
    writes: int = 1

    @property
    def latest(self) -> Version:
        """The record as a direct read sees it."""
        return self.versions[-1]

    @property
    def properties(self) -> Mapping[str, str]:
        """The values a direct read sees; unset properties are absent."""
        return self.latest.properties

    @property
    def archived(self) -> bool:
        """Whether the record was deleted."""
        return self.latest.archived


def born(record_id: str, properties: Mapping[str, str], now: int) -> Record:
    """Make a record's first version."""
    return Record(record_id, now, (Version(now, properties, archived=False),))


def written(record: Record, properties: Mapping[str, str], now: int, archived: bool = False) -> Record:
    """Add a version, forgetting those no search can show any more."""
    versions = (*record.versions, Version(now, properties, archived))
    horizon = now - MAX_LAG_MS
    kept = tuple(old for old, following in pairwise(versions) if following.at_ms > horizon)
    return Record(record.id, record.created_ms, (*kept, versions[-1]), record.writes + 1)


def as_of(record: Record, at_ms: int) -> Version | None:
    """Return the version that was current at `at_ms`, None before the record existed."""
    for version in reversed(record.versions):
        if version.at_ms <= at_ms:
            return version
    return None


def instant(ms: int) -> str:
    """Spell Unix milliseconds as HubSpot does: `2026-05-04T09:12:44.120Z`."""
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"

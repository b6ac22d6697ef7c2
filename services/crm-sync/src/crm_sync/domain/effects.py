"""What a destination over HTTP is asked to write, and what it may answer for each row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from leadcore.failures import Refused


@dataclass(frozen=True, slots=True)
class Row:
    """One contact to write; no record id: to create. `trace` is its own within the call and comes back."""

    trace: str
    properties: Mapping[str, str] = field(repr=False)
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Done."""

    record_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Not done: another record has this e-mail address (its id, where told) or this lead id."""

    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Perhaps done: no answer speaks of the row. Read back, then act."""

    reason: str


Answer: TypeAlias = Written | Taken | Doubt | Refused
"""Refused: the destination said no to these values; a retry with the same ones does not help."""

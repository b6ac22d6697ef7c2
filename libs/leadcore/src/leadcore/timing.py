"""
Puts the time a unit spent on a record into the trail it leaves.

A stage handles a batch at once, so a record's time is its share of the batch. It stands with the last decision of the
section the unit added; a decision that has a time of its own (a provider's call) keeps it.
"""

from dataclasses import replace
from functools import cache
from typing import Any

from leadcore.codec import SECTIONS
from leadcore.contracts import Decision, Outcome, records
from leadcore.framing import Admitted


def put_time(record: Any, share_us: int) -> None:
    """Put `share_us` microseconds at the last decision of `record`, if it has a trail, before anybody else sees it."""
    if isinstance(record, Outcome):
        section: Any = record
    else:
        name = "admission" if isinstance(record, Admitted) else _last_section(type(record).__name__)
        section = getattr(record, name) if name else None
    if section is not None and section.trail:
        # The section was made by this unit for this record; copying it with all its fields costs more than making it.
        object.__setattr__(section, "trail", _timed(section.trail, share_us))


def _timed(trail: tuple[Decision, ...], share_us: int) -> tuple[Decision, ...]:
    last = trail[-1]
    return trail if last.duration_us else (*trail[:-1], replace(last, duration_us=share_us))


@cache
def _last_section(name: str) -> str:
    present = getattr(getattr(records, name, None), "__dataclass_fields__", {})
    return next((section for section in reversed(SECTIONS) if section in present), "")

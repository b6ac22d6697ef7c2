"""The first values of each column: what a guess rests on, and what is shown beside it."""

import json
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final

from leadcore.intake import sanitise

from leadfiles.findings import Row
from leadfiles.table import Table

ROWS: Final = 500
"""Rows that a guess looks at."""
_MOST_COLUMNS = 2_000
_MOST_KEPT = 300


@dataclass(slots=True)
class Sample:
    """
    `values`: of the rows looked at, those that say something, cut to a few hundred characters. `rows`: looked at.
    `numbers`: where in `values` a number of JSON stands, whose point is no mark that could mean another thing.
    """

    values: list[str] = field(default_factory=list)
    rows: int = 0
    numbers: set[int] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        """The values that were written as texts."""
        return [text for at, text in enumerate(self.values) if at not in self.numbers] if self.numbers else self.values

    @property
    def shown(self) -> tuple[str, ...]:
        """Up to three values, each once."""
        return tuple(dict.fromkeys(self.values))[:3]


def samples_of(table: Table) -> dict[str, Sample]:
    """Each column's sample, in the file's order."""
    found = {name: Sample() for name in table.columns}
    rows = 0
    for each in table.rows():
        if not isinstance(each, Row):
            continue
        rows += 1
        _take(found, each.values)
        if rows >= ROWS:
            break
    for sample in found.values():
        sample.rows = rows
    return found


def text_of(value: object) -> str:
    """A value of JSON as a text; of a CSV it is one."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # also past 64 bits
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _take(found: dict[str, Sample], values: MappingOf[str, object]) -> None:
    for name, value in values.items():
        text = sanitise.line(text_of(value)[:_MOST_KEPT])
        if text and not sanitise.is_placeholder(text):
            if name not in found and len(found) < _MOST_COLUMNS:
                found[name] = Sample()
            if name in found:
                sample = found[name]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sample.numbers.add(len(sample.values))
                sample.values.append(text)

"""The first values of each column: what a guess rests on, and what is shown beside it."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Final

import orjson
from leadcore.intake import sanitise

from leadfiles.findings import Row
from leadfiles.table import Table

ROWS: Final = 500
"""Rows that a guess looks at."""
_MOST_COLUMNS = 2_000
_MOST_KEPT = 300


@dataclass(slots=True)
class Sample:
    """`values`: of the rows looked at, those that say something, cut to a few hundred characters. `rows`: looked at."""

    values: list[str] = field(default_factory=list)
    rows: int = 0

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
    return "" if value is None else orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode()


def _take(found: dict[str, Sample], values: MappingOf[str, object]) -> None:
    for name, value in values.items():
        text = sanitise.line(text_of(value)[:_MOST_KEPT])
        if text and not sanitise.is_placeholder(text):
            if name not in found and len(found) < _MOST_COLUMNS:
                found[name] = Sample()
            if name in found:
                found[name].values.append(text)

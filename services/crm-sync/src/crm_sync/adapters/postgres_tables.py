"""
How each table takes a batch: one `insert … select from unnest(…) on conflict … where <the new row is newer>`.

Which row is newer is said once, in `Table.order`, and used twice: among the rows of a batch, of which a statement may
touch each key but once, and against what the table holds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from crm_sync.domain.rows import (
    Answered,
    Contact,
    Dead,
    Ended,
    Json,
    LeadNow,
    LeadScore,
    LeadVersion,
    Moment,
    Organization,
    Row,
    Seen,
    kinds,
)

_ARRAYS = {
    str: "text[]",
    int: "bigint[]",
    float: "double precision[]",
    bool: "boolean[]",
    bytes: "bytea[]",
    Json: "jsonb[]",
    Moment: "bigint[]",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the schema `pipeline`, or a part of one that is written apart from the rest."""

    name: str
    row: type[Any]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()
    """Columns that decide which row is newer, `-` before those of which the smaller wins; empty: the first stays."""
    empty: str = ""
    """A column that is null while only another part of the row has been written."""
    sets: dict[str, str] = field(default_factory=dict)
    """Columns that are set to something else than the new row's value."""
    returning: str = ""


TABLES = (
    Table("organizations", Organization, ("tenant", "organization_id"), ("known", "observed_at", "lead_id", "version")),
    Table("contacts", Contact, ("tenant", "contact_id"), ("observed_at", "lead_id", "version")),
    Table(
        "leads", LeadNow, ("tenant", "lead_id"), ("version",), returning="s.tenant, s.lead_id, s.version, (s.xmax = 0)"
    ),
    Table("lead_versions", LeadVersion, ("tenant", "lead_id", "version", "appended_at")),
    Table("lead_scores", LeadScore, ("tenant", "lead_id", "version")),
    Table(
        "submissions",
        Seen,
        ("tenant", "submission_id"),
        ("-appended_at", "-partition", "-offset", "topic"),
        empty="topic",
        sets={"source": "case when s.outcome is null then excluded.source else s.source end"},
    ),
    Table(
        "submissions",
        Ended,
        ("tenant", "submission_id"),
        ("attempt", "outcome_rank", "-ended_at", "unit", "code"),
        empty="outcome",
    ),
    Table("receipts", Answered, ("tenant", "destination", "lead_id", "version"), ("attempt", "-at", "result", "code")),
    Table("pipeline_errors", Dead, ("tenant", "dead_letter_id", "appended_at"), ("last_failed_at", "tries", "code")),
)
"""In the order in which every transaction writes them, rows sorted by key: writers do not wait in a ring."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A table's statement, and how a batch becomes its arguments."""

    sql: str
    returns: bool
    arguments: Callable[[Iterable[Row]], list[tuple[Any, ...]]]


def statement(table: Table) -> Statement:
    """The statement that writes rows of `table`."""
    taking = kinds(table.row)
    columns = ", ".join(map(_quoted, taking))
    taken = ", ".join(_taken(name, kind) for name, kind in taking.items())
    arrays = ", ".join(f"${place}::{_ARRAYS[kind]}" for place, kind in enumerate(taking.values(), 1))
    sql = f"""insert into pipeline.{table.name} as s ({columns})
select {taken} from unnest({arrays}) as t ({columns})
on conflict ({", ".join(map(_quoted, table.key))}) do {_update(table, list(taking))}"""  # noqa: S608  names of this file alone
    returning = f"\nreturning {table.returning}" if table.returning else ""
    return Statement(sql + returning, bool(returning), lambda rows: list(zip(*_newest(table, rows), strict=True)))


def _update(table: Table, columns: list[str]) -> str:
    if not table.order:
        return "nothing"
    rest = [name for name in columns if name not in table.key]
    sets = ", ".join(f"{_quoted(name)} = {table.sets.get(name, f'excluded.{_quoted(name)}')}" for name in rest)
    held = ", ".join(_side("s", "excluded", each) for each in table.order)
    new = ", ".join(_side("excluded", "s", each) for each in table.order)
    newer = f"({held}) < ({new})"
    return f"update set {sets} where {f's.{_quoted(table.empty)} is null or {newer}' if table.empty else newer}"


def _side(here: str, there: str, order: str) -> str:
    name = order.removeprefix("-")
    return f"{there if order.startswith('-') else here}.{_quoted(name)}"


def _newest(table: Table, rows: Iterable[Any]) -> list[Any]:
    """The newest row of each key, in the order of the keys; of equals the first."""
    key_of = itemgetter(*(table.row._fields.index(name) for name in table.key))
    places = [(table.row._fields.index(each.removeprefix("-")), each.startswith("-")) for each in table.order]
    newest: dict[Any, tuple[tuple[Any, ...], Any]] = {}
    for row in rows:
        rank = tuple(-row[place] if smaller else row[place] for place, smaller in places)
        key = key_of(row)
        if key not in newest or newest[key][0] < rank:
            newest[key] = rank, row
    return [newest[key][1] for key in sorted(newest)]


def _taken(name: str, kind: Any) -> str:
    if kind is Moment:
        return f"timestamptz 'epoch' + t.{_quoted(name)} * interval '1 millisecond'"
    return f"t.{_quoted(name)}"


def _quoted(name: str) -> str:
    return f'"{name}"'

"""
How each table takes a batch: one `insert … select unnest(…), … on conflict … where <the new row is newer>`.

Which row is newer is said once, in `Table.order`, and used twice: among the rows of a batch, of which a statement may
touch each key but once, and against what the table holds.

A column goes as one text of its values, a separator between each, where that can be: the client library asks of every
element of an array whether it is an array itself, which costs more than all the rest (measured: half of a lead's time).
Columns are unnested side by side in the select list: from a function in `from` the server would write them down once
more before it inserts them. And JSON is made of each text as it comes, not of an array of them. Both together are a
fifth of what a batch costs the server.
"""

from collections.abc import Iterable, Sequence
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
SEPARATOR = "\x1f"
_PLAIN = {kind: f"unnest({{}}::{array})" for kind, array in _ARRAYS.items()}
_TEXTS = r"unnest(string_to_array({}::text, E'\x1f'))"
_NUMBERS = r"unnest(string_to_array({}::text, E'\x1f', '')::bigint[])"
_JOINED = {**_PLAIN, str: _TEXTS, Json: f"{_TEXTS}::jsonb", int: _NUMBERS, Moment: _NUMBERS}


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
        sets={
            "source": "case when s.outcome is null then excluded.source else s.source end",
            "operation_id": "case when s.operation_id = '' then excluded.operation_id else s.operation_id end",
            "line": "case when s.operation_id = '' then excluded.line else s.line end",
        },
    ),
    Table(
        "submissions",
        Ended,
        ("tenant", "submission_id"),
        ("attempt", "outcome_rank", "-ended_at", "unit", "code"),
        empty="outcome",
        # An outcome that was told from headers alone names no operation.
        sets={
            "operation_id": "case when excluded.operation_id = '' then s.operation_id else excluded.operation_id end",
            "line": "case when excluded.operation_id = '' then s.line else excluded.line end",
        },
    ),
    Table("receipts", Answered, ("tenant", "destination", "lead_id", "version"), ("attempt", "-at", "result", "code")),
    Table("pipeline_errors", Dead, ("tenant", "dead_letter_id", "appended_at"), ("last_failed_at", "tries", "code")),
)
"""In the order in which every transaction writes them, rows sorted by key: writers do not wait in a ring."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A table's statement in its two forms: columns as joined texts, and as arrays."""

    table: Table
    joined: str
    arrays: str

    def call(self, rows: Iterable[Row]) -> tuple[str, list[Any]]:
        """The SQL that writes `rows`, and its arguments."""
        columns = list(zip(*_newest(self.table, rows), strict=True))
        found = [_joined(kind, column) for kind, column in zip(kinds(self.table.row).values(), columns, strict=True)]
        return (self.arrays, columns) if None in found else (self.joined, found)


def statement(table: Table) -> Statement:
    """The statement that writes rows of `table`."""
    return Statement(table, _sql(table, _JOINED), _sql(table, _PLAIN))


def _joined(kind: Any, column: Sequence[Any]) -> Any:
    """The column as one text, itself where its kind stays an array, None where the text would not give its values."""
    if kind is int or kind is Moment:
        text = SEPARATOR.join(["" if value is None else str(value) for value in column])
    elif kind is str or kind is Json:
        text = SEPARATOR.join(column)
    else:
        return column
    # No text at all is no element to the server, not an empty one.
    return text if text and text.count(SEPARATOR) == len(column) - 1 else None


def _sql(table: Table, forms: dict[Any, str]) -> str:
    taking = kinds(table.row)
    columns = ", ".join(map(_quoted, taking))
    given = ", ".join(_taken(kind, forms[kind].format(f"${place}")) for place, kind in enumerate(taking.values(), 1))
    sql = f"""insert into pipeline.{table.name} as s ({columns})
select {given}
on conflict ({", ".join(map(_quoted, table.key))}) do {_update(table, list(taking))}"""
    return f"{sql}\nreturning {table.returning}" if table.returning else sql


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
        rank = tuple([-row[place] if smaller else row[place] for place, smaller in places]) if places else ()
        key = key_of(row)
        if key not in newest or newest[key][0] < rank:
            newest[key] = rank, row
    return [newest[key][1] for key in sorted(newest)]


def _taken(kind: Any, values: str) -> str:
    return f"timestamptz 'epoch' + {values} * interval '1 millisecond'" if kind is Moment else values


def _quoted(name: str) -> str:
    return f'"{name}"'

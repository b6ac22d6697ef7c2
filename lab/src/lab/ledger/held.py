"""What PostgreSQL and the CRM show, as entries that can be held against those that are due."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from lab.ledger.evidence import Entry, TableName
from lab.ledger.places import Record

_JSON = frozenset(
    {"attributes", "warnings", "tags", "handles", "consents", "features", "parts", "reasons", "follow_ups"}
)


def in_postgres(record: Record, due: Iterable[Entry]) -> Iterator[Entry]:
    """The rows under the keys that are due."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for each in due:
        keys[each.place].add(each.key)
    for name, table in _TABLES.items():
        for row in record.fetch(table.asked, sorted(keys[name])) if keys[name] else ():
            yield _entry(name, table, {column: _plain(column, value) for column, value in row.items()})


def at_hubspot(contacts: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    """The contacts that name a lead; a property without a value is left out."""
    for each in contacts:
        properties = each["properties"]
        if lead_id := properties.get("leadstream_lead_id", ""):
            version = int(float(properties.get("leadstream_version", "") or "0"))
            yield Entry("hubspot", lead_id, (), properties, lead_id, version)


@dataclass(frozen=True, slots=True)
class _Table:
    """`asked`: its rows under given keys, with the key as a column. `rank`: columns that say which state is newer."""

    asked: str
    rank: tuple[str, ...] = ()


_TABLES: Mapping[TableName, _Table] = {
    "leads": _Table("select *, lead_id as held_under from pipeline.leads where lead_id = any($1)", ("version",)),
    "lead_versions": _Table("""
        select t.*, k.key as held_under from unnest($1::text[]) as k (key)
        join pipeline.lead_versions t
          on t.lead_id = split_part(k.key, ' v', 1) and t.version = split_part(k.key, ' v', 2)::bigint"""),
    "lead_scores": _Table("""
        select t.*, k.key as held_under from unnest($1::text[]) as k (key)
        join pipeline.lead_scores t
          on t.lead_id = split_part(k.key, ' v', 1) and t.version = split_part(k.key, ' v', 2)::bigint"""),
    "contacts": _Table(
        "select *, contact_id as held_under from pipeline.contacts where contact_id = any($1)",
        ("observed_at", "lead_id", "version"),
    ),
    "organizations": _Table(
        """
        select t.*, k.key as held_under from unnest($1::text[]) as k (key)
        join pipeline.organizations t
          on t.tenant = split_part(k.key, ' ', 1) and t.organization_id = split_part(k.key, ' ', 2)""",
        ("known", "observed_at", "lead_id", "version"),
    ),
    "receipts": _Table(
        """
        select t.*, k.key as held_under from unnest($1::text[]) as k (key)
        join pipeline.receipts t on t.destination = split_part(k.key, ' ', 1)
         and t.lead_id = split_part(k.key, ' ', 2) and t.version = substr(split_part(k.key, ' ', 3), 2)::bigint""",
        ("attempt",),
    ),
    "pipeline_errors": _Table(
        "select *, dead_letter_id as held_under from pipeline.pipeline_errors where dead_letter_id = any($1)",
        ("last_failed_at", "tries", "code"),
    ),
}


def _entry(place: TableName, table: _Table, row: Mapping[str, Any]) -> Entry:
    rank = tuple(row[name] for name in table.rank)
    return Entry(place, row["held_under"], rank, row, row["lead_id"], row["version"])


def _plain(column: str, value: Any) -> Any:
    """A value as the topics have it: times in milliseconds, JSON as what it says."""
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    return orjson.loads(value) if column in _JSON else value

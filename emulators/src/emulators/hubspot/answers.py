"""How records, pages, batches and owners look on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from emulators.hubspot import failures
from emulators.hubspot.batches import Done, Outcome
from emulators.hubspot.failures import Json
from emulators.hubspot.properties import Property
from emulators.hubspot.records import Record, instant
from emulators.hubspot.search import Hit
from emulators.hubspot.store import ObjectType


def record(kind: ObjectType, one: Record, asked: Sequence[str]) -> dict[str, Json]:
    """Show a record: its default properties and those asked for, null where unset."""
    return _shape(one, one.latest.at_ms, _shown(kind, one.properties, asked))


def hit(kind: ObjectType, found: Hit, asked: Sequence[str]) -> dict[str, Json]:
    """Show a search result as the search saw it."""
    return _shape(found.record, found.updated_ms, _shown(kind, found.values, asked))


def done(kind: ObjectType, row: Done) -> dict[str, Json]:
    """Show a record just written: its default properties and those in the request."""
    shape = record(kind, row.record, list(row.written))
    if row.trace_id is not None:
        shape["objectWriteTraceId"] = row.trace_id
    return shape if row.new is None else shape | {"new": row.new}


def batch(kind: ObjectType, outcome: Outcome, now: int) -> dict[str, Json]:
    """Show a batch; results come in another order than the inputs, since HubSpot promises none."""
    told: dict[str, Json] = {
        "status": "COMPLETE",
        "results": [done(kind, row) for row in reversed(outcome.done)],
        "startedAt": instant(now),
        "completedAt": instant(now),
    }
    if outcome.refused:
        told["numErrors"] = len(outcome.refused)
        told["errors"] = [failures.item(failure, trace_id) for failure, trace_id in outcome.refused]
    return told


def page(results: list[dict[str, Json]], after: str | None) -> dict[str, Json]:
    """Show one page of results; `paging` is absent on the last."""
    told: dict[str, Json] = {"results": list(results)}
    return told if after is None else told | {"paging": {"next": {"after": after}}}


def properties(catalogue: Mapping[str, Property]) -> dict[str, Json]:
    """Show the definitions of all properties of a type."""
    return {"results": [property_(one) for one in catalogue.values()]}


def property_(one: Property) -> dict[str, Json]:
    """Show one property's definition."""
    return {
        "name": one.name,
        "label": one.name.replace("_", " ").capitalize(),
        "type": one.type,
        "fieldType": {"enumeration": "select", "number": "number", "datetime": "date"}.get(one.type, "text"),
        "groupName": "leadstream" if one.custom else "information",
        "hasUniqueValue": one.unique,
        "hubspotDefined": not one.custom,
        "options": [{"label": option, "value": option, "hidden": False} for option in one.options],
        "modificationMetadata": {"readOnlyValue": one.read_only},
    }


def _shape(one: Record, updated_ms: int, values: dict[str, Json]) -> dict[str, Json]:
    shape: dict[str, Json] = {
        "id": one.id,
        "properties": values,
        "createdAt": instant(one.created_ms),
        "updatedAt": instant(updated_ms),
        "archived": one.archived,
    }
    return shape | {"archivedAt": instant(one.latest.at_ms)} if one.archived else shape


def _shown(kind: ObjectType, values: Mapping[str, str], asked: Iterable[str]) -> dict[str, Json]:
    return {name: values.get(name) for name in dict.fromkeys((*kind.shown, *asked))}

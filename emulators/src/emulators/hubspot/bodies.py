"""The request bodies the emulator reads, and the one way to read them.

Unknown fields are ignored, as HubSpot does; a wrong type is a 400 that names the place (`$.inputs[0].id`).
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from emulators.hubspot import failures
from emulators.hubspot.failures import Failure
from emulators.hubspot.properties import Value, as_text

MAX_INPUTS = 100
MAX_INPUTS_WITH_HISTORY = 50


class Write(msgspec.Struct, frozen=True, rename="camel"):
    """One create, update or upsert."""

    properties: dict[str, Value]
    id: str = ""
    id_property: str | None = None
    object_write_trace_id: str | None = None
    associations: list[Any] = []  # msgspec copies the default

    def values(self) -> dict[str, str]:
        """Return the properties as HubSpot stores them."""
        return {name: as_text(value) for name, value in self.properties.items()}


class Writes(msgspec.Struct, frozen=True):
    """The body of batch create, update and upsert."""

    inputs: list[Write]


class Wanted(msgspec.Struct, frozen=True):
    """One record asked for by batch read."""

    id: str


class Reads(msgspec.Struct, frozen=True, rename="camel"):
    """The body of batch read."""

    inputs: list[Wanted]
    id_property: str | None = None
    properties: list[str] = []
    properties_with_history: list[str] = []


class Filter(msgspec.Struct, frozen=True, rename="camel"):
    """One condition of a search."""

    property_name: str
    operator: str
    value: Value = None
    values: list[Value] = []
    high_value: Value = None


class FilterGroup(msgspec.Struct, frozen=True):
    """Conditions that must all hold."""

    filters: list[Filter]


class Sort(msgspec.Struct, frozen=True, rename="camel"):
    """One order of search results."""

    property_name: str
    direction: str = "ASCENDING"


class Search(msgspec.Struct, frozen=True, rename="camel"):
    """The body of search: groups are alternatives."""

    filter_groups: list[FilterGroup] = []
    query: str = ""
    sorts: list[Sort | str] = []
    properties: list[str] = []
    limit: int = 10
    after: str | int = "0"


class NewProperty(msgspec.Struct, frozen=True, rename="camel"):
    """The body of `POST /crm/v3/properties/{type}`."""

    name: str
    type: str = "string"
    has_unique_value: bool = False


Body = TypeVar("Body", bound=msgspec.Struct)


def read(raw: bytes, shape: type[Body]) -> Body | Failure:
    """Decode a request body; every way of being wrong is a 400."""
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        return failures.malformed(f"Invalid input JSON: {wrong}")


def read_batch(raw: bytes) -> Writes | Failure:
    """Decode a batch of writes and hold it to its size."""
    batch = read(raw, Writes)
    if isinstance(batch, Failure):
        return batch
    return sized(len(batch.inputs), MAX_INPUTS) or batch


def sized(count: int, at_most: int) -> Failure | None:
    """Refuse an empty batch and one that is too long."""
    if count == 0:
        return failures.malformed("Some required fields were not set: [inputs]")
    if count > at_most:
        return failures.malformed(f"A batch holds at most {at_most} inputs, this one {count}.")
    return None

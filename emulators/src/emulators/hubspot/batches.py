"""What a batch of writes does, row by row or as a whole.

`run` is the rule: where every input carries its own `objectWriteTraceId`, a refused row is reported and
the others are done; where not, the first refusal fails the whole batch and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from emulators.hubspot import failures, properties
from emulators.hubspot.bodies import Write
from emulators.hubspot.failures import Failure
from emulators.hubspot.records import Record
from emulators.hubspot.store import Draft, Store


@dataclass(frozen=True, slots=True)
class Done:
    """A row that was written; `new` is told for upserts only."""

    record: Record
    trace_id: str | None
    written: Mapping[str, str]
    new: bool | None = None


@dataclass(slots=True)
class Outcome:
    """What became of the rows of a batch."""

    done: list[Done] = field(default_factory=list)
    refused: list[tuple[Failure, str | None]] = field(default_factory=list)


Act = Callable[[Draft, Write], Done | Failure]
Doomed = Mapping[int, Failure]


def run(draft: Draft, inputs: Sequence[Write], act: Act, doomed: Doomed) -> Outcome | Failure:
    """Do a batch on a draft; a Failure means that the draft must be thrown away.

    `doomed` are rows a fault condemns: refused whatever they hold.
    """
    row_by_row = _traced(inputs)
    outcome = Outcome()
    for position, write in enumerate(inputs):
        result = doomed.get(position) or act(draft, write)
        if isinstance(result, Done):
            outcome.done.append(result)
        elif row_by_row or result.isolated:
            outcome.refused.append((result, write.object_write_trace_id))
        else:
            return result
    return outcome


def _traced(inputs: Sequence[Write]) -> bool:
    traces = [write.object_write_trace_id for write in inputs]
    return None not in traces and len(set(traces)) == len(traces)


def create(draft: Draft, write: Write) -> Done | Failure:
    """Create one record."""
    values = write.values()
    record = draft.create(values)
    return record if isinstance(record, Failure) else Done(record, write.object_write_trace_id, values)


def update(draft: Draft, write: Write) -> Done | Failure:
    """Change one record found by id or by a unique property."""
    record = draft.find(write.id_property, write.id)
    if record is None:
        return failures.missing(draft.store.type.noun, [write.id])
    values = write.values()
    changed = draft.update(record, values)
    return changed if isinstance(changed, Failure) else Done(changed, write.object_write_trace_id, values)


def upsert(draft: Draft, write: Write) -> Done | Failure:
    """Change the record with this value of a unique property, or create it with that value."""
    name = str(write.id_property)
    values = {name: write.id} | write.values()
    record = draft.find(name, write.id)
    result = draft.create(values) if record is None else draft.update(record, values)
    if isinstance(result, Failure):
        return result
    return Done(result, write.object_write_trace_id, values, new=record is None)


def check_update(store: Store, inputs: Sequence[Write]) -> Failure | None:
    """Refuse a batch update that cannot name its records.

    HubSpot takes a custom unique property here and refuses both `email` and `hs_object_id`.
    """
    for write in inputs:
        name = write.id_property
        if name and (name == "email" or not store.is_unique(name)):
            return failures.not_unique(store.type.type_id, name)
    return _check_ids(inputs)


def check_upsert(store: Store, inputs: Sequence[Write]) -> Failure | None:
    """Refuse a batch upsert whose `idProperty` is absent or not unique, or that repeats an id."""
    for write in inputs:
        if not write.id_property:
            return failures.malformed("Some required fields were not set: [idProperty]")
        if not store.is_unique(write.id_property):
            return failures.not_unique(store.type.type_id, write.id_property)
    return _check_ids(inputs)


def _check_ids(inputs: Sequence[Write]) -> Failure | None:
    if any(write.id == "" for write in inputs):
        return failures.malformed("Some required fields were not set: [id]")
    keys = Counter((w.id_property or "", properties.normalised(w.id_property or "", w.id)) for w in inputs)
    twice = [value for (_, value), count in keys.items() if count > 1]
    return failures.repeated(twice) if twice else None

"""The records of one object type and their rules of uniqueness.

Writes go through a `Draft`: each either fits or is refused as a whole, later ones see earlier ones,
and nothing is real before `Store.apply`. So a batch can be all-or-nothing or row by row with the same code.
Rules: an e-mail address (contacts, ignoring case) belongs to one live record, else 409 with its id;
a unique property's value belongs to one live record, else 400; an archived record frees both.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from emulators.hubspot import failures, properties, records
from emulators.hubspot.failures import Failure
from emulators.hubspot.properties import Property
from emulators.hubspot.records import Record

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ObjectType:
    """What differs between contacts and companies."""

    name: str
    noun: str
    type_id: str
    first_id: int
    shown: tuple[str, ...]
    modified: str
    keyed_by_email: bool


CONTACT = ObjectType(
    "contacts",
    "contact",
    "0-1",
    90210001,
    ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"),
    "lastmodifieddate",
    keyed_by_email=True,
)
COMPANY = ObjectType(
    "companies",
    "company",
    "0-2",
    55300001,
    ("createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"),
    "hs_lastmodifieddate",
    keyed_by_email=False,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One accepted write: the record after it, and before it (None: created)."""

    kind: str
    after: Record
    before: Record | None


@dataclass(slots=True)
class Store:
    """All records of one type. Mutable; everything it hands out is frozen."""

    type: ObjectType
    catalogue: dict[str, Property]
    records: dict[str, Record] = field(default_factory=dict)
    index: dict[Key, str] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    next_id: int = 0

    def __post_init__(self) -> None:
        self.next_id = max(self.next_id, self.type.first_id)

    def is_unique(self, name: str) -> bool:
        """Say whether `name` identifies a record of this type."""
        if name == "email" and self.type.keyed_by_email:
            return True
        prop = self.catalogue.get(name)
        return prop is not None and prop.unique

    def get(self, record_id: str) -> Record | None:
        """Return a record by its id, archived or not."""
        return self.records.get(record_id)

    def find(self, id_property: str | None, value: str) -> Record | None:
        """Return the live record with this id, or with this value of a unique property."""
        if id_property in (None, "", "hs_object_id"):
            record = self.records.get(value)
            return record if record is not None and not record.archived else None
        owner = self.index.get((str(id_property), properties.normalised(str(id_property), value)))
        return self.records[owner] if owner is not None else None

    def everything(self, after: int) -> Iterator[Record]:
        """Yield records in order of id, archived ones too, beginning behind `after`."""
        for position in range(bisect_right(self.ids, after), len(self.ids)):
            yield self.records[str(self.ids[position])]

    def after(self, after: int, archived: bool) -> Iterator[Record]:
        """Yield the live or the archived records in order of id, beginning behind `after`."""
        return (record for record in self.everything(after) if record.archived is archived)

    def keys(self, record: Record | None) -> set[Key]:
        """List the unique values a record holds; an archived one holds none."""
        if record is None or record.archived:
            return set()
        return {(name, value) for name, value in record.properties.items() if self.is_unique(name)}

    def apply(self, change: Change) -> None:
        """Make one accepted write real. Changes of a draft are applied in their order."""
        for key in self.keys(change.before):
            self.index.pop(key, None)
        for key in self.keys(change.after):
            self.index[key] = change.after.id
        if change.after.id not in self.records:
            self.ids.append(int(change.after.id))
            self.next_id = int(change.after.id) + 1
        self.records[change.after.id] = change.after


@dataclass(slots=True)
class Draft:
    """Writes that fit the store and each other, not yet applied."""

    store: Store
    owners: Collection[str]
    now: int
    changes: list[Change] = field(default_factory=list)
    seen: dict[str, Record] = field(default_factory=dict)
    claimed: dict[Key, str | None] = field(default_factory=dict)
    created: int = 0

    def find(self, id_property: str | None, value: str) -> Record | None:
        """Like `Store.find`, seeing the draft's own writes."""
        if id_property not in (None, "", "hs_object_id"):
            key = (str(id_property), properties.normalised(str(id_property), value))
            owner = self.claimed.get(key, self.store.index.get(key))
            return self._current(owner) if owner is not None else None
        record = self._current(value)
        return record if record is not None and not record.archived else None

    def create(self, values: Mapping[str, str]) -> Record | Failure:
        """Add a record, or say why not."""
        record_id = str(self.store.next_id + self.created)
        problems = properties.check(self.store.catalogue, self.owners, values)
        if problems:
            return failures.invalid(problems)
        merged = self._merged({}, values)
        refusal = self._conflict(record_id, merged)
        if refusal is not None:
            return refusal
        managed = {"hs_object_id": record_id, "createdate": records.instant(self.now)}
        self.created += 1
        return self._put(None, records.born(record_id, self._stamped(merged | managed), self.now))

    def update(self, record: Record, values: Mapping[str, str]) -> Record | Failure:
        """Change a live record's values, or say why not; an empty value clears."""
        problems = properties.check(self.store.catalogue, self.owners, values)
        if problems:
            return failures.invalid(problems)
        merged = self._merged(record.properties, values)
        refusal = self._conflict(record.id, merged)
        if refusal is not None:
            return refusal
        return self._put(record, records.written(record, self._stamped(merged), self.now))

    def archive(self, record: Record) -> Record:
        """Delete a live record; it keeps its values and frees its unique ones."""
        return self._put(record, records.written(record, record.properties, self.now, archived=True))

    def _current(self, record_id: str) -> Record | None:
        return self.seen.get(record_id) or self.store.get(record_id)

    def _merged(self, old: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
        new = {name: properties.normalised(name, value) for name, value in values.items()}
        return {name: value for name, value in {**old, **new}.items() if value != ""}

    def _stamped(self, values: Mapping[str, str]) -> dict[str, str]:
        return {**values, self.store.type.modified: records.instant(self.now)}

    def _conflict(self, record_id: str, values: Mapping[str, str]) -> Failure | None:
        for name in sorted(values, key=lambda name: name != "email"):
            if not self.store.is_unique(name):
                continue
            owner = self.find(name, values[name])
            if owner is None or owner.id == record_id:
                continue
            if name == "email":
                return failures.exists(self.store.type.noun, owner.id)
            return failures.taken(self.store.type.noun, name, values[name], record_id, owner.id)
        return None

    def _put(self, before: Record | None, after: Record) -> Record:
        for key in self.store.keys(before):
            self.claimed[key] = None
        for key in self.store.keys(after):
            self.claimed[key] = after.id
        self.seen[after.id] = after
        self.changes.append(Change(self.store.type.name, after, before))
        return after

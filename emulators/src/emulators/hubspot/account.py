"""One HubSpot account: its stores, owners and counts, and how they are kept in a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from emulators.hubspot import owners as roster
from emulators.hubspot import properties
from emulators.hubspot.effects import Effects
from emulators.hubspot.owners import Owner
from emulators.hubspot.properties import Property
from emulators.hubspot.records import born, written
from emulators.hubspot.store import COMPANY, CONTACT, Change, Draft, Store

Entry = dict[str, Any]


def _stores() -> dict[str, Store]:
    return {
        CONTACT.name: Store(CONTACT, dict(properties.CONTACTS)),
        COMPANY.name: Store(COMPANY, dict(properties.COMPANIES)),
    }


def _forget(entries: list[Entry]) -> None:
    """Keep no journal."""


@dataclass(slots=True)
class Account:
    """The whole state behind the API. Mutable; one caller at a time.

    `journal` is given the entries of a change before the change is made, so that whatever was answered
    can be repeated with `replay`; where it raises, nothing has changed.
    """

    opened_ms: int
    journal: Callable[[list[Entry]], None] = _forget
    stores: dict[str, Store] = field(default_factory=_stores)
    owners: dict[str, Owner] = field(default_factory=lambda: roster.numbered(roster.SHIPPED))
    effects: Effects = field(default_factory=Effects)

    def draft(self, kind: str, now: int) -> Draft:
        """Begin writes to one type."""
        return Draft(self.stores[kind], self.owners, now)

    def keep(self, draft: Draft) -> None:
        """Make a draft's writes real."""
        self._commit([_entry(change) for change in draft.changes])

    def define(self, kind: str, prop: Property) -> None:
        """Add a property to a type."""
        self._commit([{"op": "property", "kind": kind, "property": msgspec.to_builtins(prop)}])

    def employ(self, owners: list[Owner]) -> None:
        """Replace the account's owners."""
        numbered = list(roster.numbered(owners).values())
        self._commit([{"op": "owners", "owners": msgspec.to_builtins(numbered)}])

    def replay(self, entries: Iterable[Entry]) -> int:
        """Repeat journalled changes; returns how many.

        Raises `ValueError` on an entry that no emulator of this kind wrote.
        """
        count = 0
        for count, entry in enumerate(entries, 1):
            try:
                self._make(entry)
            except (KeyError, TypeError, msgspec.ValidationError) as wrong:
                raise ValueError(f"journal entry {count} is not an entry of this emulator") from wrong
        return count

    def _commit(self, entries: list[Entry]) -> None:
        if entries:
            self.journal(entries)
        for entry in entries:
            self._make(entry)

    def _make(self, entry: Entry) -> None:
        match entry["op"]:
            case "put":
                change = self._change(entry)
                self.stores[change.kind].apply(change)
                self.effects.note(change)
            case "property":
                prop = msgspec.convert(entry["property"], Property)
                self.stores[entry["kind"]].catalogue[prop.name] = prop
            case "owners":
                self.owners = roster.numbered(msgspec.convert(entry["owners"], list[Owner]))
            case unknown:
                raise KeyError(unknown)

    def _change(self, entry: Entry) -> Change:
        before = self.stores[entry["kind"]].get(entry["id"])
        values, at = entry["properties"], entry["at"]
        if before is None:
            return Change(entry["kind"], born(entry["id"], values, at), None)
        return Change(entry["kind"], written(before, values, at, entry["archived"]), before)


def _entry(change: Change) -> Entry:
    latest = change.after.latest
    return {
        "op": "put",
        "kind": change.kind,
        "id": change.after.id,
        "at": latest.at_ms,
        "properties": dict(latest.properties),
        "archived": latest.archived,
    }

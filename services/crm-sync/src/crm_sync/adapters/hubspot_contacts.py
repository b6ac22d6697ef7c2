"""HubSpot's contacts: batches of at most 100, read by id, lead id or e-mail, never through search."""

import re
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from leadcore.failures import PortUnavailable, Refused
from leadcore.metrics import Metrics

from crm_sync.adapters import hubspot_answers
from crm_sync.adapters.hubspot_answers import Batch, Error, Page, Record
from crm_sync.adapters.hubspot_calls import DEPENDENCY, Account, Calls, Reply
from crm_sync.domain.contacts import LEAD_ID, Contact, comparable
from crm_sync.domain.effects import Answer, Doubt, Row
from crm_sync.ports import Key

READ_TRIES = 3
OWNERS_S = 30.0
"""Owners are asked for again no sooner than this, and only where one is not known."""
OWNER_PAGES = 200
GROUP = "contactinformation"

_ID_PROPERTY: Mapping[Key, str] = {"record-id": "", "lead-id": LEAD_ID, "email": "email"}
_FIELD_TYPES = {"number": "number", "datetime": "date"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class Needs:
    """The properties that are read and written, with HubSpot's type for those it may lack; `writes`: make these."""

    types: Mapping[str, str]
    writes: bool


class HubSpotContacts:
    """Contacts of one account. One caller at a time."""

    def __init__(self, calls: Calls, needs: Needs) -> None:
        self._calls, self._needs = calls, needs
        self._there: frozenset[str] = frozenset()
        self._owners: Mapping[str, str] = {}
        self._owners_at = float("-inf")
        self._log = structlog.get_logger()

    async def ready(self) -> None:
        """
        Once: find out which properties there are and, where we write, make those that are missing.

        Raises:
            PortUnavailable: HubSpot is away, or its property for our lead id is not a unique one.
        """
        self._calls.check()
        if self._there:
            return
        path = self._calls.account.path("properties", "/contacts")
        listed = _page(await self._read("GET", path)).results
        there = {str(each.get("name")): each for each in listed}
        if LEAD_ID in there and there[LEAD_ID].get("hasUniqueValue") is False:
            self._log.error("crm.property-not-unique", crm=DEPENDENCY, property=LEAD_ID)
            raise PortUnavailable(DEPENDENCY, "lead-id-property-not-unique")
        if self._needs.writes:
            for name, kind in self._needs.types.items():
                if name not in there:
                    await self._make(path, name, kind)
                    there[name] = {}
        self._there = frozenset(there)

    async def owners(self, emails: Collection[str]) -> Mapping[str, str]:
        """
        Owner ids by address, lower case.

        Raises:
            PortUnavailable: HubSpot is away.
        """
        unknown = set(emails) - self._owners.keys()
        if unknown and time.monotonic() - self._owners_at >= OWNERS_S:
            self._owners = await self._listed_owners()
            self._owners_at = time.monotonic()
        return self._owners

    async def read(self, by: Key, values: Collection[str]) -> Mapping[str, Contact]:
        """
        Contacts by the value asked for; at most 100.

        Raises:
            PortUnavailable: HubSpot is away.
        """
        name = _ID_PROPERTY[by]
        if not values or (name and name not in self._there):
            return {}
        wanted = [each for each in self._needs.types if each in self._there]
        body = {"inputs": [{"id": each} for each in values], "properties": wanted}
        reply = await self._read("POST", self._objects("/batch/read"), body | ({"idProperty": name} if name else {}))
        if reply.status in (400, 409, 413) and len(values) > 1:
            return {**await self.read(by, list(values)[::2]), **await self.read(by, list(values)[1::2])}
        if reply.status == 400 and by == "email":
            return {}  # An address that HubSpot cannot even look for is no contact's; a create will say so of its row.
        found = _shaped(reply)
        contacts = (hubspot_answers.contact(record) for record in found.results)
        return {_value(by, contact): contact for contact in contacts}

    async def write(self, rows: Sequence[Row]) -> Mapping[str, Answer]:
        """
        Create or change contacts, each for itself: one call for the new ones, one for the others.

        Raises:
            PortUnavailable: HubSpot is away, or lacks a property that was there.
        """
        told: dict[str, Answer] = {}
        for path, some in (
            ("/batch/create", [row for row in rows if not row.record_id]),
            ("/batch/update", [row for row in rows if row.record_id]),
        ):
            if some:
                told |= await self._written(path, some)
        if code := hubspot_answers.setup(told):
            self._there = frozenset()
            self._log.error("crm.property-unusable", crm=DEPENDENCY, code=code)
            raise PortUnavailable(DEPENDENCY, "property-unusable")
        if any(isinstance(each, Refused) and each.field == "hubspot_owner_id" for each in told.values()):
            self._owners, self._owners_at = {}, float("-inf")
        return told

    async def _written(self, path: str, rows: Sequence[Row]) -> dict[str, Answer]:
        reply = await self._calls.ask("POST", self._objects(path), {"inputs": [_input(row) for row in rows]})
        if reply.failed:
            return dict.fromkeys((row.trace for row in rows), Doubt(reply.reason or "does-not-answer"))
        if reply.status < 400:
            return hubspot_answers.answers(rows, reply.body)
        if len(rows) > 1:
            half = len(rows) // 2
            return await self._written(path, rows[:half]) | await self._written(path, rows[half:])
        error = hubspot_answers.shaped(reply.body, Error) or Error()
        return {rows[0].trace: hubspot_answers.answer(error)}

    async def _read(self, method: str, path: str, body: Any = None, params: Mapping[str, str] | None = None) -> Reply:
        """A call that changes nothing: tried again, a few times."""
        for left in reversed(range(READ_TRIES)):
            reply = await self._calls.ask(method, path, body, params)
            if not reply.failed:
                return reply
            if not left:
                raise PortUnavailable(DEPENDENCY, reply.reason or "does-not-answer")
        raise AssertionError("the last try returns or raises")

    async def _listed_owners(self) -> dict[str, str]:
        found: dict[str, str] = {}
        params = {"limit": "100"}
        for _ in range(OWNER_PAGES):
            page = _page(await self._read("GET", self._calls.account.path("owners"), params=params))
            for each in page.results:
                found[comparable(str(each.get("email") or ""))] = str(each.get("id"))
            if not page.after:
                break
            params = {"limit": "100", "after": page.after}
        found.pop("", None)
        return found

    async def _make(self, path: str, name: str, kind: str) -> None:
        if not _NAME.fullmatch(name):
            raise PortUnavailable(DEPENDENCY, "no-name-for-a-property")
        body = {
            "name": name,
            "label": name.replace("_", " ").capitalize(),
            "type": kind,
            "fieldType": _FIELD_TYPES.get(kind, "text"),
            "groupName": GROUP,
            "hasUniqueValue": name == LEAD_ID,
        }
        reply = await self._read("POST", path, body)
        if reply.status >= 400 and reply.status != 409:
            self._log.error("crm.property-not-made", crm=DEPENDENCY, property=name, status=reply.status)
            raise PortUnavailable(DEPENDENCY, "property-not-made")

    def _objects(self, rest: str) -> str:
        return self._calls.account.path("objects", f"/contacts{rest}")


@asynccontextmanager
async def open_contacts(account: Account, needs: Needs, metrics: Metrics) -> AsyncIterator[HubSpotContacts]:
    """Contacts on a session of their own; nothing is asked before the first batch."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield HubSpotContacts(Calls(session, account, metrics), needs)


def _input(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"properties": row.properties, "objectWriteTraceId": row.trace}
    return told | {"id": row.record_id} if row.record_id else told


def _shaped(reply: Reply) -> Batch:
    found = hubspot_answers.shaped(reply.body, Batch) if reply.status < 400 else None
    if found is None:
        raise PortUnavailable(DEPENDENCY, "unreadable-answer" if reply.status < 400 else "read-refused")
    return found


def _value(by: Key, contact: Contact) -> str:
    if by == "record-id":
        return contact.record_id
    held = contact.properties.get(_ID_PROPERTY[by], "")
    return comparable(held) if by == "email" else held


def _page(reply: Reply) -> Page:
    found = hubspot_answers.shaped(reply.body, Page) if reply.status < 400 else None
    if found is None:
        raise PortUnavailable(DEPENDENCY, "unreadable-answer")
    return found


__all__ = ["Account", "HubSpotContacts", "Needs", "Record", "open_contacts"]

"""The control paths under `/_emulator/`, which HubSpot does not have: counts, records, faults, settings.

They need no token, count as no call and are struck by no fault.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from itertools import islice
from typing import Any

import msgspec
import orjson
from aiohttp import web

from emulators.faults import Fault
from emulators.hubspot import effects
from emulators.hubspot.emulator import Emulator
from emulators.hubspot.gate import Settings
from emulators.hubspot.owners import Owner
from emulators.hubspot.records import Record, instant
from emulators.hubspot.store import Store

Told = dict[str, Any]


def add_routes(app: web.Application, emulator: Emulator) -> None:
    """Add `/healthz` and every control path."""
    for method, path, act in (
        ("GET", "/healthz", _health),
        ("GET", "/_emulator/counts", _counts),
        ("GET", "/_emulator/records", _records),
        ("GET", "/_emulator/calls", _calls),
        ("GET", "/_emulator/faults", _show_faults),
        ("POST", "/_emulator/faults", _add_faults),
        ("DELETE", "/_emulator/faults", _clear_faults),
        ("GET", "/_emulator/settings", _show_settings),
        ("PATCH", "/_emulator/settings", _change_settings),
        ("GET", "/_emulator/owners", _show_owners),
        ("PUT", "/_emulator/owners", _employ),
        ("POST", "/_emulator/reset", _reset),
    ):
        app.router.add_route(method, path, _answering(emulator, act))


Act = Callable[[Emulator, web.Request, bytes], Told]


def _answering(emulator: Emulator, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            told, status = act(emulator, request, await request.read()), 200
        except (ValueError, RecursionError) as wrong:  # msgspec's errors are ValueErrors that name the field
            told, status = {"error": str(wrong)}, 400
        return web.Response(status=status, body=orjson.dumps(told), content_type="application/json")

    return answer


def _health(_emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    return {"status": "ok"}


def _counts(emulator: Emulator, request: web.Request, _body: bytes) -> Told:
    told: Told = {"since": instant(emulator.account.opened_ms)} | _effects(emulator) | _traffic(emulator)
    if request.query.get("lead_ids") == "true":
        told["creates_per_lead_id"] = dict(emulator.account.effects.creates_by_lead)
    return told


def _effects(emulator: Emulator) -> Told:
    stores, done = emulator.account.stores, emulator.account.effects
    by_lead = done.creates_by_lead
    return {
        "records": {name: sum(not r.archived for r in s.records.values()) for name, s in stores.items()},
        "archived": {name: sum(r.archived for r in s.records.values()) for name, s in stores.items()},
        "creates": {name: done.creates[name] for name in stores},
        "updates": {name: done.updates[name] for name in stores},
        "archives": {name: done.archives[name] for name in stores},
        "lead_ids": {
            "created": len(by_lead),
            "max_creates": max(by_lead.values(), default=0),
            "created_more_than_once": sorted(lead for lead, count in by_lead.items() if count > 1),
            "creates_without": done.creates_without_lead,
        },
        "duplicates": _duplicates(stores["contacts"]),
        "version_regressions": done.version_regressions,
        "rows_refused": done.rows_refused,
    }


def _traffic(emulator: Emulator) -> Told:
    calls = emulator.calls
    return {
        "calls": {route: dict(statuses) for route, statuses in sorted(calls.by_route.items())},
        "received": calls.received,
        "rejected": calls.refused(),
        "calls_during_pause": calls.during_pause,
        "peak_calls_10s": calls.peak,
    }


def _duplicates(store: Store) -> Told:
    records = store.records.values()
    return {name: effects.surplus(records, name) for name in ("email", effects.LEAD_ID)}


def _records(emulator: Emulator, request: web.Request, _body: bytes) -> Told:
    kind = request.query.get("type", "contacts")
    store = emulator.account.stores.get(kind)
    if store is None:
        raise ValueError(f"type: one of {', '.join(emulator.account.stores)}")
    after, limit = int(request.query.get("after", "0")), int(request.query.get("limit", "1000"))
    if not 1 <= limit <= 10_000:
        raise ValueError("limit: must be between 1 and 10000")
    found = list(islice(store.everything(after), limit + 1))
    more = found[limit - 1].id if len(found) > limit else None
    return {"results": [_record(record) for record in found[:limit]], "next": more}


def _record(record: Record) -> Told:
    return {
        "id": record.id,
        "properties": dict(record.properties),
        "created_at": instant(record.created_ms),
        "updated_at": instant(record.latest.at_ms),
        "archived": record.archived,
        "writes": record.writes,
    }


def _calls(emulator: Emulator, request: web.Request, _body: bytes) -> Told:
    after, limit = int(request.query.get("after", "0")), int(request.query.get("limit", "1000"))
    found = islice((call for call in emulator.calls.latest if call.number > after), max(0, limit))
    return {"results": [asdict(call) for call in found]}


def _show_faults(emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    shown = [
        {"fault": msgspec.to_builtins(s.fault), "looked": s.looked, "struck": s.struck}
        for s in emulator.faults.scripted
    ]
    return {"faults": shown}


def _add_faults(emulator: Emulator, request: web.Request, body: bytes) -> Told:
    posted = msgspec.json.decode(body, type=list[Fault] | Fault)
    emulator.faults.add(posted if isinstance(posted, list) else [posted], emulator.clock())
    return _show_faults(emulator, request, body)


def _clear_faults(emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    struck = sum(scripted.struck for scripted in emulator.faults.scripted)
    emulator.faults.scripted.clear()
    return {"faults": [], "struck": struck}


def _show_settings(emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    told: Told = msgspec.to_builtins(emulator.settings)
    return told | {"tokens": len(emulator.settings.tokens)}


def _change_settings(emulator: Emulator, request: web.Request, body: bytes) -> Told:
    changes = msgspec.json.decode(body, type=dict[str, Any])
    merged = msgspec.to_builtins(emulator.settings) | changes
    emulator.configure(msgspec.convert(merged, Settings))
    return _show_settings(emulator, request, body)


def _employ(emulator: Emulator, request: web.Request, body: bytes) -> Told:
    owners = msgspec.json.decode(body, type=list[Owner])
    for owner in owners:
        if owner.id and not owner.id.isdecimal():
            raise ValueError("id: must be decimal digits")
    emulator.account.employ(owners)
    return _show_owners(emulator, request, body)


def _show_owners(emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    return {"owners": msgspec.to_builtins(list(emulator.account.owners.values()))}


def _reset(emulator: Emulator, _request: web.Request, _body: bytes) -> Told:
    emulator.reset()
    return {"status": "ok"}

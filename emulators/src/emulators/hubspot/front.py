"""The way of one call through the emulator: fault, gate, handler, fault again, answer.

`serve` is that list. Whatever a fault asks for *before* the effect leaves the account untouched;
whatever it asks for *after* leaves the write in place and the client in doubt.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass

import orjson
from aiohttp import web

from emulators.calls import CallRecord
from emulators.faults import Fault
from emulators.hubspot import api, failures
from emulators.hubspot.api import Answer, Call, Handler
from emulators.hubspot.emulator import Emulator
from emulators.hubspot.failures import Failure

RESET = 0
PIECES = 20


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready for the wire; status `RESET` means that the connection is torn down instead."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    content_type: str = "application/json"


async def serve(emulator: Emulator, request: web.Request, route: str, handler: Handler) -> web.StreamResponse:
    """Answer one call and count it."""
    arrived = emulator.clock()
    emulator.calls.receive(arrived)
    fault = emulator.faults.draw(request.method, route, arrived)
    reply = await _reply(emulator, request, route, handler, fault)
    took, kind = emulator.clock() - arrived, fault.kind if fault else ""
    emulator.calls.answer(CallRecord(arrived, took, request.method, route, reply.status, kind))
    if reply.status == RESET:
        return _reset(request)
    if fault is not None and fault.kind == "slow_body":
        return await _trickle(request, reply, fault.delay_ms)
    return web.Response(status=reply.status, body=reply.body, headers=reply.headers, content_type=reply.content_type)


async def _reply(emulator: Emulator, request: web.Request, route: str, handler: Handler, fault: Fault | None) -> Reply:
    if fault is not None and fault.kind == "reset_before":
        return Reply(RESET, {})
    searching = route.endswith("/search")
    refusal = emulator.gate.admit(request.headers.get("Authorization", ""), searching, emulator.clock())
    headers = {} if searching else emulator.gate.headers(emulator.clock())
    if refusal is None and fault is not None:
        broken = _broken(emulator, fault, headers)
        if broken is not None:
            return broken
    if refusal is None:
        refusal = _unreadable(request)
    if refusal is not None:
        return _refused(emulator, refusal, headers)
    result = await _effect(emulator, request, handler, fault)
    if fault is not None and fault.kind == "reset_after":
        return Reply(RESET, {})
    if isinstance(result, Failure):
        return _refused(emulator, result, headers)
    return _answered(result, headers, fault)


def _broken(emulator: Emulator, fault: Fault, headers: dict[str, str]) -> Reply | None:
    """Return the answer of a fault that strikes before any effect."""
    match fault.kind:
        case "rate_limited":
            if fault.retry_after_s:
                emulator.calls.announce_pause(emulator.clock(), fault.retry_after_s)
            return _refused(emulator, failures.rate_limited(fault.policy), headers | _retry_after(fault))
        case "expired_token":
            return _refused(emulator, failures.expired(), headers)
        case "status" if fault.html:
            page = f"<html><body><h1>{fault.status}</h1></body></html>".encode()
            return Reply(fault.status, headers | _retry_after(fault), page, "text/html")
        case "status" if fault.body is not None:
            return Reply(fault.status, headers | _retry_after(fault), orjson.dumps(fault.body))
        case "status":
            return _refused(emulator, failures.unavailable(fault.status), headers | _retry_after(fault))
    return None


def _retry_after(fault: Fault) -> dict[str, str]:
    return {"Retry-After": str(fault.retry_after_s)} if fault.retry_after_s else {}


def _unreadable(request: web.Request) -> Failure | None:
    if request.method in ("POST", "PATCH") and request.content_type != "application/json":
        return Failure(415, "", "Content-Type must be application/json.")
    return None


async def _effect(emulator: Emulator, request: web.Request, handler: Handler, fault: Fault | None) -> Answer | Failure:
    """Run the handler now, or late where a fault says so; slow answers wait behind it."""
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return Failure(413, "", "The request is too large.")
    kind = fault.kind if fault is not None else ""
    delay_s = fault.delay_ms / 1000 if fault is not None else 0.0
    if kind == "late_write":
        await asyncio.sleep(delay_s)
    result = handler(emulator.account, _call(emulator, request, body, fault))
    if kind == "slow_answer":
        await asyncio.sleep(delay_s)
    return result


def _call(emulator: Emulator, request: web.Request, body: bytes, fault: Fault | None) -> Call:
    doomed = {}
    if fault is not None and fault.kind == "partial":
        doomed = {row: Failure(400, fault.category, fault.message) for row in fault.rows}
    return api.Call(
        now=emulator.clock(),
        kind=request.match_info.get("kind", ""),
        id=request.match_info.get("id", ""),
        query=request.query,
        body=body,
        doomed=doomed,
        search_lag_ms=emulator.settings.search_lag_ms,
    )


def _refused(emulator: Emulator, failure: Failure, headers: dict[str, str]) -> Reply:
    return Reply(failure.status, headers, orjson.dumps(failures.body(failure, emulator.correlation_id())))


def _answered(answer: Answer, headers: dict[str, str], fault: Fault | None) -> Reply:
    status = answer.status
    if status == 207 and fault is not None and fault.kind == "partial" and fault.status:
        status = fault.status
    return Reply(status, headers, b"" if answer.body is None else orjson.dumps(answer.body))


def _reset(request: web.Request) -> web.Response:
    """Tear the connection down with a TCP reset, so that the client cannot take it for an orderly close."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()


async def _trickle(request: web.Request, reply: Reply, over_ms: int) -> web.StreamResponse:
    """Send the head at once and the body in pieces."""
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_type = reply.content_type
    response.content_length = len(reply.body)
    await response.prepare(request)
    size = max(1, -(-len(reply.body) // PIECES))
    for begin in range(0, len(reply.body), size):
        await asyncio.sleep(over_ms / 1000 / PIECES)
        await response.write(reply.body[begin : begin + size])
    await response.write_eof()
    return response

"""
`POST /v1/imports`, `GET /v1/imports/{id}` and its `/report`, `POST /v1/imports/{id}:cancel`, `DELETE /v1/imports/{id}`.

A posted file goes to PostgreSQL as it comes, a piece at a time; the answer is 202 when all of it is there, and then it
is read whatever becomes of this instance. Without PostgreSQL these routes are a 503, and nothing else here is.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from aiohttp import web
from leadcore import ids, problems
from leadcore.access.scopes import SEND
from leadcore.failures import PortUnavailable
from leadcore.imports import HEAD, operation_of, written
from leadcore.problems import Problem
from leadcore.runtime.web_access import caller_of
from leadcore.runtime.web_app import SECURITY, Handler, answered, refused

from gateway.domain.imports import Asked, Import, is_import_id, read_request, told
from gateway.domain.intake import Sender, sender
from gateway.routes import quotas
from gateway.routes.bodies import BODY_S, LEAST_BYTES_S
from gateway.routes.importer import ImportDesk
from gateway.routes.leads import Edge
from gateway.routes.quotas import Quotas, telling

PIECE: Final = 1024 * 1024
"""Bytes that are held of a file."""
MOST_AT_ONCE: Final = 8
AGAIN_S: Final = 5
PAGE: Final = 1000

Found = Callable[[web.Request, Import], Awaitable[web.StreamResponse]]


class ImportRoutes:
    """The routes of posted files; `desk` None: there is no PostgreSQL, and each is a 503."""

    def __init__(self, edge: Edge, desk: ImportDesk | None, wake: Callable[[], None] = lambda: None) -> None:
        self._edge, self._desk, self._wake = edge, desk, wake
        self._quotas = Quotas(edge.limiter, edge.quota)
        self._coming = 0

    def table(self) -> list[web.RouteDef]:
        """The routes to register."""
        one = "/v1/imports/{id:[^/:]+}"
        return [
            web.post("/v1/imports", self._needs(telling(self.post))),
            web.post(f"{one}:cancel", self._needs(self._of_one(self.cancel))),
            web.get(one, self._needs(self._of_one(self.show)), allow_head=False),
            web.delete(one, self._needs(self._of_one(self.cancel))),
            web.get(f"{one}/report", self._needs(self._of_one(self.report)), allow_head=False),
        ]

    async def post(self, request: web.Request) -> web.StreamResponse:
        """A file to be imported: 202 when it is kept, 200 where it was imported before."""
        asked = read_request(list(request.query.items()), request.content_type, _file_name(request))
        if isinstance(asked, Problem):
            return refused(asked)
        found = sender(caller_of(request), request.query.get("source", ""), "import", self._edge.workspace)
        if isinstance(found, Problem):
            return refused(found)
        if problem := self._too_much(request):
            return refused(problem)
        cost = quotas.Asked(found.key.id, found.name, found.source, 1, bulk=True)
        if over := await self._quotas.take(request, cost):
            return refused(over)
        self._coming += 1
        try:
            return await self._posted(request, asked, found)
        finally:
            self._coming -= 1

    async def show(self, _request: web.Request, one: Import) -> web.StreamResponse:
        """How far it is."""
        return answered(await self._document(one))

    async def cancel(self, _request: web.Request, one: Import) -> web.StreamResponse:
        """End it; what was sent stays sent. One that has ended already stays as it is."""
        ended = await self._known.imports.cancel(one.tenant, one.import_id)
        return answered(await self._document(ended or one))

    async def report(self, request: web.Request, one: Import) -> web.StreamResponse:
        """A CSV line for each row that made no lead of its own, as far as is known."""
        page = await self._known.imports.lines(one.tenant, one.import_id, -1, PAGE)
        disposition = {"Content-Disposition": 'attachment; filename="report.csv"'}
        response = web.StreamResponse(headers={**SECURITY, **disposition})
        response.content_type, response.charset = "text/csv", "utf-8"
        await response.prepare(request)
        await response.write(HEAD.encode())
        while page:
            await response.write("".join(map(written, page)).encode())
            last = page[-1].line
            page = await self._known.imports.lines(one.tenant, one.import_id, last, PAGE) if len(page) == PAGE else []
        await response.write_eof()
        return response

    @property
    def _known(self) -> ImportDesk:
        if self._desk is None:
            raise PortUnavailable("postgres", "not-configured")
        return self._desk

    def _too_much(self, request: web.Request) -> Problem | None:
        if request.headers.get("Content-Encoding", "").strip().lower() not in ("", "identity"):
            return replace(problems.unsupported_encoding(), detail="Send the .gz itself, without Content-Encoding.")
        most = self._known.most_bytes
        if request.content_length is not None and request.content_length > most:
            return problems.too_large(most)
        return problems.overloaded(AGAIN_S) if self._coming >= MOST_AT_ONCE else None

    async def _posted(self, request: web.Request, asked: Asked, found: Sender) -> web.StreamResponse:
        upload, imports = ids.new_submission_id(), self._known.imports
        kept: tuple[str, int] | Problem | None = None
        try:
            kept = await self._kept(request, found.source.tenant, upload)
        finally:
            if not isinstance(kept, tuple):
                with suppress(PortUnavailable):
                    await asyncio.shield(imports.drop(found.source.tenant, upload))
        if isinstance(kept, Problem):
            return refused(kept)
        digest, size = kept
        one = Import(
            tenant=found.source.tenant,
            import_id=ids.new_submission_id() if asked.again else operation_of(digest, found.name),
            upload_id=upload,
            source=found.name,
            client=found.key.id,
            reading=asked.reading,
            bytes=size,
        )
        queued, repeated = await imports.queue(one)
        self._wake()
        document = await self._document(queued) | {"repeated": repeated}
        response = answered(document, 200 if repeated else 202)
        response.headers["Location"] = f"/v1/imports/{queued.import_id}"
        return response

    async def _kept(self, request: web.Request, tenant: str, upload: str) -> tuple[str, int] | Problem:
        """Digest and size of the body, once all of it is kept."""
        digest, size, place = hashlib.sha256(), 0, 0
        most = self._known.most_bytes
        try:
            async for piece in _pieces(request):
                size += len(piece)
                if size > most:
                    return problems.too_large(most)
                digest.update(piece)
                await self._known.imports.add(tenant, upload, place, piece)
                place += 1
        except TimeoutError:
            return problems.too_slow()
        except web.RequestPayloadError:
            return problems.unreadable("broken-encoding")
        return (digest.hexdigest(), size) if size else problems.unreadable("empty")

    async def _document(self, one: Import) -> dict[str, Any]:
        counts = await self._known.imports.counts(one.tenant, one.import_id)
        return told(one, counts, self._edge.console_url)

    def _needs(self, handler: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except PortUnavailable:
                return refused(Problem(503, "unavailable", "Imports need the database", retry_after_s=AGAIN_S))

        return self._edge.guard.needs(SEND, handle)

    def _of_one(self, handler: Found) -> Handler:
        """`handler` for an import of the caller's tenant, through a source that it may use; others are not found."""

        async def handle(request: web.Request) -> web.StreamResponse:
            asked, caller = request.match_info["id"], caller_of(request)
            one = await self._known.imports.find(caller.tenant, asked) if is_import_id(asked) else None
            if one is None or not caller.may_use(one.source):
                return refused(problems.not_found())
            return await handler(request, one)

        return handle


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """
    The body in pieces.

    Raises:
        TimeoutError: it comes too slowly; the time that is spent on keeping it does not count.
    """
    loop = asyncio.get_running_loop()
    held = bytearray()
    came, waited = 0, 0.0
    while True:
        began = loop.time()
        async with asyncio.timeout(BODY_S + came / LEAST_BYTES_S - waited):
            chunk = await request.content.readany()
        waited += loop.time() - began
        came += len(chunk)
        held += chunk
        if len(held) >= PIECE or (not chunk and held):
            yield bytes(held)
            held.clear()
        if not chunk:
            return


def _file_name(request: web.Request) -> str:
    disposition = request.headers.get("Content-Disposition", "")
    for part in disposition.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "filename":
            return value.strip().strip('"')
    return ""

"""The bench's own client: it must count what a real one would, whatever pieces an answer comes in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from lab.bench.posting import IN_FLIGHT, Posting

ANSWER = b'HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n{"a"}'


@asynccontextmanager
async def serving(answer: Callable[[asyncio.StreamWriter], object]) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that reads a request at a time and has `answer` write; and how many connections it was opened."""
    opened: list[int] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        while not reader.at_eof():
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r")[0]))
            told = answer(writer)
            if asyncio.iscoroutine(told):
                await told
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1/leads?source=bench", opened


async def in_pieces(writer: asyncio.StreamWriter) -> None:
    for at in range(0, len(ANSWER), 7):
        writer.write(ANSWER[at : at + 7])
        await writer.drain()
        await asyncio.sleep(0)


async def test_an_answer_in_pieces_is_one_answer_and_its_connection_serves_the_next() -> None:
    async with serving(in_pieces) as (url, opened):
        with closing(Posting(url, {})) as posting:
            assert [await posting.post(b"lead") for _ in range(5)] == [202] * 5
        assert len(opened) == 1


async def test_many_at_once_share_so_many_connections() -> None:
    async with serving(in_pieces) as (url, opened):
        with closing(Posting(url, {})) as posting:
            assert set(await asyncio.gather(*(posting.post(b"lead") for _ in range(2 * IN_FLIGHT)))) == {202}
        assert 1 < len(opened) <= IN_FLIGHT


async def test_a_connection_that_breaks_before_the_answer_is_an_error_and_the_next_is_another() -> None:
    broken = [lambda writer: writer.close(), lambda writer: writer.write(ANSWER)]
    async with serving(lambda writer: broken.pop(0)(writer)) as (url, opened):
        with closing(Posting(url, {})) as posting:
            with pytest.raises(ConnectionError):
                await posting.post(b"lead")
            assert await posting.post(b"lead") == 202
        assert len(opened) == 2


async def test_it_says_what_an_http_server_understands() -> None:
    heard: list[tuple[str, str, bytes]] = []

    async def hear(request: web.Request) -> web.Response:
        heard.append((request.path_qs, request.headers["Authorization"], await request.read()))
        return web.Response(status=400 if len(heard) == 2 else 202, text="x" * 70_000)

    app = web.Application()
    app.router.add_post("/v1/leads", hear)
    async with TestServer(app) as server:
        with closing(Posting(str(server.make_url("/v1/leads?source=bench")), {"Authorization": "Bearer k"})) as posting:
            assert [await posting.post(b'{"n":%d}' % n) for n in range(3)] == [202, 400, 202]
    assert heard == [("/v1/leads?source=bench", "Bearer k", b'{"n":%d}' % n) for n in range(3)]

"""
fault:H1, control:S9, S13, S16: connections that send slowly, never ask, or do not read are closed and cost nobody else;
heads that cannot be parsed are refused in words of ours, which quote nothing.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from leadcore.metrics import Metrics
from leadcore.runtime.web_addresses import peer_of, read_networks
from leadcore.runtime.web_app import answered, application
from leadcore.runtime.web_connections import Connection, Connections, Deadlines, Runner
from leadcore.testing.patience import reached

MIB = 1024 * 1024
BIG = 32 * MIB
WITHIN_S = 60


@dataclass
class Served:
    """A server whose clock is asked for by hand."""

    connections: Connections
    port: int
    closed: Counter[str]
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    metrics: Metrics = field(default_factory=Metrics)

    def statuses(self) -> dict[str, float]:
        """How many requests were answered with which status."""
        return {
            sample.labels["http_response_status_code"]: sample.value
            for family in self.metrics.registry.collect()
            for sample in family.samples
            if sample.name == "http_server_request_duration_seconds_count"
        }

    async def opened(
        self, sent: bytes = b"", address: str = "127.0.0.1"
    ) -> "tuple[asyncio.StreamReader, asyncio.StreamWriter]":
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))
        writer.write(sent)
        await writer.drain()
        return reader, writer

    async def answer(self, sent: bytes) -> bytes:
        """Everything that comes back until the server closes."""
        reader, writer = await self.opened(sent)
        try:
            return await rest(reader)
        finally:
            writer.close()

    def look(self, after_s: float) -> None:
        """As if so many seconds had gone by."""
        self.connections.look(asyncio.get_running_loop().time() + after_s)


@asynccontextmanager
async def serving(deadlines: Deadlines) -> AsyncIterator[Served]:
    closed: Counter[str] = Counter()
    go_on = asyncio.Event()

    async def echo(request: web.Request) -> web.Response:
        return answered({"bytes": len(await request.read())})

    async def big(_request: web.Request) -> web.Response:
        return web.Response(body=bytes(BIG))

    async def slow(_request: web.Request) -> web.Response:
        await go_on.wait()
        return answered({})

    routes = [web.post("/", echo), web.get("/big", big), web.get("/slow", slow)]
    metrics = Metrics()
    runner = Runner(application(routes, metrics), deadlines, lambda phase: closed.update([phase]))
    async with runner.listening("127.0.0.1", 0) as connections:
        yield Served(connections, runner.addresses[0][1], closed, go_on, metrics)


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Everything that still comes; a connection that is reset ends it too."""
    found = b""
    with suppress(ConnectionResetError):
        while part := await asyncio.wait_for(reader.read(65_536), WITHIN_S):
            found += part
    return found


GET_SLOW = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize("begun", [b"", b"POST / HTT", b"POST / HTTP/1.1\r\nHost: x\r\nA: b\r\n"])
async def test_a_head_that_does_not_end_is_closed(begun: bytes) -> None:
    async with serving(Deadlines()) as served:
        reader, writer = await served.opened(begun)
        await reached(lambda: len(served.connections.connections) == 1)
        served.look(4)
        assert not served.closed
        served.look(6)
        assert served.closed == {"head": 1}
        assert await rest(reader) == b""
        writer.close()


async def test_a_head_that_trickles_is_closed_however_often_something_comes() -> None:
    """On a connection that has asked before, and on a new one."""
    async with serving(Deadlines()) as served:
        trickling = [await served.opened(), await served.opened(POST)]
        await asyncio.wait_for(trickling[1][0].readuntil(b'{"bytes":2}'), WITHIN_S)
        served.look(0)
        for after_s, part in ((1, b"POST / HT"), (2, b"TP/1.1\r\n"), (4, b"A: "), (7, b"b")):
            for _, writer in trickling:
                writer.write(part)
                await writer.drain()
            await asyncio.sleep(0.05)
            served.look(after_s)

        def closed() -> bool:
            served.look(7)
            return served.closed == {"head": 2}

        await reached(closed)
        for reader, writer in trickling:
            assert await rest(reader) == b""
            writer.close()


async def test_an_idle_connection_is_kept_longer_and_a_busy_one_for_ever() -> None:
    async with serving(Deadlines()) as served:
        reader, idle = await served.opened(POST)
        await asyncio.wait_for(reader.readuntil(b'{"bytes":2}'), WITHIN_S)
        busy_reader, busy = await served.opened(GET_SLOW)
        await reached(lambda: sum(each._current_request is not None for each in served.connections.connections) == 1)
        served.look(0)
        served.look(70)
        assert not served.closed
        served.look(80)
        assert served.closed == {"idle": 1}
        served.look(10_000)
        served.go_on.set()
        assert (await asyncio.wait_for(busy_reader.readline(), WITHIN_S)).startswith(b"HTTP/1.1 200")
        for writer in (idle, busy):
            writer.close()


async def test_who_does_not_read_the_answer_is_closed() -> None:
    async with serving(Deadlines()) as served:
        _, writer = await served.opened(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        transport = writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        transport.pause_reading()
        [connection] = served.connections.connections
        assert isinstance(connection, Connection)
        await reached(lambda: connection._phase_now()[0] == "unread")
        served.look(0)
        await asyncio.sleep(0.2)
        served.look(0)
        served.look(11)
        assert served.closed == {"unread": 1}
        writer.close()


async def test_one_connection_more_than_there_may_be_is_closed_at_once() -> None:
    async with serving(Deadlines(most=2)) as served:
        held = [await served.opened(GET_SLOW) for _ in range(2)]
        await reached(lambda: len(served.connections.connections) == 2)
        assert await served.answer(GET_SLOW) == b""
        assert served.closed == {"too-many": 1}
        served.go_on.set()
        for reader, writer in held:
            assert (await asyncio.wait_for(reader.readline(), WITHIN_S)).startswith(b"HTTP/1.1 200")
            writer.close()


async def answered_to(served: Served, address: str) -> bool:
    """Whether a new connection from there is served; it is closed again."""
    reader, writer = await served.opened(POST, address)
    try:
        return (await asyncio.wait_for(reader.readline(), WITHIN_S)).startswith(b"HTTP/1.1 200")
    except ConnectionResetError:
        return False
    finally:
        writer.close()


async def test_one_address_cannot_take_every_connection() -> None:
    """Its further ones are closed, also while they are silent; all others are served, and it is when one ends."""
    async with serving(Deadlines(most_of_one=2)) as served:
        held = [await served.opened(address="127.0.0.2") for _ in range(2)]
        await reached(lambda: len(served.connections.connections) == 2)
        assert not await answered_to(served, "127.0.0.2")
        assert served.closed == {"too-many": 1}
        assert await answered_to(served, "127.0.0.1")
        held[0][1].close()
        await reached(lambda: served.connections._of["127.0.0.2"] == 1)
        assert await answered_to(served, "127.0.0.2")
        held[1][1].close()
        await reached(lambda: not served.connections.connections)
        await reached(lambda: not served.connections._of)
        assert served.closed == {"too-many": 1}


@pytest.mark.parametrize(
    "deadlines", [Deadlines(most_of_one=1, proxies=read_networks(["127.0.0.2"])), Deadlines(most_of_one=0)]
)
async def test_a_proxy_of_ours_holds_the_connections_of_many(deadlines: Deadlines) -> None:
    """As anybody does where there is no bound."""
    async with serving(deadlines) as served:
        held = [await served.opened(address="127.0.0.2") for _ in range(5)]
        await reached(lambda: len(served.connections.connections) == 5)
        assert await answered_to(served, "127.0.0.2")
        assert not served.closed
        for _, writer in held:
            writer.close()


@pytest.mark.parametrize(
    ("peer", "whose"),
    [
        (("192.0.2.7", 80), "192.0.2.7"),
        (("::ffff:192.0.2.7", 80, 0, 0), "192.0.2.7"),
        (("2001:db8::1:2:3:4", 80, 0, 0), "2001:db8::/64"),
        (("10.1.2.3", 80), ""),
        (("::ffff:10.1.2.3", 80, 0, 0), ""),
        ("/run/leadstream.sock", ""),
        (None, ""),
    ],
)
def test_whose_a_connection_is(peer: object, whose: str) -> None:
    assert peer_of(peer, read_networks(["10.0.0.0/8"])) == whose


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
UNPARSED: dict[str, tuple[bytes, int]] = {
    "both lengths": (HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "two lengths": (HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    "negative length": (HEAD + b"Content-Length: -2\r\n\r\n{}", 400),
    "length with a sign": (HEAD + b"Content-Length: +2\r\n\r\n{}", 400),
    "hex length": (HEAD + b"Content-Length: 0x2\r\n\r\n{}", 400),
    "endless length": (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n{}", 400),
    "NUL in a header": (HEAD + b"A: zq\x00canary\r\n\r\n", 400),
    "bare CR in a header": (HEAD + b"A: zq\rcanary\r\n\r\n", 400),
    "folded header": (HEAD + b"A: zq\r\n canary\r\n\r\n", 400),
    "space before the colon": (HEAD + b"zqcanary : b\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /zqcanary\r\n\r\n", 400),
    "HTTP/2.0 in a line of HTTP/1": (b"GET /zqcanary HTTP/2.0\r\nHost: x\r\n\r\n", 400),
    "no Host": (b"GET /zqcanary HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (HEAD + b"Host: zqcanary\r\n\r\n", 400),
    "a Host that is none": (b"GET / HTTP/1.1\r\nHost: zq@canary/\r\n\r\n", 400),
    "chunks in HTTP/1.0": (b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a coding besides chunked": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    "another expectation": (HEAD + b"Expect: 200-zqcanary\r\nContent-Length: 0\r\n\r\n", 417),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03zqcanary\r\n\r\n", 400),
    "no HTTP": (b"zqcanary\r\n\r\n", 400),
    "header of 64 KiB": (HEAD + b"A: " + b"zqcanary" * 8192 + b"\r\n\r\n", 431),
    "1,000 headers": (HEAD + b"".join(b"A%d: zqcanary\r\n" % n for n in range(1000)) + b"\r\n", 431),
    "address of 64 KiB": (b"GET /" + b"zqcanary" * 8192 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
}


@pytest.mark.parametrize("name", UNPARSED)
async def test_what_is_no_request_is_refused_without_a_word_of_it(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """control:S16: the connection ends there, so that what follows is never read as a request of its own."""
    sent, status = UNPARSED[name]
    async with serving(Deadlines()) as served:
        head, _, body = (await served.answer(sent + POST)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 %d " % status) or head.startswith(b"HTTP/1.1 %d " % status), head
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert served.closed == {"refused": 1}
    assert b"canary" not in head + body
    assert "canary" not in "".join(capfd.readouterr())


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN_LATER = {
    "no size": (CHUNKED, b"zq\r\n"),
    "no size after a chunk": (CHUNKED + b"2\r\n{}\r\n", b"zq\r\n"),
    "a chunk that is longer": (CHUNKED + b"2\r\n", b"{}canary"),
    "a trailer that is none": (CHUNKED + b"2\r\n{}\r\n0\r\n", b"Content-Length: 5\r\n\r\n"),
}


@pytest.mark.parametrize("name", BROKEN_LATER)
async def test_a_body_that_breaks_later_is_refused_at_once_and_once(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not when the time of a body is over; and what follows is nobody's request."""
    begun, broken = BROKEN_LATER[name]
    async with serving(Deadlines()) as served:
        reader, writer = await served.opened(begun)
        await reached(lambda: any(each._current_request is not None for each in served.connections.connections))
        writer.write(broken + POST)
        told = await asyncio.wait_for(rest(reader), 5)
        writer.close()
    assert told.count(b"HTTP/1.") == 1
    assert b" 400 " in told.partition(b"\r\n")[0]
    assert "ERROR" not in "".join(capfd.readouterr()).upper()


async def test_an_old_request_alone_is_no_request() -> None:
    """Without another one behind it, that the parser would stumble over."""
    async with serving(Deadlines()) as served:
        head, _, body = (await served.answer(b"GET /slow\r\n\r\n")).partition(b"\r\n\r\n")
    assert b" 400 " in head
    assert json.loads(body)["type"].endswith("/not-http")


@pytest.mark.parametrize("host", [b"x", b"x:80", b"[::1]:80", b"xn--mller-kva.example", b"10.0.0.1", b""])
async def test_a_host_is_taken_as_it_may_be_written(host: bytes) -> None:
    async with serving(Deadlines()) as served:
        told = await served.answer(POST.replace(b"Host: x", b"Host: " + host + b"\r\nConnection: close"))
    assert told.startswith(b"HTTP/1.1 200")


async def test_who_hangs_up_in_the_middle_is_no_fault_of_ours(capfd: pytest.CaptureFixture[str]) -> None:
    """fault:H5: neither an error in the log nor a 5xx in the metrics: else anybody could use up the error budget."""
    async with serving(Deadlines()) as served:
        reader, writer = await served.opened(HEAD + b"Content-Length: 100\r\n\r\n{")
        await reached(lambda: any(each._current_request is not None for each in served.connections.connections))
        writer.close()
        await rest(reader)
        await reached(lambda: not served.connections.connections)
        await reached(lambda: bool(served.statuses()))
        assert served.statuses() == {"499": 1.0}
    assert "http.fault" not in "".join(capfd.readouterr())


async def test_requests_sent_together_are_answered_in_order() -> None:
    async with serving(Deadlines()) as served:
        reader, writer = await served.opened(POST * 3)
        for _ in range(3):
            await asyncio.wait_for(reader.readuntil(b'{"bytes":2}'), WITHIN_S)
        writer.close()


async def test_a_shutdown_lets_requests_end_that_are_being_answered() -> None:
    async with serving(Deadlines()) as served:
        reader, writer = await served.opened(GET_SLOW)
        await reached(lambda: any(each._current_request is not None for each in served.connections.connections))
        asyncio.get_running_loop().call_later(0.2, served.go_on.set)
    assert (await asyncio.wait_for(reader.readline(), WITHIN_S)).startswith(b"HTTP/1.1 200")
    writer.close()

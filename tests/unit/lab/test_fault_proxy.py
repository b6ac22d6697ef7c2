"""P5: the proxy does to a connection what it says, and nothing else, before a plain socket server."""

import contextlib
import hashlib
import random  # noqa: TID251  seeded input
import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest
from lab.faults.proxy import BOTH, GOOD, Change, Link, Proxy
from lab.stack.home import LOOPBACK

SILENCE_S = 0.4
DEADLINE_S = 10.0


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            while got := self.request.recv(65536):
                self.request.sendall(got)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy before a server that sends back what it gets."""
    with _Server((LOOPBACK, 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        with Proxy("echo", server.server_address[1]) as made:
            yield made
        server.shutdown()


@pytest.fixture
def client(proxy: Proxy) -> Iterator[socket.socket]:
    with connected(proxy) as made:
        assert echoed(made, b"hello") == b"hello"
        yield made


def connected(proxy: Proxy) -> socket.socket:
    made = socket.create_connection((LOOPBACK, proxy.port), timeout=DEADLINE_S)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def echoed(client: socket.socket, sent: bytes) -> bytes:
    threading.Thread(target=client.sendall, args=(sent,), daemon=True).start()
    got = b""
    while len(got) < len(sent) and (piece := client.recv(65536)):
        got += piece
    return got


def echoed_for_ever(client: socket.socket) -> None:
    while True:
        client.sendall(b"x" * 10_000)
        client.recv(65536)


def silent(client: socket.socket) -> bool:
    client.settimeout(SILENCE_S)
    try:
        return client.recv(1) is None
    except TimeoutError:
        return True
    finally:
        client.settimeout(DEADLINE_S)


def test_a_good_link_passes_every_byte_unchanged(client: socket.socket) -> None:
    sent = random.Random(1).randbytes(3_000_000)
    assert hashlib.sha256(echoed(client, sent)).digest() == hashlib.sha256(sent).digest()


@pytest.mark.parametrize("link", [Link(slice_bytes=7), Link(latency_s=0.02, jitter_s=0.02), Link(bytes_s=200_000)])
def test_a_bad_link_keeps_bytes_and_their_order(proxy: Proxy, link: Link) -> None:
    proxy.set(link)
    sent = random.Random(2).randbytes(20_000)
    with connected(proxy) as client:
        assert echoed(client, sent) == sent


def test_latency_is_added_each_way(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(latency_s=0.15))
    began = time.monotonic()
    echoed(client, b"ping")
    assert 0.3 <= time.monotonic() - began < DEADLINE_S


def test_latency_does_not_bound_throughput(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(latency_s=0.1, slice_bytes=1024))
    began = time.monotonic()
    echoed(client, b"x" * 128 * 1024)
    assert time.monotonic() - began < 128 * 0.1


def test_bandwidth_is_bounded(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(bytes_s=100_000, slice_bytes=10_000))
    began = time.monotonic()
    echoed(client, b"x" * 50_000)
    assert time.monotonic() - began >= 0.4


def test_a_blackhole_accepts_and_never_answers_and_delivers_late_when_it_heals(
    proxy: Proxy, client: socket.socket
) -> None:
    proxy.set(Link(held=BOTH))
    client.sendall(b"late")
    with connected(proxy) as newcomer:
        newcomer.sendall(b"later")
        assert silent(client)
        assert silent(newcomer)
        proxy.set(GOOD)
        assert client.recv(4) == b"late"
        assert newcomer.recv(5) == b"later"


def test_one_way_held_the_other_arrives(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(held=frozenset({"down"})))
    client.sendall(b"answer me")
    assert silent(client)
    proxy.set(GOOD)
    assert client.recv(9) == b"answer me"


def test_half_open_is_silence_until_it_heals_then_a_reset(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(half_open=True))
    client.sendall(b"anyone?")
    assert silent(client)
    proxy.set(GOOD)
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_reset_after_so_many_bytes_and_again_on_the_next_connection(proxy: Proxy) -> None:
    proxy.set(Link(reset_after=64 * 1024))
    for _ in range(2):
        with connected(proxy) as client:
            assert echoed(client, b"x" * 1000) == b"x" * 1000
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                echoed_for_ever(client)


def test_refused_resets_what_stood_and_accepts_nothing_until_it_heals(proxy: Proxy, client: socket.socket) -> None:
    with proxy.bad(Link(refused=True)):
        with pytest.raises(ConnectionResetError):
            client.recv(1)
        with pytest.raises(ConnectionRefusedError):
            connected(proxy)
    with connected(proxy) as after:
        assert echoed(after, b"again") == b"again"


def test_a_server_that_is_not_there_is_a_reset() -> None:
    with socket.socket() as nobody:
        nobody.bind((LOOPBACK, 0))
        port = nobody.getsockname()[1]
        # The reset may be there before the client has been told that it is connected.
        with Proxy("nobody", port) as lonely, pytest.raises(ConnectionResetError), connected(lonely) as client:
            client.recv(1)


def test_a_client_that_has_finished_still_gets_its_answer(proxy: Proxy, client: socket.socket) -> None:
    proxy.set(Link(latency_s=0.05))
    client.sendall(b"bye")
    client.shutdown(socket.SHUT_WR)
    assert client.recv(3) == b"bye"
    assert client.recv(1) == b""


def test_changes_are_told_with_a_monotonic_time(proxy: Proxy) -> None:
    told: list[Change] = []
    before = time.monotonic()
    with Proxy("told", proxy.target, tell=told.append) as made, made.bad(Link(latency_s=0.2)):
        pass
    assert [change.link for change in told] == [Link(latency_s=0.2), GOOD]
    assert before <= told[0].at_s <= told[1].at_s <= time.monotonic()
    assert told == made.changes


def test_connections_are_counted_and_gone_at_the_end(proxy: Proxy) -> None:
    with connected(proxy) as client:
        echoed(client, b"x")
        assert proxy.connections == 1
    end = time.monotonic() + DEADLINE_S
    while proxy.connections and time.monotonic() < end:
        time.sleep(0.01)
    assert proxy.connections == 0

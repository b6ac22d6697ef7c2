"""fault:C4: packets are lost in a network of one's own, and nowhere else."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.faults.own_network import NAMESPACE, PORTS_A_RULE, OwnNetwork, lacking
from lab.stack.processes import Command, spawn


@pytest.fixture(autouse=True)
def able() -> None:
    if reason := lacking():
        pytest.skip(reason)


def _here() -> str:
    return os.readlink(NAMESPACE)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        yield made


def _reached(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except TimeoutError:
        return False


def test_the_thread_and_what_it_starts_are_inside_and_come_back(tmp_path: Path) -> None:
    outside = _here()
    with OwnNetwork():
        assert (inside := _here()) != outside
        child = spawn(Command(("readlink", "/proc/self/ns/net"), tmp_path / "in.log", dict(os.environ)))
        child.wait(60)
        assert (tmp_path / "in.log").read_text().strip() == inside
    assert _here() == outside
    child = spawn(Command(("readlink", "/proc/self/ns/net"), tmp_path / "out.log", dict(os.environ)))
    child.wait(60)
    assert (tmp_path / "out.log").read_text().strip() == outside


def test_what_runs_outside_is_not_seen(listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    with OwnNetwork(), pytest.raises(ConnectionRefusedError):
        _reached(port)
    assert _reached(port)


def test_packets_to_these_ports_are_lost_until_it_is_healed() -> None:
    with OwnNetwork() as network, socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        port = made.getsockname()[1]
        assert _reached(port)
        assert network.dropped() == 0
        network.lose(1.0, [*range(1, PORTS_A_RULE + 1), port])
        assert not _reached(port)
        assert network.dropped() > 0
        network.heal()
        assert _reached(port)


def test_after_a_failure_inside_the_thread_is_outside() -> None:
    outside = _here()
    with pytest.raises(RuntimeError), OwnNetwork():
        raise RuntimeError
    assert _here() == outside

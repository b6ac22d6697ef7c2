"""
Three Kafka nodes on one machine, each broker and controller, to break one and see the others carry on.

    with Cluster(home) as cluster:                    # started, and our topics made with three copies
        number = cluster.leader("leads.raw", 0)
        cluster.node(number).kill()
        cluster.node(number).start()

Every topic has three copies, two of which must have a record before it is acknowledged; only a copy that has every
acknowledged record may become leader.
"""

import base64
import contextlib
import os
import secrets
import signal
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from confluent_kafka.admin import AdminClient

from lab import topics
from lab.faults.proxy import Proxy
from lab.stack import kafka, packages
from lab.stack.home import LOOPBACK, Home, write
from lab.stack.kafka import Ports
from lab.stack.processes import Process
from lab.stack.running import start as start_until

NODES = (1, 2, 3)
COPIES, MUST_HAVE = 3, 2
HEAP_MB = 320
SESSION_S = 4.0
"""How long a silent broker keeps its partitions. Kafka's default is 9 s: then a gateway's caller waits as long."""
START_S = 180.0
"""Three at once, each with its log to mend, on two busy cores."""
STOP_S = 30.0
TIMEOUT_S = 15
WHOLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """
    What a cluster is made with.

    `proxied`: a proxy stands before each node, for clients that come through `Cluster.through`. `folders`: where a
    node keeps its log, if not in the home. `more`: further settings of every node.
    """

    proxied: bool = False
    folders: Mapping[int, Path] | None = None
    more: Mapping[str, object] | None = None


class Node:
    """One node: start it, stop it, kill it, freeze it."""

    def __init__(self, home: Home, number: int, ports: Mapping[int, Ports], options: Options) -> None:
        self.number, self.ports = number, ports[number]
        self.unit = f"kafka-{number}"
        self._home = home
        folder = (options.folders or {}).get(number)
        self.log = folder or home.data(self.unit) / "log"
        """The folder of its partitions."""
        self.file = home.data(self.unit) / "server.properties"
        write(self.file, kafka.properties(_settings(number, ports, self.log) | dict(options.more or {})))
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """host:port, directly."""
        return f"{LOOPBACK}:{self.ports.broker}"

    @property
    def process(self) -> Process:
        """Its process as last started."""
        assert self._process is not None, "the node was started"
        return self._process

    @property
    def runs(self) -> bool:
        """Whether its process is there, frozen or not."""
        return self._process is not None and self._process.exit_code is None

    def start(self, at_least: int = 1) -> None:
        """
        Start it, with its data of last time, and wait until it sees so many nodes.

        Raises:
            StartFailed: it ended or stayed silent.
        """
        class_path = ":".join(map(str, packages.kafka_jars()))
        run = kafka.command(self._home, self.unit, class_path, "kafka.Kafka", str(self.file), heap_mb=HEAP_MB)
        answers = kafka.Answers(self.address, at_least)
        self._process, _ = start_until(self._home, self.unit, run, answers, START_S)

    def stop(self) -> bool:
        """SIGTERM, and wait: it hands its partitions over first. Whether it ended by itself."""
        return self.process.stop(STOP_S)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.process.kill()

    def freeze(self) -> None:
        """SIGSTOP: it holds its connections and does nothing."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        os.kill(self.process.pid, signal.SIGCONT)


class Cluster:
    """Three nodes; inside the block they run and our topics are there."""

    def __init__(self, home: Home, options: Options | None = None) -> None:
        options = options or Options()
        self._home = home
        ports = {number: _ports(home, number, proxied=options.proxied) for number in NODES}
        self.nodes = [Node(home, number, ports, options) for number in NODES]
        self.proxies = [Proxy(node.unit, node.ports.through, node.ports.advertised) for node in self.nodes]
        self._held = contextlib.ExitStack()
        if not options.proxied:
            self.proxies = []

    @property
    def address(self) -> str:
        """All nodes, directly."""
        return ",".join(node.address for node in self.nodes)

    @property
    def through(self) -> str:
        """All nodes, through their proxies."""
        return ",".join(proxy.address for proxy in self.proxies)

    def node(self, number: int) -> Node:
        """The node of that number."""
        return self.nodes[number - 1]

    def others(self, number: int) -> list[Node]:
        """The nodes but that one."""
        return [node for node in self.nodes if node.number != number]

    def __enter__(self) -> Self:
        """
        Start everything.

        Raises:
            StartFailed: a node did not become ready; the others are stopped again.
        """
        self._format()
        try:
            for proxy in self.proxies:
                self._held.enter_context(proxy)
            self.start()
            topics.ensure(self.address, replicas=COPIES)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Kill every node: nobody will read what they hold."""
        for node in self.nodes:
            if node.runs:
                node.kill()
        self._held.close()

    def start(self) -> None:
        """
        Start all nodes that do not run, side by side.

        Raises:
            StartFailed: one did not become ready.
        """
        down = [node for node in self.nodes if not node.runs]
        with ThreadPoolExecutor(len(NODES)) as threads:
            list(threads.map(lambda node: node.start(len(NODES)), down))

    def leader(self, topic: str, partition: int = 0) -> int:
        """
        The number of the node that leads the partition, as the cluster says now; -1: none does.

        Raises:
            KafkaException: no node answers.
        """
        return int(self._partitions(topic)[partition].leader)

    def leaders(self, topic: str, asked: Sequence[Node] = ()) -> Sequence[int]:
        """The leader of each partition of the topic, in order, as the nodes `asked` say (default: any that runs)."""
        return [part.leader for _, part in sorted(self._partitions(topic, asked).items())]

    def behind(self) -> list[str]:
        """The topics, Kafka's own among them, of which a copy has not all that its leader has."""
        return sorted(
            name
            for name, topic in self._topics().items()
            if any(len(part.isrs) < len(part.replicas) for part in topic.partitions.values())
        )

    def until_whole(self) -> None:
        """Start what does not run, and wait until no copy is `behind`: from then on one node may die."""
        self.start()
        end = time.monotonic() + WHOLE_S
        while left := self.behind():
            assert time.monotonic() < end, f"{left} have not all their copies after {WHOLE_S:.0f} s"
            time.sleep(0.1)

    def _partitions(self, topic: str, asked: Sequence[Node] = ()) -> Mapping[int, Any]:
        found: Mapping[int, Any] = self._topics(topic, asked)[topic].partitions
        return found

    def _topics(self, topic: str | None = None, asked: Sequence[Node] = ()) -> Mapping[str, Any]:
        # A client of its own: one that was told of a dead node first waits for it.
        servers = ",".join(node.address for node in asked) or self._alive()
        quiet: dict[str, Any] = {"bootstrap.servers": servers, "log_level": 0, "error_cb": lambda _error: None}
        found: Mapping[str, Any] = AdminClient(quiet).list_topics(topic, timeout=TIMEOUT_S).topics
        return found

    def _alive(self) -> str:
        return ",".join(node.address for node in self.nodes if node.runs) or self.address

    def _format(self) -> None:
        """One node's folder is made by Kafka's tool; the others' are copies with a name of their own."""
        first, *rest = self.nodes
        if (first.log / "meta.properties").exists():
            return
        kafka.format_folder(self._home, first.unit, ":".join(map(str, packages.kafka_jars())), first.file)
        meta = (first.log / "meta.properties").read_text()
        for node in rest:
            node.log.mkdir(parents=True, exist_ok=True)
            (node.log / "bootstrap.checkpoint").write_bytes((first.log / "bootstrap.checkpoint").read_bytes())
            (node.log / "meta.properties").write_text(_renamed(meta, node.number))


def _ports(home: Home, number: int, *, proxied: bool) -> Ports:
    name = f"kafka-{number}"
    through = (home.port(f"{name}-through"), home.port(f"{name}-advertised")) if proxied else (0, 0)
    return Ports(home.port(name), home.port(f"{name}-controller"), *through)


def _settings(number: int, ports: Mapping[int, Ports], log: Path) -> dict[str, object]:
    voters = ",".join(f"{each}@{LOOPBACK}:{of.controller}" for each, of in ports.items())
    return kafka.settings(ports[number], log) | {
        "node.id": number,
        "controller.quorum.voters": voters,
        "default.replication.factor": COPIES,
        "min.insync.replicas": MUST_HAVE,
        "unclean.leader.election.enable": "false",
        "broker.session.timeout.ms": round(SESSION_S * 1000),
        "offsets.topic.replication.factor": COPIES,
        "transaction.state.log.replication.factor": COPIES,
        "transaction.state.log.min.isr": MUST_HAVE,
        "share.coordinator.state.topic.replication.factor": COPIES,
        "share.coordinator.state.topic.min.isr": MUST_HAVE,
        "group.min.session.timeout.ms": 6000,
        # Small, so that rolling and deletion happen inside a test.
        "log.segment.bytes": 1024 * 1024,
        # A clean stop hands over; a node that comes back gets its share of leaders again.
        "controlled.shutdown.enable": "true",
        "leader.imbalance.check.interval.seconds": 10,
    }


def _renamed(meta: str, number: int) -> str:
    """A node's `meta.properties` from another's: its own number, and its own id for the folder."""
    folder = base64.urlsafe_b64encode(bytes([secrets.randbits(7), *secrets.token_bytes(15)])).decode().rstrip("=")
    own = {"node.id": str(number), "directory.id": folder}
    pairs = (line.split("=", 1) for line in meta.splitlines() if "=" in line)
    return "".join(f"{key}={own.get(key, value)}\n" for key, value in pairs)

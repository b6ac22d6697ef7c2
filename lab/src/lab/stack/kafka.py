"""
Apache Kafka for one machine: one KRaft node that is broker and controller, on loopback, ready in about two
seconds.

`start` writes the settings, formats the data folder once, starts the broker and asks it to describe its
cluster. `settings`, `format_folder`, `command` and `Answers` are the parts of it that a cluster of nodes is made of.
"""

import base64
import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from lab.stack import packages
from lab.stack.home import LOOPBACK, Home, write
from lab.stack.processes import Command
from lab.stack.progress import Progress
from lab.stack.running import Running, run_once
from lab.stack.running import start as start_until

UNIT = "kafka"
THROUGH = "kafka-through"
"""Name of the port of the second listener, whose clients are told another one."""
THROUGH_LISTENER = "THROUGH"
HEAP_MB = 512
FORMAT_S = 60.0
# Measured on two cores: with the first compiler alone the broker is ready in 1.6 s instead of 2.8 s and
# spends half the CPU over its first 12,000 transactions; later both are equal. The serial collector saves
# some 30 MB.
JVM = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xms128m",
    "-Djava.awt.headless=true",
    # Kafka still frees mapped files through Unsafe; without this Java 25 fills the log with warnings about it.
    "--sun-misc-unsafe-memory-access=allow",
)
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)


@dataclass(frozen=True, slots=True)
class Ports:
    """
    Where one node listens on loopback.

    `through` is a second listener for clients, `advertised` the port that they are told for it, so that a proxy can
    stand between: a client that was told the broker's own port would go round. 0: none.
    """

    broker: int
    controller: int
    through: int = 0
    advertised: int = 0


def start(home: Home, *, port: int | None = None, advertised: int = 0, progress: Progress | None = None) -> Running:
    """
    Start the broker, with the port of last time if it is free.

    Args:
        advertised: clients that come through `home.port("kafka-through")` are told this port instead, on which a
            proxy listens; 0: there is no such listener.

    Raises:
        NetworkMissing, DownloadCorrupt, PackageMissing, PortTaken: see `packages` and `Home.port`.
        StartFailed: it ended or stayed silent.
    """
    class_path = ":".join(map(str, packages.kafka_jars(progress=progress)))
    through = home.port(THROUGH) if advertised else 0
    ports = Ports(home.port("kafka", port), home.port("kafka-controller"), through, advertised)
    data = home.data(UNIT)
    file = data / "server.properties"
    write(file, properties(settings(ports, data / "log")))
    if not (data / "log" / "meta.properties").exists():
        format_folder(home, UNIT, class_path, file)
    address = f"{LOOPBACK}:{ports.broker}"
    answers = Answers(address)
    process, ready_s = start_until(home, UNIT, command(home, UNIT, class_path, "kafka.Kafka", str(file)), answers)
    answers.wake_group_coordinator()
    return Running(UNIT, address, process, ready_s)


def properties(found: Mapping[str, object]) -> str:
    """The text of a settings file."""
    return "\n".join(f"{key}={value}" for key, value in found.items()) + "\n"


def cluster_id() -> str:
    """Draw a cluster id: 16 bytes in URL-safe Base64 that do not begin with a dash, which reads as an option."""
    first, *rest = secrets.token_bytes(16)
    return base64.urlsafe_b64encode(bytes([first & 0x7F, *rest])).decode().rstrip("=")


def settings(ports: Ports, log: Path) -> dict[str, object]:
    """The settings of one node that is a cluster by itself, its data in `log`."""
    through = f",{THROUGH_LISTENER}://{LOOPBACK}:" if ports.through else ""
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOOPBACK}:{ports.controller}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{ports.broker},CONTROLLER://{LOOPBACK}:{ports.controller}"
        + (through and f"{through}{ports.through}"),
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{ports.broker}" + (through and f"{through}{ports.advertised}"),
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": f"PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,{THROUGH_LISTENER}:PLAINTEXT",
        "log.dirs": log,
        **_FIXED,
    }


_FIXED: Mapping[str, object] = {
    "auto.create.topics.enable": "false",
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
    "group.initial.rebalance.delay.ms": 0,
    # After SIGKILL the new broker may register only when the old one's session is over; 9 s is the default.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    # One node cannot hold three copies, and four partitions of the coordinators' topics serve a laptop as
    # well as fifty, with a twelfth of the files to make at first use.
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 4,
    "log.segment.bytes": 64 * 1024 * 1024,
    "log.index.size.max.bytes": 1024 * 1024,
    "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
    "log.retention.hours": 168,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "socket.request.max.bytes": 16 * 1024 * 1024,
}


def format_folder(home: Home, unit: str, class_path: str, file: Path) -> None:
    """
    Make the data folder that the settings in `file` name.

    Raises:
        StartFailed: the tool failed.
    """
    arguments = ("format", "--cluster-id", cluster_id(), "--config", str(file))
    run_once(
        "formatting Kafka's data folder",
        command(home, unit, class_path, "kafka.tools.StorageTool", *arguments),
        FORMAT_S,
    )


def command(
    home: Home, unit: str, class_path: str, main_class: str, *arguments: str, heap_mb: int = HEAP_MB
) -> Command:
    """What runs a class of Kafka for `unit`, with so large a heap."""
    return Command(
        argv=(
            *(str(packages.java()), *JVM, f"-Xmx{heap_mb}m", f"-Djava.io.tmpdir={_scratch(home, unit)}"),
            *(*LOGGING, "-cp", class_path, main_class),
            *arguments,
        ),
        log=home.log(unit),
        env={name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ},
        folder=home.data(unit),
    )


def _scratch(home: Home, unit: str) -> Path:
    """Where Kafka unpacks its native libraries, emptied: one that is killed leaves them behind."""
    folder = home.root / "tmp" / unit
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


class Answers:
    """True once the broker at `address` describes a cluster of so many nodes."""

    def __init__(self, address: str, nodes: int = 1) -> None:
        self._nodes = nodes
        quiet: dict[str, Any] = {
            "bootstrap.servers": address,
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 100,
            # Refused connections are what waiting looks like; they are not news.
            "log_level": 0,
            "error_cb": lambda _error: None,
        }
        self._admin = AdminClient(quiet)

    def wake_group_coordinator(self) -> None:
        """Make a new broker create its offsets topic now: the first consumer then waits 0.2 s, not 2 to 4 s."""
        for asked in self._admin.describe_consumer_groups([UNIT], request_timeout=5.0).values():
            # "No such group" and "not yet" are the answers to expect; the question is what matters.
            with contextlib.suppress(KafkaException):
                asked.result()

    def __call__(self) -> bool:
        """Ask; bounded by a second."""
        try:
            return len(self._admin.describe_cluster(request_timeout=1.0).result().nodes) >= self._nodes
        except KafkaException:
            return False

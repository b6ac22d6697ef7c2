"""
Apache Kafka for one machine: one KRaft node that is broker and controller, on loopback, ready in about two
seconds.

`start` writes the settings, formats the data folder once, starts the broker and asks it to describe its
cluster.
"""

import base64
import contextlib
import os
import secrets
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
HEAP_MB = 512
FORMAT_S = 60.0
# Measured on two cores: with the first compiler alone the broker is ready in 1.6 s instead of 2.8 s and
# spends half the CPU over its first 12,000 transactions; later both are equal. The serial collector saves
# some 30 MB.
JVM = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xms128m",
    f"-Xmx{HEAP_MB}m",
    "-Djava.awt.headless=true",
    # Kafka still frees mapped files through Unsafe; without this Java 25 fills the log with warnings about it.
    "--sun-misc-unsafe-memory-access=allow",
)
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)


def start(home: Home, *, port: int | None = None, progress: Progress | None = None) -> Running:
    """
    Start the broker, with the port of last time if it is free.

    Raises:
        NetworkMissing, DownloadCorrupt, PackageMissing, PortTaken: see `packages` and `Home.port`.
        StartFailed: it ended or stayed silent.
    """
    class_path = ":".join(map(str, packages.kafka_jars(progress=progress)))
    broker, controller = home.port("kafka", port), home.port("kafka-controller")
    data = home.data(UNIT)
    settings = data / "server.properties"
    write(settings, properties(broker, controller, data / "log"))
    if not (data / "log" / "meta.properties").exists():
        _format(home, class_path, settings)
    address = f"{LOOPBACK}:{broker}"
    command = _java(home, class_path, "kafka.Kafka", str(settings))
    answers = _Answers(address)
    process, ready_s = start_until(home, UNIT, command, answers)
    answers.wake_group_coordinator()
    return Running(UNIT, address, process, ready_s)


def properties(broker: int, controller: int, log: Path) -> str:
    """The broker's settings for these two ports and this folder."""
    return "\n".join(f"{key}={value}" for key, value in _settings(broker, controller, log).items()) + "\n"


def cluster_id() -> str:
    """Draw a cluster id: 16 bytes in URL-safe Base64 that do not begin with a dash, which reads as an option."""
    first, *rest = secrets.token_bytes(16)
    return base64.urlsafe_b64encode(bytes([first & 0x7F, *rest])).decode().rstrip("=")


def _settings(broker: int, controller: int, log: Path) -> dict[str, object]:
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{broker},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{broker}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": log,
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


def _format(home: Home, class_path: str, settings: Path) -> None:
    arguments = ("format", "--cluster-id", cluster_id(), "--config", str(settings))
    command = _java(home, class_path, "kafka.tools.StorageTool", *arguments)
    run_once("formatting Kafka's data folder", command, FORMAT_S)


def _java(home: Home, class_path: str, main_class: str, *arguments: str) -> Command:
    return Command(
        argv=(str(packages.java()), *JVM, *LOGGING, "-cp", class_path, main_class, *arguments),
        log=home.log(UNIT),
        env={name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ},
        folder=home.data(UNIT),
    )


class _Answers:
    """True once the broker describes its cluster with itself in it."""

    def __init__(self, address: str) -> None:
        settings: dict[str, Any] = {
            "bootstrap.servers": address,
            "reconnect.backoff.ms": 50,
            "reconnect.backoff.max.ms": 100,
            # Refused connections are what waiting looks like; they are not news.
            "log_level": 0,
            "error_cb": lambda _error: None,
        }
        self._admin = AdminClient(settings)

    def wake_group_coordinator(self) -> None:
        """Make a new broker create its offsets topic now: the first consumer then waits 0.2 s, not 2 to 4 s."""
        for asked in self._admin.describe_consumer_groups([UNIT], request_timeout=5.0).values():
            # "No such group" and "not yet" are the answers to expect; the question is what matters.
            with contextlib.suppress(KafkaException):
                asked.result()

    def __call__(self) -> bool:
        try:
            return bool(self._admin.describe_cluster(request_timeout=1.0).result().nodes)
        except KafkaException:
            return False

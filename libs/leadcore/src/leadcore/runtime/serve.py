"""
From the environment to a running unit: what every stage service's `__main__` calls.

    serve("enricher", Settings, bootstrap)
    serve_one_of("ingest", {"ingest.normalise": Unit(…), "ingest.admit": Unit(…)})     --unit NAME, or UNIT

settings → logs → health server → broker → bootstrap → runner, until SIGTERM or SIGINT. Exit codes: 0 stopped as asked,
1 failed or past the deadline of a stop, 2 settings, workspace or usage.
"""

import asyncio
import gc
import importlib.metadata
import os
import signal
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from leadcore import compiled, logs
from leadcore.clock import system_clock
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.registry import RegistryDisagrees, codec_for
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.clients import ClientHeld, RunnerFailed
from leadcore.runtime.ending import Ending
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit, RunnerSettings, is_transactional
from leadcore.runtime.waiting import waited
from leadcore.runtime.web import HealthServer, write_ready_file
from leadcore.settings import SettingsError, load
from leadcore.stage import Stage
from leadcore.workspace import WorkspaceError

RETRY_S = 1.0
"""Between two tries to reach what a start needs."""
END_S = 2.0
"""How long a failed process may take to end: a thread that hangs in a client would hold it for ever."""
STARTING = (WorkspaceError, RegistryDisagrees, SettingsError)
"""What is wrong with what a unit was given, in words for whoever gave it."""
GARBAGE = (50_000, 20, 100)
"""The collector's thresholds: a batch is a hundred thousand objects without a cycle, walked 140 times by default."""


@dataclass(frozen=True, slots=True)
class World:
    """What a runner is given besides its stage."""

    settings: RunnerSettings
    kit: Kit
    health: Health


Bootstrap: TypeAlias = Callable[[Any, Kit], AbstractAsyncContextManager[Stage[Any, Any]]]
"""From settings and kit to the stage, with its adapters open for as long as the context lasts."""
Run: TypeAlias = Callable[[Stage[Any, Any], World, asyncio.Event], Awaitable[None]]
"""Drives a stage until the event is set; raises RunnerFailed when the process cannot go on."""


async def run_batches(stage: Stage[Any, Any], world: World, stop: asyncio.Event) -> None:
    """Drive `stage` with the batch runner, in the mode that the settings or the contract name."""
    settings = world.settings
    transactional = is_transactional(stage.unit, settings)
    name = f"{stage.unit}.{settings.instance or socket.gethostname()}" if transactional else ""
    batch = settings.batch_records, settings.batch_ms
    transport = Transport(settings.kafka, *batch, name, settings.fetch_ms, settings.member)
    await BatchRunner(stage, transport, world.kit, world.health).run(stop)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that a service can run."""

    settings: type[RunnerSettings]
    bootstrap: Bootstrap
    run: Run = run_batches
    prepare: Callable[[], None] | None = None
    """Called before the event loop is made: where it is chosen."""


def serve(service: str, settings: type[RunnerSettings], bootstrap: Bootstrap) -> NoReturn:
    """Run a service of one unit, named as the service; ends the process."""
    serve_one_of(service, {service: Unit(settings, bootstrap)})


def serve_one_of(service: str, units: Mapping[str, Unit]) -> NoReturn:
    """Run the unit that `--unit` or UNIT names, or the only one; ends the process."""
    name = _chosen(service, list(units))
    try:
        settings = load(units[name].settings, os.environ)
        is_transactional(name, settings)  # asked for its refusal: settings that are wrong end here, with one line
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    try:
        if prepare := units[name].prepare:
            prepare()
        sys.exit(asyncio.run(_Process(service, name, units[name], settings).run()))
    except STARTING as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def _chosen(service: str, units: list[str]) -> str:
    parser = ArgumentParser(service)
    default = os.environ.get("UNIT") or (units[0] if len(units) == 1 else None)
    parser.add_argument("--unit", choices=units, default=default, help="which unit to run; also UNIT")
    chosen = parser.parse_args().unit
    if chosen not in units:
        parser.error(f"choose a unit with --unit or UNIT: {', '.join(units)}")
    return str(chosen)


class _Process:
    """One unit's life, from settings to exit code."""

    def __init__(self, service: str, name: str, unit: Unit, settings: RunnerSettings) -> None:
        self._name, self._unit, self._settings = name, unit, settings
        self._version = importlib.metadata.version(service)
        logs.configure(service, self._version, settings.log_level)
        self._log = structlog.get_logger()
        self._health, self._metrics = Health(name), Metrics(self._version)
        self._web = HealthServer(self._health, self._metrics, settings.health_host, settings.health_port)
        self._stop = asyncio.Event()
        self._ending = Ending()

    async def run(self) -> int:
        """Serve until told to stop; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop, number.name)
        await self._web.open()
        self._log.info("unit.listening", unit=self._name, url=self._web.url, pid=os.getpid())
        telling = asyncio.create_task(self._tell_when_ready())
        try:
            await self._work()
        except STARTING:
            raise
        except ClientHeld as held:
            self._log.warning("unit.client-held", unit=self._name, by=str(held))
            self._ending.within(END_S, sys.stdout.flush, code=0)
        except Exception as error:  # noqa: BLE001  a trace would show the error's text, which may quote the input
            reason = str(error) if isinstance(error, RunnerFailed) else logs.place(error)
            self._log.error("unit.failed", unit=self._name, reason=reason)
            self._ending.within(END_S)
            return 1
        finally:
            telling.cancel()
            await self._web.close()
        self._log.info("unit.stopped", unit=self._name)
        # The deadline stands until the process is gone: threads that are still at work are waited for at its exit.
        return 0

    async def _work(self) -> None:
        while not self._stop.is_set():
            try:
                kit = await self._kit()
                async with self._unit.bootstrap(self._settings, kit) as stage:
                    self._started(stage)
                    await self._unit.run(stage, World(self._settings, kit, self._health), self._stop)
                    return
            except PortUnavailable as away:
                if self._health.block(away.dependency, away.reason):
                    self._log.warning("unit.waiting", unit=self._name, dependency=away.dependency, reason=away.reason)
                await waited(self._stop, RETRY_S)

    async def _kit(self) -> Kit:
        cluster = await asyncio.to_thread(_cluster_id, self._settings.kafka)
        codec = await asyncio.to_thread(codec_for, self._settings.registry)
        return Kit(system_clock, codec, self._metrics, self._version, cluster)

    def _started(self, stage: Stage[Any, Any]) -> None:
        for cause in self._health.causes().keys() - {"start"}:
            self._health.clear(cause)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        told = {"url": self._web.url, "pid": os.getpid(), "tables": dict(stage.tables), "avro": compiled.form()}
        self._log.info("unit.started", unit=stage.unit, **told)

    async def _tell_when_ready(self) -> None:
        while self._health.causes():  # noqa: ASYNC110  other threads write it
            await asyncio.sleep(0.05)
        self._log.info("unit.ready", unit=self._name, url=self._web.url, pid=os.getpid())
        if path := os.environ.get("READY_FILE"):
            write_ready_file(Path(path), self._web.url, os.getpid())

    def _asked_to_stop(self, name: str) -> None:
        if not self._stop.is_set():
            self._log.info("unit.stopping", unit=self._name, signal=name)
            self._ending.within(self._settings.shutdown_s, self._too_late)
            self._health.block("stop", "stopping")
            self._stop.set()

    def _too_late(self) -> None:
        self._log.error("unit.stop-took-too-long", unit=self._name, seconds=self._settings.shutdown_s)
        sys.stdout.flush()


def _cluster_id(bootstrap: str) -> str:
    """
    The id of the cluster at `bootstrap`.

    Raises:
        PortUnavailable: it does not answer.
    """
    settings: dict[str, Any] = {"bootstrap.servers": bootstrap, "log_level": 2, "error_cb": lambda _error: None}
    admin = AdminClient(settings)
    try:
        found = admin.describe_cluster(request_timeout=5).result(10)
    except (KafkaException, TimeoutError) as error:
        raise PortUnavailable("kafka", "unreachable") from error
    return str(found.cluster_id)

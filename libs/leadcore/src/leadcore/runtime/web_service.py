"""Runs a web service: its application on one port, health and metrics on another, until it is asked to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TypeVar

import structlog
from aiohttp import web

from leadcore import logs, settings
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.registry import RegistryDisagrees, codec_for
from leadcore.runtime.health import Health
from leadcore.runtime.kit import PORTS, Kit
from leadcore.runtime.notices import Notices
from leadcore.runtime.waiting import waited
from leadcore.runtime.web import HealthServer
from leadcore.runtime.web_addresses import Network, read_networks
from leadcore.runtime.web_connections import Deadlines, Runner
from leadcore.settings import SettingsError, setting
from leadcore.workspace import WorkspaceError


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """What every web service reads; a service's Settings inherits from it."""

    http_host: str = setting("HTTP_HOST", "127.0.0.1", about="where the service listens")
    http_port: int = setting("HTTP_PORT", 0, about="0: a free port, which is logged", most=PORTS)
    health_host: str = setting("HEALTH_HOST", "127.0.0.1", about="where /healthz, /readyz and /metrics listen")
    health_port: int = setting("HEALTH_PORT", 0, about="0: a free port, which is logged", most=PORTS)
    registry: str = setting("SCHEMA_REGISTRY_URL", "", about="Confluent API; empty: the committed lock file")
    head_s: float = setting("HEAD_TIMEOUT", 5.0, about="how long a request's head may take, seconds")
    idle_s: float = setting("IDLE_TIMEOUT", 75.0, about="how long a connection is kept between requests, seconds")
    connections: int = setting("MAX_CONNECTIONS", 4096, about="open at once; one more is closed", least=1)
    connections_of_one: int = setting(
        "MAX_CONNECTIONS_PER_ADDRESS", 1024, about="the same for one address, unless it is a trusted proxy; 0: no bound"
    )
    proxies: tuple[str, ...] = setting(
        "TRUSTED_PROXIES",
        (),
        about="networks whose X-Forwarded-For is believed, and whose connections are many people's",
    )
    shutdown_s: float = setting("SHUTDOWN_TIMEOUT", 20.0, about="deadline of a graceful stop, seconds")
    log_level: str = setting("LOG_LEVEL", "info", about="debug, info, warning or error", of=logs.LEVELS)


def trusted_of(settings: WebSettings) -> tuple[Network, ...]:
    """
    The networks of our proxies.

    Raises:
        SettingsError: one is none.
    """
    try:
        return read_networks(settings.proxies)
    except ValueError as error:
        raise SettingsError(f"TRUSTED_PROXIES: {error}") from None


RETRY_S = 1.0
"""Between two tries to reach the registry."""
S = TypeVar("S", bound=WebSettings)
Bootstrap = Callable[[S, Kit, Health], AbstractAsyncContextManager[web.Application]]
"""Chooses adapters and yields the application; it says in Health what it waits for."""


def serve_web(service: str, settings_type: type[S], bootstrap: Bootstrap[S]) -> None:
    """
    Read settings, build the application, serve until SIGTERM or SIGINT; exit 2 with every wrong setting named, or every
    schema that the registry holds otherwise.
    """
    try:
        read = settings.load(settings_type, os.environ)
    except SettingsError as errors:
        print(errors, file=sys.stderr)
        raise SystemExit(2) from None
    logs.configure(service, version(service), read.log_level)
    try:
        asyncio.run(_serve(service, read, bootstrap))
    except (RegistryDisagrees, SettingsError, WorkspaceError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


async def _serve(service: str, read: S, bootstrap: Bootstrap[S]) -> None:
    log = structlog.get_logger()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    metrics, health = Metrics(version(service)), Health(service)
    server = HealthServer(health, metrics, read.health_host, read.health_port)
    await server.open()
    try:
        codec = await _codec(read.registry, Notices(health), stop)
        if codec is None:
            return
        kit = Kit(system_clock, codec, metrics, version(service))
        async with bootstrap(read, kit, health) as app, _listening(app, read, metrics) as url:
            health.clear("start")
            log.info("service.ready", url=url, health=server.url)
            await stop.wait()
            health.block("stop", "stopping")
        log.info("service.stopped")
    finally:
        await server.close()


async def _codec(registry: str, notices: Notices, stop: asyncio.Event) -> Codec | None:
    """The codec, as soon as the registry answers; None where the stop comes first."""
    while not stop.is_set():
        try:
            codec = await asyncio.to_thread(codec_for, registry)
        except PortUnavailable as away:
            notices.blocked(away.dependency, away.reason)
            await waited(stop, RETRY_S)
        else:
            notices.cleared("schema-registry")
            return codec
    return None


@asynccontextmanager
async def _listening(app: web.Application, read: WebSettings, metrics: Metrics) -> AsyncIterator[str]:
    counted = metrics.counter("http_server_connections_closed_total", "Closed for what they did", ("phase",))
    deadlines = Deadlines(
        head_s=read.head_s,
        idle_s=read.idle_s,
        most=read.connections,
        most_of_one=read.connections_of_one,
        proxies=trusted_of(read),
    )
    runner = Runner(app, deadlines, lambda phase: counted.labels(phase).inc(), read.shutdown_s)
    async with runner.listening(read.http_host, read.http_port):
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"

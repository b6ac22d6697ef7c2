"""
The health server, on a port of its own: `/healthz` (alive), `/readyz` (ready), `/metrics`, and `POST /resume`.

The first two answer 200 or 503 with `{"unit": …, "ok": bool, "reasons": {…}}`. With READY_FILE set, the first time the
unit is ready `{"url": …, "pid": …}` is written there, whole or not at all. `POST /resume` has a unit go on that waits
for a person's word, because its brake was pulled: `{"unit": …, "resumed": bool}`, 409 where nothing waits.
"""

import json
import os
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from leadcore.metrics import Metrics
from leadcore.runtime.health import Health
from leadcore.runtime.web_app import SECURITY


class HealthServer:
    """Serves one unit's health and metrics until it is closed."""

    def __init__(self, health: Health, metrics: Metrics, host: str, port: int) -> None:
        self._health = health
        self._metrics = metrics
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self.url = ""
        """Where it listens; empty until it does."""

    async def open(self) -> None:
        """
        Listen.

        Raises:
            OSError: the address cannot be had.
        """
        app = web.Application()
        app.on_response_prepare.append(_without_version)
        app.add_routes(
            [
                web.get("/healthz", self._alive),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._scraped),
                web.post("/resume", self._resumed),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _alive(self, _request: web.Request) -> web.Response:
        return self._answer(dict.fromkeys(self._health.stalled(), "stands still"))

    async def _ready(self, _request: web.Request) -> web.Response:
        return self._answer(self._health.causes())

    async def _scraped(self, _request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _resumed(self, _request: web.Request) -> web.Response:
        resumed = self._health.resume()
        told = {"unit": self._health.unit, "resumed": resumed}
        return web.json_response(told, status=200 if resumed else 409)

    def _answer(self, reasons: dict[str, str]) -> web.Response:
        told = {"unit": self._health.unit, "ok": not reasons, "reasons": reasons}
        return web.json_response(told, status=503 if reasons else 200)


async def _without_version(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SECURITY["Server"]


def write_ready_file(path: Path, url: str, pid: int) -> None:
    """Put `{"url", "pid"}` at `path`, whole or not at all."""
    part = path.with_name(f".{path.name}.{pid}")
    part.write_text(json.dumps({"url": url, "pid": pid}), encoding="utf-8")
    os.replace(part, path)

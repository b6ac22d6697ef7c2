"""Health over HTTP: ready and alive are two questions, and every cause is named."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from leadcore.metrics import Metrics
from leadcore.runtime.health import Health
from leadcore.runtime.web import HealthServer, write_ready_file


async def asked(server: HealthServer, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(server.url + path) as answer:
        return answer.status, await answer.json()


async def test_ready_names_every_cause_and_alive_asks_the_checks() -> None:
    health, stuck = Health("scorer"), ["leads.enriched/3"]
    health.watch(lambda: stuck)
    server = HealthServer(health, Metrics(), "127.0.0.1", 0)
    await server.open()
    try:
        health.block("postgres", "unreachable")
        reasons = {"start": "starting", "postgres": "unreachable"}
        assert await asked(server, "/readyz") == (503, {"unit": "scorer", "ok": False, "reasons": reasons})
        assert await asked(server, "/healthz") == (
            503,
            {"unit": "scorer", "ok": False, "reasons": {"leads.enriched/3": "stands still"}},
        )
        stuck.clear()
        health.clear("start")
        health.clear("postgres")
        for path in ("/readyz", "/healthz"):
            assert await asked(server, path) == (200, {"unit": "scorer", "ok": True, "reasons": {}})
    finally:
        await server.close()


async def test_metrics_are_prometheus_text() -> None:
    metrics = Metrics()
    metrics.gauge("lead_stage_paused", "1 while the unit waits", ("unit", "dependency")).labels("scorer", "redis").set(
        1
    )
    server = HealthServer(Health("scorer"), metrics, "127.0.0.1", 0)
    await server.open()
    try:
        async with aiohttp.ClientSession() as session, session.get(server.url + "/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=")
            assert 'lead_stage_paused{dependency="redis",unit="scorer"} 1.0' in await answer.text()
    finally:
        await server.close()


async def test_a_taken_port_is_an_error_at_start() -> None:
    first = HealthServer(Health("a"), Metrics(), "127.0.0.1", 0)
    await first.open()
    try:
        second = HealthServer(Health("b"), Metrics(), "127.0.0.1", int(first.url.rpartition(":")[2]))
        with pytest.raises(OSError, match="address already in use"):
            await second.open()
        await second.close()
    finally:
        await first.close()


def test_only_news_is_news() -> None:
    health = Health("a")
    assert health.block("kafka", "unreachable")
    assert not health.block("kafka", "unreachable")
    assert health.block("kafka", "topic leads.raw missing")
    assert health.clear("kafka")
    assert not health.clear("kafka")


def test_the_ready_file_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    file.write_text("old")
    write_ready_file(file, "http://127.0.0.1:1", 7)
    assert json.loads(file.read_text()) == {"url": "http://127.0.0.1:1", "pid": 7}
    assert list(tmp_path.iterdir()) == [file]

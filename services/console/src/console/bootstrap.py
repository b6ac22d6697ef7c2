"""Chooses the console's adapters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from leadcore import workspace
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit, chosen
from leadcore.runtime.waiting import beside
from leadcore.runtime.web_callers import access
from leadcore.workspace import Limits

from console import app
from console.adapters.accounts import KafkaLog, PostgresAccounts, Reconciler
from console.adapters.postgres import PostgresLeadStore, connected
from console.adapters.postgres_alike import PostgresAlikeStore
from console.adapters.postgres_letters import PostgresLetterStore
from console.domain.reconciling import Rounds, steps
from console.routes.leads import Desk
from console.settings import Settings

CHECK_EVERY_S = 2.0


@asynccontextmanager
async def build(settings: Settings, kit: Kit, health: Health) -> AsyncIterator[web.Application]:
    """The application over PostgreSQL; it starts without it and is then not ready."""
    async with (
        connected(settings.postgres.reveal) as pool,
        access(settings, kit.clock, kit.metrics) as callers,
    ):
        store = PostgresLeadStore(pool)
        await _check(store, health)
        limits = workspace.load(Path(settings.workspace)).limits if settings.workspace else Limits()
        rounds = Rounds(steps(chosen(settings.max_retries, limits.MAX_RETRIES)))
        reconciler = Reconciler(KafkaLog(settings.kafka), PostgresAccounts(pool), kit.metrics, rounds)
        async with beside(_keep_checking(store, health)), beside(reconciler.keep()):
            desk = Desk(callers.guard, store, kit.metrics)
            yield app.build(desk, PostgresLetterStore(pool), PostgresAlikeStore(pool))


async def _keep_checking(store: PostgresLeadStore, health: Health) -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY_S)
        await _check(store, health)


async def _check(store: PostgresLeadStore, health: Health) -> None:
    if await store.reachable():
        health.clear("postgres")
    else:
        health.block("postgres", "unreachable")

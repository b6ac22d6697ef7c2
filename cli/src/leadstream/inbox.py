"""The console's inbox of dead letters over a running stack, for commands."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from console.adapters import inbox
from console.adapters.inbox import Inbox, Told
from console.adapters.postgres import connected
from console.adapters.postgres_letters import PostgresLetterStore
from console.domain.letters import Cause, Done, Selection
from leadcore.clock import system_clock
from leadcore.failures import PortUnavailable

from leadstream.connection import Connection
from leadstream.terminal import FINDING, UNREACHABLE, Stopped

R = TypeVar("R")


def causes(connection: Connection, selection: Selection) -> list[Cause]:
    """
    The open letters of a selection by cause.

    Raises:
        Stopped: PostgreSQL does not answer (exit code 3); so do all here.
    """
    return list(asyncio.run(_read(connection, lambda store: store.causes(selection))))


def letter(connection: Connection, dead_letter_id: str) -> dict[str, Any] | None:
    """One letter with its bytes."""
    found = asyncio.run(_read(connection, lambda store: store.letter(None, dead_letter_id)))
    return None if found is None else dict(found)


async def replay(connection: Connection, selection: Selection, by: str, to_unit: str, told: Told) -> Done:
    """Have the letters of a selection handled again."""
    return await _act(connection, lambda held: held.replay(selection, by, to_unit, told))


async def dismiss(connection: Connection, selection: Selection, by: str, reason: str) -> Done:
    """Let the letters of a selection stay dead."""
    return await _act(connection, lambda held: held.dismiss(selection, by, reason))


async def _read(connection: Connection, ask: Callable[[PostgresLetterStore], Awaitable[R]]) -> R:
    try:
        async with connected(connection.postgres) as pool:
            return await ask(PostgresLetterStore(pool))
    except PortUnavailable as away:
        raise _stopped(away) from None


async def _act(connection: Connection, act: Callable[[Inbox], Awaitable[Done]]) -> Done:
    try:
        async with inbox.opened(connection.kafka, connection.postgres, system_clock) as held:
            return await act(held)
    except PortUnavailable as away:
        raise _stopped(away) from None


def _stopped(away: PortUnavailable) -> Stopped:
    if away.reason == "held-by-another":
        return Stopped("Somebody else is at work on the dead letters; nothing was done here.", FINDING)
    return Stopped(f"{away.dependency} does not answer: {away.reason}. What was done stays done.", UNREACHABLE)

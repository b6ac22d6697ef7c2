"""
When a run is over: nothing left to read, which an open transaction would hold up, and two looks some time apart that
agree. A place that does not answer is not at rest.
"""

import time
from collections.abc import Mapping
from typing import Any

import asyncpg
import httpx
from confluent_kafka import KafkaException
from leadcore.contracts import TOPICS

from lab.ledger.lag import Lane, lag
from lab.ledger.places import Crm, Log, Record, Stack

DEADLINE_S = 180.0
APART_S = 2.0
"""Between two looks that must agree. Longer than a retry's delay in the local stack."""
STEP_S = 0.25
WEB = frozenset({"gateway", "console"})


def lanes_of(stack: Stack) -> list[Lane]:
    """Every topic that a unit of this stack reads, once each."""
    units = stack.units.keys() - WEB
    return [
        Lane(unit, topic)
        for topic, spec in TOPICS.items()
        if spec.cleanup == "delete"
        for unit in spec.consumers
        if unit in units
    ]


def unread(stack: Stack) -> Mapping[str, int]:
    """Messages not yet read and committed, by unit and topic; lanes without any are left out."""
    found = lag(stack.kafka, lanes_of(stack))
    return {f"{lane.unit} of {lane.topic.value}": left for lane, left in found.items() if left}


def await_rest(stack: Stack, apart_s: float = APART_S, deadline_s: float = DEADLINE_S) -> Mapping[str, int] | None:
    """
    Wait until nothing moves: no lag, no waiting retry, two ledger reads `apart_s` apart equal.

    Returns:
        What is left unread, empty; None where the deadline came first.
    """
    log, end = Log(stack.kafka), time.monotonic() + deadline_s
    since, before = time.monotonic(), _look(stack, log)
    while time.monotonic() < end:
        time.sleep(STEP_S)
        now = _look(stack, log)
        if now is None or now != before:
            since, before = time.monotonic(), now
        elif time.monotonic() - since >= apart_s:
            return {}
    return None


def _look(stack: Stack, log: Log) -> tuple[Any, ...] | None:
    """The ledger as it stands; None while something moves."""
    try:
        if unread(stack):
            return None
        ends = tuple(sorted(log.ends().items()))
        rows = Record(stack.postgres).fetch(_STANDING) if stack.postgres else []
        contacts = Crm(stack.hubspot).counts()["records"]["contacts"] if stack.hubspot else 0
    except _AWAY:
        return None
    return ends, tuple(map(tuple, rows)), contacts


_AWAY = (
    KafkaException,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    httpx.TransportError,
)


_STANDING = """
select outcome, count(*), max(ended_at) from pipeline.submissions group by outcome order by outcome
"""

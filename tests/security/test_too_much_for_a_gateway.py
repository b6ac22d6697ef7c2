"""
fault:H2, at one gateway. A hundred callers at once, none of whom waits, where two single leads may be answered.

Property: who is refused gets a 503 that says when to come again, batches before single leads; what was accepted stands
on the log, once, and nothing else does; single leads go on all the while; afterwards everybody is answered as before,
and the memory is what it was. Through the whole pipeline: `tests/chaos/test_too_much_at_once.py`.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import psutil
import pytest
from lab.hostile.doors import API_KEY, Door, gateway
from leadcore.codec import Codec
from leadcore.contracts import Submission

pytestmark = pytest.mark.slow
CALLERS = 100
LASTS_S = 10.0
LONGEST_GAP_S = 5.0
"""In which no single lead is accepted; on a machine that does much else."""
MOST_MB = 100
BEARER = {"Authorization": f"Bearer {API_KEY}"}


@dataclass(slots=True)
class Told:
    """What callers were answered: status and Retry-After; of accepted leads the id, and when."""

    live: Counter[tuple[int, str]] = field(default_factory=Counter)
    bulk: Counter[tuple[int, str]] = field(default_factory=Counter)
    taken: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with gateway(tmp_path_factory.mktemp("gateway"), {"LIVE_AT_ONCE": "2"}) as found:
        yield found


async def test_what_is_too_much_is_refused_and_nothing_that_was_taken_is_lost(door: Door) -> None:
    process, told = psutil.Process(door.process.pid), Told()
    door.broker.new()
    limits = httpx.Limits(max_connections=2 * CALLERS)
    before_mb, end = process.memory_info().rss >> 20, time.monotonic() + LASTS_S
    async with httpx.AsyncClient(
        base_url=door.url, headers=BEARER, timeout=60, limits=limits, trust_env=False
    ) as client:
        await asyncio.gather(*(calls(client, told, caller, end) for caller in range(CALLERS)))
        grown_mb = (process.memory_info().rss >> 20) - before_mb
        after = [await posted(client, told, f"after.{number}") for number in range(20)]
    print(f"single leads {dict(told.live)}, batches {dict(told.bulk)}, memory +{grown_mb} MB")
    assert set(told.live) == {(202, ""), (503, "1")}, "taken, or told to come in a second"
    assert set(told.bulk) <= {(202, ""), (503, "5")}, "taken, or told to come in five"
    assert share(told.bulk) > share(told.live) > 0, "some are refused, and batches first"
    assert longest_gap_s(told) < LONGEST_GAP_S
    assert after == [202] * 20
    assert grown_mb < MOST_MB
    assert standing(door) == Counter(told.taken.keys()), "what was accepted stands there once, and nothing else"
    assert shed(door) == {"live": told.live[503, "1"], "bulk": told.bulk[503, "5"]}


async def calls(client: httpx.AsyncClient, told: Told, caller: int, end: float) -> None:
    """One caller, who sends anew as soon as there is an answer; every tenth sends batches without a lead."""
    number = 0
    while time.monotonic() < end:
        number += 1
        if caller % 10:
            await posted(client, told, f"{caller}.{number}")
        else:
            answer = await client.post("/v1/leads:batch?source=web-form", json={"leads": []})
            told.bulk[answer.status_code, answer.headers.get("Retry-After", "")] += 1


async def posted(client: httpx.AsyncClient, told: Told, name: str) -> int:
    """The status that one good lead gets."""
    answer = await client.post("/v1/leads?source=web-form", json={"email": f"{name}@northwind.example"})
    told.live[answer.status_code, answer.headers.get("Retry-After", "")] += 1
    if answer.status_code == 202:
        told.taken[answer.json()["submission_id"]] = time.monotonic()
    return answer.status_code


def share(answers: Counter[tuple[int, str]]) -> float:
    """Of all answers those that refused."""
    return sum(count for (status, _), count in answers.items() if status == 503) / answers.total()


def longest_gap_s(told: Told) -> float:
    """The longest time between two accepted leads, seconds."""
    times = sorted(told.taken.values())
    return max(later - earlier for earlier, later in pairwise(times))


def standing(door: Door) -> Counter[str]:
    """The submissions on the log, by how often they stand there."""
    found = [Codec().decode(Submission, message.value) for message in door.broker.new()]
    assert all(isinstance(each, Submission) and json.loads(each.payload)["email"] for each in found)
    return Counter(each.submission_id for each in found if isinstance(each, Submission))


def shed(door: Door) -> dict[str, float]:
    """What the gateway counted of those whom it refused, by lane."""
    told = door.metrics()
    return {lane: told.get(("lead_shed_total", (("lane", lane),)), 0.0) for lane in ("live", "bulk")}

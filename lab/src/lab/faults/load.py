"""
A steady stream of leads to the gateway while something is broken, and what a caller saw of each.

Open loop: the next lead leaves when it is due, however long the last ones take, as callers who know nothing of each
other send. A caller who is refused does not send again.
"""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from lab.generator import Mix, generate

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What the caller of one lead saw.

    `began_at` and `took_s`: monotonic seconds. `status` 0: no answer, or it broke off. `retry_after`: the header.
    """

    began_at: float
    took_s: float
    status: int
    submission_id: str = ""
    retry_after: str = ""

    @property
    def ended_at(self) -> float:
        """When the answer came, monotonic."""
        return self.began_at + self.took_s


@dataclass(frozen=True, slots=True)
class Callers:
    """Who sends: where to, with which key, and how many leads a second."""

    gateway: str
    api_key: str
    rate: float = 50.0


class Load:
    """Sends `leads` from a thread of its own; `seen` grows meanwhile."""

    def __init__(self, callers: Callers, leads: Sequence[bytes]) -> None:
        self._callers, self._leads = callers, leads
        self.seen: list[Seen] = []
        self.sent = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._send()), name="load", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def until_sent(self, count: int) -> None:
        """Wait until so many have left."""
        while self.sent < count and self._thread.is_alive():
            time.sleep(0.01)
        assert self.sent >= count, f"only {self.sent} of {count} leads were there to send"

    def stop(self) -> None:
        """Send no more; answers are still awaited."""
        self._stop.set()

    def finish(self) -> list[Seen]:
        """Wait until all have left and every answer is in."""
        self._thread.join()
        return self.seen

    async def _send(self) -> None:
        headers = {"Authorization": f"Bearer {self._callers.api_key}", "Content-Type": "application/json"}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        connector = aiohttp.TCPConnector(limit=0)
        began = time.perf_counter()
        async with aiohttp.ClientSession(headers=headers, timeout=timeout, connector=connector) as session:
            posts = []
            for number, lead in enumerate(self._leads):
                await asyncio.sleep(max(0.0, began + number / self._callers.rate - time.perf_counter()))
                if self._stop.is_set():
                    break
                posts.append(asyncio.create_task(self._post(session, lead)))
                self.sent += 1
            await asyncio.gather(*posts)

    async def _post(self, session: aiohttp.ClientSession, lead: bytes) -> None:
        began = time.monotonic()
        status, submission_id, retry_after = 0, "", ""
        try:
            async with session.post(f"{self._callers.gateway}/v1/leads?source=proof", data=lead) as answer:
                document: dict[str, Any] = await answer.json(content_type=None)
                status, retry_after = answer.status, answer.headers.get("Retry-After", "")
                submission_id = document.get("submission_id", "")
        except (aiohttp.ClientError, TimeoutError, ValueError):
            status = 0
        self.seen.append(Seen(began, time.monotonic() - began, status, submission_id, retry_after))


@contextmanager
def under_load(callers: Callers, leads: Sequence[bytes]) -> Iterator[Load]:
    """Leads are sent inside the block and, unless it was stopped, to their end; all answers are in after it."""
    load = Load(callers, leads)
    load.start()
    try:
        yield load
    except BaseException:
        load.stop()
        raise
    finally:
        load.finish()


def leads(count: int, seed: int) -> list[bytes]:
    """Bodies of `count` leads that are all valid and all different, the same for the same `seed`."""
    return [lead.body for lead in generate(count, seed, mix=Mix(duplicates=0, invalid=0))]


def accepted(seen: Sequence[Seen]) -> set[str]:
    """The submission ids that a caller was promised."""
    return {each.submission_id for each in seen if each.status == 202}


def worst_s(seen: Sequence[Seen]) -> float:
    """The longest that a caller waited."""
    return max((each.took_s for each in seen), default=0.0)

"""`Idempotency-Key`: the same request again gets the same answer, and is not taken twice."""

import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from leadcore import problems
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics
from leadcore.problems import Problem

from gateway.domain.repeats import Answer
from gateway.ports import Repeats

Act = Callable[[], Awaitable[Answer | Problem]]
"""Takes the leads: an answer that belongs to the key, or why nothing was taken."""

AWAY_S = 1.0
"""So long is a store not asked again that did not answer: each request would wait for it."""


class Once:
    """
    Acts once for each name.

    Without an answer of the store it acts all the same (fail open): the key is the event id too, and so a repeat ends
    as a duplicate, only that it is told so with an id of its own.
    """

    def __init__(self, repeats: Repeats | None, metrics: Metrics) -> None:
        self._repeats = repeats
        self._away_until = 0.0
        decided = metrics.counter(
            "lead_idempotency_decisions_total", "Requests with an Idempotency-Key by what is known of it", ("decision",)
        )
        self._decided = {each: decided.labels(each) for each in ("new", "same", "other", "running", "fail_open")}

    async def answer(self, name: str, fingerprint: bytes, act: Act) -> Answer | Problem:
        """The answer to this request: the one it had before, or the one that `act` gives."""
        repeats = self._repeats
        if repeats is None or time.monotonic() < self._away_until:
            return await self._open(act)
        try:
            known = await repeats.begin(name, fingerprint)
        except PortUnavailable:
            self._away_until = time.monotonic() + AWAY_S
            return await self._open(act)
        self._decided[known.state].inc()
        if known.answer is not None:
            return known.answer
        if known.state != "new":
            return problems.key_reused() if known.state == "other" else problems.key_in_use()
        return await self._acted(repeats, name, fingerprint, act)

    async def _open(self, act: Act) -> Answer | Problem:
        self._decided["fail_open"].inc()
        return await act()

    async def _acted(self, repeats: Repeats, name: str, fingerprint: bytes, act: Act) -> Answer | Problem:
        answer: Answer | Problem | None = None
        try:
            answer = await act()
        finally:
            try:
                if isinstance(answer, Answer):
                    await repeats.finish(name, fingerprint, answer)
                else:
                    await repeats.release(name, fingerprint)
            except PortUnavailable:
                # In use for a minute, then as new: the event id stands in for it.
                self._away_until = time.monotonic() + AWAY_S
                self._decided["fail_open"].inc()
        return answer


def response_of(answer: Answer) -> web.Response:
    """The HTTP answer."""
    return web.Response(
        body=answer.body, status=answer.status, content_type=answer.content_type, headers=answer.headers
    )

"""
Sends the shares of a file to `/v1/leads:batch`, one after the other; while one is being taken, the next is read.

A share without an answer goes again with the same ids, until there has been none for a while.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from typing import Any, Final

import httpx
import orjson
from leadcore.imports import Line, refusal_of
from leadfiles.imports import Plan, Share, shares

from leadstream.importing.journal import Entry, Journal

PATIENCE_S: Final = 120.0
"""How long no share may be taken, for whatever reason, before the import is left to be gone on with."""
FIRST_WAIT_S, MOST_WAIT_S = 0.5, 10.0
MOST_TOLD_WAIT_S = 60.0
"""What a gateway's own `Retry-After` may ask for."""

Told = Callable[[Entry, float], None]
"""Called with where the import stands and the part of the file that is done."""


class Away(Exception):  # noqa: N818  it is away
    """The gateway has taken nothing for PATIENCE_S; what was taken is written down."""


class Refused(Exception):  # noqa: N818  it is refused
    """The gateway refuses the import as a whole; the message says why."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where leads are sent, as whom."""

    url: str
    headers: Mapping[str, str]


class Sending:
    """
    One import on its way. `stopping` ends it after the share in hand.

    Args:
        entry: where it stands.
        told: see Told.
    """

    def __init__(self, journal: Journal, entry: Entry, gateway: Gateway, told: Told, stopping: Event) -> None:
        self._journal, self._entry, self._gateway, self._told = journal, entry, gateway, told
        self._stopping = stopping

    def send(self, plan: Plan) -> Entry:
        """
        Send what is left; where it stands then. `stage` is still `sending` if it was stopped.

        Raises:
            Away, Refused.
        """
        timeout = httpx.Timeout(60.0)
        with (
            httpx.Client(headers=dict(self._gateway.headers), timeout=timeout, trust_env=False) as client,
            ThreadPoolExecutor(1) as pool,
        ):
            waiting: Future[list[dict[str, Any]] | None] | None = None
            taken = Share()
            for share in self._shares(plan):
                if waiting is not None and not self._noted(taken, waiting.result()):
                    return self._entry
                if self._stopping.is_set() or self._journal.stop_asked:
                    return self._entry
                taken, waiting = share, pool.submit(self._post, client, share)
            if waiting is not None and not self._noted(taken, waiting.result()):
                return self._entry
        self._entry = replace(self._entry, stage="sent")
        self._journal.write(self._entry)
        return self._entry

    def _shares(self, plan: Plan) -> Iterator[Share]:
        return shares(replace(plan, keys=self._entry.keys), self._entry.last)

    def _noted(self, share: Share, items: list[dict[str, Any]] | None) -> bool:
        """Write down what became of a share; False where it was not taken, because all is to stop."""
        if items is None:
            return False
        refused = [
            refusal_of(line, item["problem"])
            for (line, _), item in zip(share.rows, items, strict=True)
            if "problem" in item
        ]
        entry = self._entry
        lines: list[Line] = sorted([*share.lost, *refused], key=lambda each: each.line)
        if lines or not entry.lines_bytes:
            entry = self._journal.noted(entry, lines)
        self._entry = replace(
            entry,
            last=share.last,
            accepted=entry.accepted + len(items) - len(refused),
            refused=entry.refused + len(refused),
            unreadable=entry.unreadable + len(share.lost),
            remarks={
                code: entry.remarks.get(code, 0) + share.remarks[code] for code in {**entry.remarks, **share.remarks}
            },
        )
        self._journal.write(self._entry)
        self._told(self._entry, share.part)
        return True

    def _post(self, client: httpx.Client, share: Share) -> list[dict[str, Any]] | None:
        """What the gateway says of each row; None: it was not taken, and all is to stop."""
        if not share.rows:
            return []
        body = _body(self._entry.operation, share)
        url, parameters = f"{self._gateway.url}/v1/leads:batch", {"source": self._entry.source}
        wait, end = FIRST_WAIT_S, time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = client.post(url, params=parameters, content=body, headers={"Content-Type": "application/json"})
            except httpx.TransportError:
                told = 0.0  # no answer: the same ids go again, so that nothing is doubled
            else:
                if answer.status_code == 202:
                    items: list[dict[str, Any]] = orjson.loads(answer.content)["items"]
                    return items
                if answer.status_code != 429 and answer.status_code < 500:
                    raise Refused(_reason(answer.content))
                told = _seconds(answer.headers.get("Retry-After", ""))
            if time.monotonic() > end:
                raise Away
            if self._stopping.wait(max(wait, told)):
                return None
            wait = min(wait * 2, MOST_WAIT_S)


def _body(operation: str, share: Share) -> bytes:
    lines = orjson.dumps([line for line, _ in share.rows])
    leads = b",".join(payload for _, payload in share.rows)
    return b'{"operation":%s,"lines":%s,"leads":[%s]}' % (orjson.dumps(operation), lines, leads)


def _seconds(told: str) -> float:
    """A `Retry-After` in seconds, at most MOST_TOLD_WAIT_S; 0 where it is none."""
    return min(float(told), MOST_TOLD_WAIT_S) if told.isascii() and told.isdecimal() else 0.0


def _reason(body: bytes) -> str:
    """What a refusal says; what stands between us and the gateway may refuse in words of its own."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        return "no reason was given"
    at_fault = ", ".join(f"{e.get('field') or 'body'}: {e.get('reason')}" for e in document.get("errors", ()))
    return " ".join(
        str(each) for each in (document.get("title", "refused"), document.get("detail", ""), at_fault) if each
    )

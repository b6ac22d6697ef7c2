"""
One call to HubSpot: paced, bounded, counted; and when to stay away.

    told to wait? → pace → call with a deadline → 401, 403, 429, 477: stay away → 5xx, reset, timeout: failed
"""

import asyncio
import random  # noqa: TID251  jitter decides nothing
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import msgspec
import structlog
from leadcore.failures import PortUnavailable
from leadcore.metrics import Metrics

DEPENDENCY = "hubspot"
WINDOW_S = 10.0
"""HubSpot's short limit is counted over ten seconds; an answer need not say how long to wait."""
QUARTER_S = 900.0
"""The daily limit ends at midnight of the account's zone, which for every zone is a quarter of an hour somewhere."""
MIGRATION_S = 60.0
LOCKED_S = 2.0
CREDENTIALS_MAX_S = 60.0
OPENS_AFTER, OPEN_S, OPEN_MAX_S = 5, 1.0, 30.0
"""So many failures in a row, and only one call is tried each interval, which doubles."""
MAX_BODY = 16 * 1024 * 1024

_DAILY = "DAILY"
_WORD = re.compile(r"[A-Z][A-Z0-9_]{0,60}")


@dataclass(frozen=True, slots=True)
class Account:
    """Which HubSpot, with which token, and how long one call may take (seconds)."""

    url: str
    token: str
    version: str = "2026-03"
    timeout_s: float = 30.0

    def path(self, area: str, rest: str = "") -> str:
        """The path of `objects`, `owners` or `properties` in this API version."""
        dated = self.version[:1].isdigit()
        return (f"/crm/{area}/{self.version}" if dated else f"/crm/{self.version}/{area}") + rest


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; status 0: none came, and `reason` says why. `body` is decoded JSON, None where it is none."""

    status: int
    body: Any = None
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether it is unknown if the call had its effect."""
        return self.status == 0 or self.status == 423 or self.status >= 500


class Calls:
    """Calls to one account. One caller at a time; what it learns about limits holds for every call after."""

    def __init__(self, session: aiohttp.ClientSession, account: Account, metrics: Metrics) -> None:
        self.account = account
        self._session = session
        self._counter = metrics.counter("crm_upserts_total", "Calls to a CRM by crm and outcome", ("crm", "outcome"))
        self._log = structlog.get_logger()
        self._away_until, self._why = 0.0, ""
        self._failures = self._denials = 0
        self._recent: deque[float] = deque()
        self._per_window = 0

    def check(self) -> None:
        """
        Nothing, unless we must stay away.

        Raises:
            PortUnavailable: until the time that HubSpot told us, or that its failures suggest, has passed.
        """
        if time.monotonic() < self._away_until:
            raise PortUnavailable(DEPENDENCY, self._why)

    async def ask(self, method: str, path: str, body: Any = None, params: Mapping[str, str] | None = None) -> Reply:
        """
        One try. The reply may be a failed one; its caller knows whether it can be repeated.

        Raises:
            PortUnavailable: HubSpot tells us to wait, or does not accept the token.
        """
        self.check()
        await self._pace()
        reply, headers = await self._tried(method, path, body, params)
        self._counter.labels(DEPENDENCY, _outcome(reply)).inc()
        self._learn(headers)
        self._stay_away(reply, headers)
        self._count(reply)
        return reply

    async def _tried(
        self, method: str, path: str, body: Any, params: Mapping[str, str] | None
    ) -> tuple[Reply, Mapping[str, str]]:
        try:
            async with self._session.request(
                method,
                self.account.url + path,
                data=None if body is None else msgspec.json.encode(body),
                params=params,
                headers={"Authorization": f"Bearer {self.account.token}", "Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=self.account.timeout_s, sock_connect=10),
                allow_redirects=False,
            ) as answer:
                return Reply(answer.status, _decoded(await _read(answer))), answer.headers
        except TimeoutError:
            return Reply(0, reason="timed-out"), {}
        except (aiohttp.ClientError, OSError):
            return Reply(0, reason="connection-lost"), {}
        finally:
            # HubSpot counted the call before this moment, so that its window ends before the one reckoned from here.
            self._recent.append(time.monotonic())

    async def _pace(self) -> None:
        """Wait a little after failures, and for the window where its calls are used up."""
        if self._failures:
            await asyncio.sleep(_doubled(0.05, self._failures, 1.0) * (0.5 + random.random() / 2))  # noqa: S311  jitter
        if not self._per_window or len(self._recent) < self._per_window:
            return
        oldest = self._recent[-self._per_window]
        await asyncio.sleep(max(0.0, oldest + WINDOW_S - time.monotonic()))

    def _learn(self, headers: Mapping[str, str]) -> None:
        told = headers.get("X-HubSpot-RateLimit-Max", "")
        if told.isdecimal() and len(told) < 10 and headers.get("X-HubSpot-RateLimit-Interval-Milliseconds") == "10000":
            self._per_window = int(told)
        while self._recent and self._recent[0] < time.monotonic() - WINDOW_S:
            self._recent.popleft()

    def _stay_away(self, reply: Reply, headers: Mapping[str, str]) -> None:
        """Raise where the answer says that no call will do for now."""
        after = headers.get("Retry-After", "")
        told_s = float(after) if after.isdecimal() and len(after) < 7 else 0.0
        match reply.status:
            case 401 | 403:
                self._denials += 1
                wait_s = _doubled(0.5, self._denials, CREDENTIALS_MAX_S)
                self._away(wait_s, "token-refused" if reply.status == 401 else "scope-missing", reply)
            case 429 if _text(reply.body, "policyName") == _DAILY:
                self._away(told_s or QUARTER_S - time.time() % QUARTER_S, "daily-limit", reply)  # noqa: TID251  adapter
            case 429:
                self._away(told_s or WINDOW_S, "rate-limited", reply)
            case 477:
                self._away(told_s or MIGRATION_S, "account-migrating", reply)
            case 404 if not _text(reply.body, "category"):
                self._away(CREDENTIALS_MAX_S, "no-such-path", reply)

    def _away(self, seconds: float, why: str, reply: Reply) -> None:
        self._away_until, self._why = time.monotonic() + seconds, why
        self._log.warning(
            "crm.stay-away",
            crm=DEPENDENCY,
            reason=why,
            seconds=round(seconds, 1),
            status=reply.status,
            category=_text(reply.body, "category") or _text(reply.body, "policyName"),
        )
        raise PortUnavailable(DEPENDENCY, why)

    def _count(self, reply: Reply) -> None:
        if not reply.failed:
            self._failures = self._denials = 0
            return
        self._failures += 1
        if reply.status == 423:
            self._away_until, self._why = time.monotonic() + LOCKED_S, "locked"
        elif self._failures >= OPENS_AFTER:
            wait_s = _doubled(OPEN_S, self._failures - OPENS_AFTER, OPEN_MAX_S)
            self._away_until, self._why = time.monotonic() + wait_s, reply.reason or "does-not-answer"
            self._log.warning("crm.does-not-answer", crm=DEPENDENCY, seconds=wait_s, status=reply.status)


def _doubled(first_s: float, times: int, most_s: float) -> float:
    """`first_s` doubled so often, at most `most_s`; after a day of failures the bare power would be no float."""
    factor: float = 2.0 ** min(times, 16)
    return min(first_s * factor, most_s)


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        raw += piece
        if len(raw) > MAX_BODY:
            raise aiohttp.ClientPayloadError("answer too large")
    return bytes(raw)


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _outcome(reply: Reply) -> str:
    match reply.status:
        case 207:
            return "partial"
        case 401 | 403:
            return "unauthorised"
        case 429:
            return "rate_limited"
        case status if reply.failed or status == 477:
            return "failed"
        case status if status >= 400:
            return "refused"
    return "ok"


def _text(body: Any, name: str) -> str:
    """One of the body's constant words, never a text that may quote what we sent."""
    value = body.get(name) if isinstance(body, dict) else None
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""

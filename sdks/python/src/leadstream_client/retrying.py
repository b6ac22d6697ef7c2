"""Sends a request again where the gateway asks for it, or nothing was heard, for as long as there is patience."""

import random  # noqa: TID251  pauses are spread; nothing is decided by it
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, sleep

import httpx

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
LATER = frozenset({409, 429, 503})
"""With `Retry-After`, says the gateway's document, the same is to be sent again; a 409 without one is an end."""
AWAY = frozenset({429, 502, 503, 504})
"""What also whatever stands before a gateway may say, without `Retry-After`."""


class Retrying(httpx.BaseTransport):
    """
    A transport over `inner`. What has an `Idempotency-Key`, or only reads, is sent again until it is answered or
    `patience_s` would be over; then the last answer is given, or the last httpx.TransportError raised.
    """

    def __init__(self, inner: httpx.BaseTransport, patience_s: float = 60.0) -> None:
        self._inner, self._patience_s = inner, patience_s

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send once, and again where it may be."""
        if request.method not in {"GET", "HEAD"} and not request.headers.get("Idempotency-Key"):
            return self._inner.handle_request(request)
        left, attempt = self._patience_s, 0
        while True:
            began = monotonic()
            try:
                response = self._inner.handle_request(request)
            except httpx.TransportError:
                pause = _pause(attempt)
                if pause > left - (monotonic() - began):
                    raise
            else:
                wanted = _wanted(response, attempt)
                if wanted is None or wanted > left - (monotonic() - began):
                    return response
                response.close()
                pause = wanted
            sleep(pause)
            left -= max(monotonic() - began, pause)
            attempt += 1

    def close(self) -> None:
        """Close `inner`."""
        self._inner.close()


def _wanted(response: httpx.Response, attempt: int) -> float | None:
    """How long to wait before the same is sent again; None: this is the answer."""
    told = _seconds(response.headers.get("Retry-After", "")) if response.status_code in LATER else None
    if told is not None:
        return told + random.uniform(0, 0.25)  # noqa: S311  those who were sent away do not return as one
    return _pause(attempt) if response.status_code in AWAY else None


def _seconds(header: str) -> float | None:
    """`Retry-After` (RFC 9110 §10.2.3) in seconds from now: a number, or a date."""
    if header.isdecimal():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    now = datetime.now(UTC)  # noqa: TID251  a client of the API reads the clock it has
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def _pause(attempt: int) -> float:
    """Twice as long each time, spread by half."""
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(attempt, 10))
    return longest * random.uniform(0.5, 1)  # noqa: S311

"""Bytes to a server, and all that it answers: what no HTTP client would send."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

ANSWER_S = 20.0
"""How long an answer is waited for; what is promised is asserted by those who ask."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """What a server said to some bytes: answers in order, how long they took, and bytes that are no whole answer."""

    answers: list[Answer]
    closed: bool
    seconds: float
    raw: bytes = field(repr=False, default=b"")
    rest: bytes = b""


def said(address: tuple[str, int], sent: bytes, answers: int = 1, deadline_s: float = ANSWER_S) -> Said:
    """
    Send bytes and read until so many answers came, or the server closed.

    Interim answers (1xx) are answers too. A server that says nothing by the deadline has said nothing.
    """
    began = time.monotonic()
    found, closed = b"", False
    with socket.create_connection(address, timeout=deadline_s) as client:
        with suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(sent)
        while not closed and len(list(_parsed(found))) < answers and time.monotonic() - began < deadline_s:
            client.settimeout(max(0.01, began + deadline_s - time.monotonic()))
            try:
                part = client.recv(65_536)
            except TimeoutError:
                break
            except ConnectionResetError:
                part = b""
            closed, found = not part, found + part
    parsed = list(_parsed(found))
    return Said(
        [each for each, _ in parsed],
        closed,
        time.monotonic() - began,
        found,
        found[parsed[-1][1] :] if parsed else found,
    )


def _parsed(raw: bytes) -> Iterator[tuple[Answer, int]]:
    """Each whole answer, and where it ends."""
    at = 0
    while (end := raw.find(b"\r\n\r\n", at)) >= 0:
        first, *lines = raw[at:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        begins = end + 4
        if len(raw) < begins + length:
            return
        at = begins + length
        yield Answer(int(first.split(" ")[1]), headers, raw[begins:at]), at

"""How the rows of an import ended, asked of the console, and the report that is made of it."""

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from leadcore.imports import HEAD, Line, written

from leadstream.importing.journal import Entry, Journal, own_text

LOOK_S: Final = 0.5
PATIENCE_S: Final = 300.0
"""How long nothing may move, before it is left open."""
_PAGE: Final = 1000


class Away(Exception):  # noqa: N818  it is away
    """The console does not answer, or not us."""


@dataclass(frozen=True, slots=True)
class Sums:
    """
    What became of an import's rows: rows = imported + duplicate + rejected + dead + open.

    `rejected`: by the reader, by the gateway, or by a rule on the way. `open`: without an outcome yet; below 0 the
    console knows more lines of this operation than were sent from here.
    """

    rows: int
    imported: int
    duplicate: int
    rejected: int
    dead: int
    open: int

    @property
    def settled(self) -> bool:
        """Whether every row has ended."""
        return self.open <= 0


@dataclass(frozen=True, slots=True)
class Console:
    """The console, asked as somebody who may read."""

    client: httpx.Client
    url: str

    def sums(self, entry: Entry) -> Sums:
        """
        How it stands now.

        Raises:
            Away: no answer that can be used.
        """
        counts = self._get(f"/v1/operations/{entry.operation}").get("counts", {}) if entry.accepted else {}
        imported = counts.get("routed", 0) + counts.get("erased", 0)
        duplicate, rejected, dead = (counts.get(each, 0) for each in ("duplicate", "rejected", "dead"))
        left = entry.accepted - imported - duplicate - rejected - dead
        lost = entry.refused + entry.unreadable
        return Sums(entry.rows, imported, duplicate, rejected + lost, dead, left)

    def lines(self, entry: Entry) -> Iterator[Line]:
        """
        The rows that became no lead of their own, by line.

        Raises:
            Away: no answer that can be used.
        """
        after = ""
        while entry.accepted:
            page = self._get(f"/v1/operations/{entry.operation}/lines", cursor=after, limit=str(_PAGE))
            yield from (Line(each["line"], each["outcome"], each["code"], each["field"]) for each in page["items"])
            after = page["next"] or ""
            if not after:
                return

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        try:
            answer = self.client.get(self.url + path, params={k: v for k, v in parameters.items() if v})
            if answer.status_code == 404:
                return {"items": [], "next": None}
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Away from None
        return found


def settled(console: Console, entry: Entry, told: Callable[[Sums], None], stopping: Callable[[float], bool]) -> Sums:
    """
    The sums once every row has ended; as they are once nothing has moved for PATIENCE_S, or all is to stop: `stopping`
    waits so many seconds for that.

    Raises:
        Away: the console does not answer for as long.
    """
    moved, before = time.monotonic(), None
    while True:
        try:
            sums = console.sums(entry)
        except Away:
            if time.monotonic() > moved + PATIENCE_S or stopping(LOOK_S):
                raise
            continue
        if sums != before:
            moved, before = time.monotonic(), sums
        told(sums)
        if sums.settled or time.monotonic() > moved + PATIENCE_S or stopping(LOOK_S):
            return sums


def reported(journal: Journal, lines: Iterator[Line]) -> Path:
    """Write the whole report, by line: what was refused before it was sent, and what ended otherwise after."""
    with own_text(journal.report) as out:
        out.write(HEAD)
        for _, text in heapq.merge(_kept(journal), ((each.line, written(each)) for each in lines)):
            out.write(text)
    return journal.report


def _kept(journal: Journal) -> Iterator[tuple[int, str]]:
    if not journal.lines.exists():
        return
    with journal.lines.open(encoding="utf-8-sig", newline="") as file:
        next(file, "")
        for text in file:
            yield int(text.partition(",")[0]), text

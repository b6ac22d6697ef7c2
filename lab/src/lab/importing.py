"""
Reads a CSV and posts it to `/v1/leads:batch` with `operation` and line numbers.

The operation id follows from the file's content and its source, and a row's submission id from operation and line:
an import that is killed and started again, or run twice, sends the same ids and makes no second lead.
"""

import asyncio
import csv
import gzip
import hashlib
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import aiohttp
import orjson

BATCH_ROWS = 500
TRIES = 8
FIRST_WAIT_S = 0.5
MOST_WAIT_S = 60.0
MAX_FIELD = 256 * 1024

_NAMESPACE = uuid.UUID("b3a8cb4e-2e2b-5f0e-9f0e-6f1d6d1c2f77")

Told = Callable[[int, int | None], None]
"""Called with the rows done and, once it is known, how many there are."""


class Unreadable(Exception):  # noqa: N818  it is the file that is
    """The file cannot be imported as it is; the message names the line."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each row: rows = accepted + rejected + unknown."""

    operation: str
    rows: int
    accepted: int
    unknown: int
    rejected: list[tuple[int, str]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """The report as JSON."""
        rejected = [{"line": line, "reason": reason} for line, reason in self.rejected]
        return {
            "operation_id": self.operation,
            "rows": self.rows,
            "accepted": self.accepted,
            "unknown": self.unknown,
            "rejected": rejected,
        }


def operation_of(file: Path, source: str) -> str:
    """The id of importing this content through this source."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return str(uuid.uuid5(_NAMESPACE, f"{source}/{digest}"))


def rows_of(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Line number (of the row's first line, header = 1) and columns of each row; blank rows are left out.

    Raises:
        Unreadable: not UTF-8, no header, a column name twice, or a row with more cells than the header.
    """
    csv.field_size_limit(MAX_FIELD)
    try:
        with _open(file) as text:
            yield from _rows(text)
    except UnicodeDecodeError:
        raise Unreadable(f"{file.name} is not UTF-8: save it as UTF-8 and import it again.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"{file.name} cannot be read: {error}") from None


async def import_csv(
    file: Path, gateway: str, headers: Mapping[str, str], source: str, operation: str, told: Told
) -> Report:
    """
    Post every row of `file`, in order, a batch at a time; a batch without an answer is sent again with the same ids.

    Raises:
        Unreadable: the file is not such a CSV, or the gateway refuses the whole batch (its reason is told).
    """
    total = sum(1 for _ in rows_of(file))
    told(0, total)
    rejected: list[tuple[int, str]] = []
    accepted = unknown = done = 0
    rows = rows_of(file)
    async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=60)) as session:
        while batch := list(islice(rows, BATCH_ROWS)):
            items = await _post(session, f"{gateway}/v1/leads:batch?source={source}", operation, batch)
            if items is None:
                unknown += len(batch)
            else:
                accepted += sum("submission_id" in item for item in items)
                refused = ((line, item) for (line, _), item in zip(batch, items, strict=True) if "problem" in item)
                rejected += [(line, _reason(item["problem"])) for line, item in refused]
            done += len(batch)
            told(done, total)
    return Report(operation, total, accepted, unknown, rejected)


async def _post(
    session: aiohttp.ClientSession, url: str, operation: str, batch: list[tuple[int, dict[str, str]]]
) -> list[dict[str, Any]] | None:
    body = orjson.dumps(
        {"operation": operation, "lines": [line for line, _ in batch], "leads": [row for _, row in batch]}
    )
    wait = FIRST_WAIT_S
    for _ in range(TRIES):
        try:
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                if answer.status == 202:
                    items: list[dict[str, Any]] = orjson.loads(await answer.read())["items"]
                    return items
                if answer.status != 429 and answer.status < 500:
                    raise Unreadable(f"Refused from line {batch[0][0]} on: {_problem(await answer.read())}")
                wait = max(wait, _seconds(answer.headers.get("Retry-After", "")))
        except (aiohttp.ClientError, TimeoutError):
            pass  # no answer: the same ids are sent again, so nothing can be doubled
        await asyncio.sleep(wait)
        wait = min(wait * 2, 10)
    return None


def _problem(body: bytes) -> str:
    """What a refusal says; what stands between us and the gateway may refuse in words of its own."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        document = None
    return f"{document.get('title')} ({_reason(document)})" if isinstance(document, dict) else "no reason was given"


def _seconds(told: str) -> float:
    """A `Retry-After` in seconds, at most MOST_WAIT_S; 0 where it is none."""
    return min(float(told), MOST_WAIT_S) if told.isascii() and told.isdecimal() else 0.0


def _reason(problem: Mapping[str, Any]) -> str:
    errors = ", ".join(f"{e['field'] or 'row'}: {e['reason']}" for e in problem.get("errors", ()))
    return errors or str(problem.get("title", "refused"))


def _open(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8-sig", newline="")
    return file.open(encoding="utf-8-sig", newline="")


def _rows(text: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text, strict=True)
    try:
        header = next(reader, [])
        _check_header(header)
        first = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header):
                raise Unreadable(f"line {first}: {len(cells)} cells under {len(header)} columns; is a value unquoted?")
            if any(cells):
                yield first, dict(zip(header, cells, strict=False))
            first = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}") from None


def _check_header(header: list[str]) -> None:
    if not any(name.strip() for name in header):
        raise Unreadable("line 1: no header; the first line must name the columns.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Unreadable(f"line 1: column {twice[0]!r} stands twice; give each its own name.")

"""Writes a stream to a folder: the submissions, what must become of them, and each source's own file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import orjson

from lab.generator import badges
from lab.generator.stream import Generated


def write(stream: Iterable[Generated], folder: Path) -> Mapping[str, int]:
    """
    Write `leads.jsonl`, `expected.jsonl` (the same line numbers) and `by-source/<source>.jsonl`; return the
    counts.

    Whatever comes from `events-csv` stands in `by-source/events-csv.csv` too, for an import. The folder is
    made if need be; files of an earlier run are replaced. Raises OSError where that is not possible.
    """
    by_source = folder / "by-source"
    by_source.mkdir(parents=True, exist_ok=True)
    for old in by_source.glob("*.*"):
        old.unlink()
    counts: Counter[str] = Counter()
    scanned: list[Generated] = []
    with ExitStack() as stack:
        leads = stack.enter_context((folder / "leads.jsonl").open("wb"))
        expected = stack.enter_context((folder / "expected.jsonl").open("wb"))
        sources: dict[str, IO[bytes]] = {}
        for each in stream:
            if each.source not in sources:
                sources[each.source] = stack.enter_context((by_source / f"{each.source}.jsonl").open("wb"))
            line = each.body + b"\n"
            leads.write(line)
            sources[each.source].write(line)
            expected.write(expectation(each) + b"\n")
            counts[each.outcome] += 1
            if each.source == badges.SOURCE:
                scanned.append(each)
    if scanned:
        with (by_source / f"{badges.SOURCE}.csv").open("w", encoding="utf-8", newline="") as table:
            badges.write(scanned, table)
    return counts


def expectation(each: Generated) -> bytes:
    """Return the line of `expected.jsonl` without its line end: `{event_id, outcome, converted}`."""
    return orjson.dumps({"event_id": each.event_id, "outcome": each.outcome, "converted": each.converted})

"""
`python -m lab.generator --n 1000 --seed 7 --out DIR`: writes the files of `lab.generator.files`.

`--companies` prints the shipped company table instead.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from lab.generator import companies, files
from lab.generator.stream import NOW, SOURCES, Mix, generate


def main(arguments: list[str] | None = None) -> int:
    """Write a stream and print its counts; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lab.generator", description=__doc__)
    parser.add_argument("--n", type=_count, default=1000, help="how many submissions (default 1000)")
    parser.add_argument("--seed", type=int, default=7, help="equal seeds give equal bytes (default 7)")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, help="folder to write to")
    where.add_argument("--companies", action="store_true", help="print the company table that matches the leads")
    parser.add_argument(
        "--now", type=_moment, default=NOW, help=f"all happened before this (default {NOW.isoformat()})"
    )
    parser.add_argument(
        "--source", action="append", help="send all from this source, or these (default: the shipped mix)"
    )
    chosen = parser.parse_args(arguments)
    if chosen.companies:
        sys.stdout.write(companies.table())
        return 0
    sources = tuple((name, 1 / len(chosen.source)) for name in chosen.source) if chosen.source else SOURCES
    stream = generate(chosen.n, chosen.seed, now=chosen.now, mix=Mix(sources=sources))
    counts = files.write(stream, chosen.out)
    sys.stdout.write("  ".join(f"{outcome} {counts[outcome]}" for outcome in sorted(counts)) + "\n")
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


if __name__ == "__main__":
    sys.exit(main())

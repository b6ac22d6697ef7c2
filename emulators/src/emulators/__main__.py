"""The command `emulator`: start one emulator by its name."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from emulators.hubspot.app import build
from emulators.hubspot.emulator import Emulator
from emulators.hubspot.gate import Settings
from emulators.journal import Journal, JournalUnusableError
from emulators.serving import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the emulator named on the command line; returns 0 after SIGTERM, 2 where it cannot start."""
    asked = _parser().parse_args(arguments)
    try:
        asyncio.run(serve("hubspot", build(_hubspot(asked)), asked.host, asked.port))
    except (JournalUnusableError, ValueError, OSError) as wrong:
        print(f"emulator: {wrong}", file=sys.stderr)
        return 2
    return 0


def _hubspot(asked: argparse.Namespace) -> Emulator:
    settings = Settings(
        tokens=asked.token,
        per_10s=asked.limit_10s,
        per_day=asked.limit_day,
        search_per_s=asked.limit_search,
        search_lag_ms=asked.search_lag_ms,
    )
    journal = Journal(asked.state, "hubspot") if asked.state is not None else None
    return Emulator(_now_ms, journal, settings)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="emulator", description="Stateful stand-ins for CRMs.")
    names = parser.add_subparsers(required=True)
    hubspot = names.add_parser("hubspot", help="HubSpot's CRM objects API")
    hubspot.add_argument("--host", default="127.0.0.1")
    hubspot.add_argument("--port", type=_port, default=0, help="0 takes a free one; the url is printed")
    hubspot.add_argument("--state", type=Path, help="folder of the journal; without it nothing is kept")
    hubspot.add_argument("--token", action="append", default=[], help="bearer token to accept (default: any)")
    hubspot.add_argument("--limit-10s", type=int, default=0, help="calls per rolling 10 s (default: no limit)")
    hubspot.add_argument("--limit-day", type=int, default=0, help="calls per day (default: no limit)")
    hubspot.add_argument("--limit-search", type=int, default=0, help="searches per second (default: no limit)")
    hubspot.add_argument("--search-lag-ms", type=int, default=1_000, help="how late search sees writes")
    return parser


if __name__ == "__main__":
    sys.exit(main())

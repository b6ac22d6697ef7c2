"""`migrations`: bring the database that POSTGRES_DSN (or POSTGRES_DSN_FILE) names up to date, and say what was done."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from migrations.database import Unreachable, apply

OK, USAGE, UNREACHABLE = 0, 2, 3


def main() -> int:
    """Apply; exit 0 done, 2 no DSN given, 3 the database cannot be reached."""
    try:
        dsn = _dsn(os.environ)
    except ValueError as wrong:
        sys.stderr.write(f"{wrong}\n")
        return USAGE
    try:
        applied = asyncio.run(apply(dsn))
    except Unreachable as away:
        sys.stderr.write(f"PostgreSQL cannot be reached: {away}\n")
        return UNREACHABLE
    sys.stdout.write(f"applied: {', '.join(applied) or 'nothing, the database is up to date'}\n")
    return OK


def _dsn(environ: Mapping[str, str]) -> str:
    """The DSN; ValueError, which names the variable and no value, where there is none."""
    named = environ.get("POSTGRES_DSN_FILE")
    try:
        dsn = Path(named).read_text(encoding="utf-8").strip() if named else environ.get("POSTGRES_DSN", "")
    except (OSError, UnicodeDecodeError):
        raise ValueError("POSTGRES_DSN_FILE: its file cannot be read") from None
    if not dsn:
        raise ValueError("POSTGRES_DSN: missing (postgresql://user:password@host:port/database)")
    return dsn


if __name__ == "__main__":
    sys.exit(main())

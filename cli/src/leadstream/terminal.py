"""What commands print: tables and words on a terminal, JSON lines where asked, errors on standard error."""

import json
from typing import Any

from rich.console import Console

PIPE_WIDTH = 132
"""A pipe has no width of its own; lines of 80 would break what scripts look for."""

out = Console(highlight=False)
if not out.is_terminal:
    out = Console(highlight=False, width=PIPE_WIDTH)
err = Console(stderr=True, highlight=False)

OK, FINDING, USAGE, UNREACHABLE = 0, 1, 2, 3


class Stopped(Exception):  # noqa: N818  it stops the command; it need not be an error
    """A command cannot go on; the message says why and what to do."""

    def __init__(self, message: str, code: int = FINDING) -> None:
        super().__init__(message)
        self.code = code


def say_error(message: str) -> None:
    """One or more lines on standard error."""
    err.print(message, style="bold red", markup=False)


def print_json(document: Any) -> None:
    """One JSON line on standard output, never wrapped or coloured."""
    print(json.dumps(document, ensure_ascii=False, separators=(",", ":")))

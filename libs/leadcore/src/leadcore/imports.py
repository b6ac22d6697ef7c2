"""
What an import is called, and its report: a CSV with a line for each row that made no lead of its own; no value of the
file in it.
"""

import csv
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from leadcore.intake.formulas import harmless

_NAMESPACE = uuid.UUID("b3a8cb4e-2e2b-5f0e-9f0e-6f1d6d1c2f77")

Ended = Literal["rejected", "duplicate", "dead"]
HEAD: Final = "\ufeffline,outcome,code,field\r\n"
"""The first line, with a mark, so that Excel reads it as UTF-8."""


def operation_of(digest: str, source: str) -> str:
    """
    The id of importing a file through a source, the same for ever.

    Args:
        digest: the SHA-256 of the file's bytes, hexadecimal.
    """
    return str(uuid.uuid5(_NAMESPACE, f"{source}/{digest}"))


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one row. `field`: ours, or the column, where one is at fault."""

    line: int
    outcome: Ended
    code: str
    field: str = ""


def written(line: Line) -> str:
    """A line of the report."""
    out = io.StringIO()
    csv.writer(out).writerow((line.line, line.outcome, harmless(line.code), harmless(line.field)))
    return out.getvalue()


def refusal_of(line: int, problem: Mapping[str, Any]) -> Line:
    """The line of a row that was refused with this problem document; the first field at fault."""
    errors = problem.get("errors") or ()
    first = errors[0] if errors else {}
    code = str(first.get("reason") or problem.get("type", "refused").rpartition("/")[2])
    return Line(line, "rejected", code, str(first.get("field", "")))

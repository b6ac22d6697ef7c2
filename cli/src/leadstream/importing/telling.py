"""What `leadstream import` says: progress on a terminal, the sums at the end, a document for scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from leadfiles import visible
from leadfiles.imports import Plan
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid
from rich.text import Text

from leadstream.importing.journal import Entry
from leadstream.importing.settling import Sums
from leadstream.terminal import err, out

_MOST_COLUMNS = 30
_EVERY_S = 0.2


class Bars(Protocol):
    """Progress of the two halves."""

    def sent(self, entry: Entry, part: float) -> None:
        """So much of the file is done."""
        ...

    def ended(self, sums: Sums) -> None:
        """So many rows have ended."""
        ...


def show_plan(name: str, plan: Plan) -> None:
    """Each column and the field that it fills."""
    table = plan.table
    about = [table.kind.upper(), table.encoding, f"sheet {table.sheet}" if table.sheet else ""]
    _line(
        f"{visible(name)}: {', '.join(visible(each) for each in about if each)}, {len(table.columns)} columns", "bold"
    )
    grid = Grid("column", "goes to", "because", box=None, header_style="bold", padding=(0, 2, 0, 0))
    columns = sorted(plan.mapping.columns, key=lambda each: not each.target)
    for each in columns[:_MOST_COLUMNS]:
        taken = Text(each.target, "green") if each.target else Text("unmapped, kept", "dim")
        grid.add_row(Text(visible(each.name, 40)), taken, Text(visible(each.why if each.target else "", 80), "dim"))
    out.print(grid)
    if len(columns) > _MOST_COLUMNS:
        _line(f"… and {len(columns) - _MOST_COLUMNS} more")
    for told in plan.advice[:_MOST_COLUMNS]:
        _line(f"  {visible(told, 300)}", "yellow")
    for note in table.notes[:10]:
        _line(f"  line {note.line}: {visible(note.sentence)}" if note.line else f"  {visible(note.sentence)}", "yellow")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Bars]:
    """Bars on a terminal, and nothing elsewhere."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows"), TextColumn("{task.fields[rate]:,.0f}/s"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as shown:
        yield _Shown(shown)


class _Shown:
    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._sending = shown.add_task("sending", total=1.0, rows=0, rate=0.0)
        self._ending = shown.add_task("in the pipeline", total=None, visible=False, rows=0, rate=0.0)
        self._began: tuple[float, int] | None = None

    def sent(self, entry: Entry, part: float) -> None:
        now = self._shown.get_time()
        began, before = self._began = self._began or (now, entry.rows)
        rate = (entry.rows - before) / (now - began) if now > began else 0.0
        self._shown.update(self._sending, completed=part, rows=entry.rows, rate=rate)

    def ended(self, sums: Sums) -> None:
        ended = sums.rows - max(0, sums.open)
        speed = self._shown.tasks[1].speed or 0.0
        self._shown.update(self._ending, total=sums.rows, completed=ended, visible=True, rows=ended, rate=speed)


def show_sums(entry: Entry, sums: Sums) -> None:
    """The equation, and what is to be known beside it."""
    parts = {"imported": sums.imported, "duplicate": sums.duplicate, "rejected": sums.rejected, "dead": sums.dead}
    told = [
        f"{count:,} {name}" for name, count in parts.items() if count or name in ("imported", "rejected", "duplicate")
    ]
    told += [f"{sums.open:,} still open"] if sums.open > 0 else []
    _line(f"{sums.rows:,} rows = {' + '.join(told)}", "bold")
    if sums.open < 0:
        _line(f"The console knows {-sums.open:,} more lines of this operation than were sent from here.", "yellow")
    for code, count in sorted(entry.remarks.items()):
        _line(f"  {count:,} × {code}, imported all the same", "yellow")
    if entry.unmapped:
        names = ", ".join(visible(each, 40) for each in entry.unmapped[:12])
        _line(
            f"  {len(entry.unmapped)} columns kept unmapped: {names}{' …' if len(entry.unmapped) > 12 else ''}", "dim"
        )


def document(entry: Entry, sums: Sums | None, report: str, *, repeated: bool) -> dict[str, Any]:
    """The same as JSON. Without the console, what is not known is null."""
    known = {
        "imported": sums and sums.imported,
        "duplicate": sums and sums.duplicate,
        "rejected": sums.rejected if sums else entry.refused + entry.unreadable,
        "dead": sums and sums.dead,
        "open": sums and sums.open,
    }
    return {
        "operation_id": entry.operation,
        "source": entry.source,
        "state": entry.stage,
        "repeated": repeated,
        "rows": entry.rows,
        "accepted": entry.accepted,
        **known,
        "remarks": entry.remarks,
        "unmapped": list(entry.unmapped),
        "report": report,
    }


def _line(text: str, style: str = "") -> None:
    out.print(text, style=style, markup=False, highlight=False)

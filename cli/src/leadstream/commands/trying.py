"""`leadstream try FILE`: what Leadstream would make of a file; no server, no account, not a byte sent anywhere."""

import csv
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from lab.stack import default_home
from leadcore.clock import system_clock
from leadcore.workspace import DateOrder, DecimalMark, Workspace, WorkspaceError, Written, load
from leadfiles import Refusal, Wanted, harmless, visible
from leadfiles.columns import WrongMapError, source_text
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from leadstream.terminal import FINDING, USAGE, Stopped, err, out, print_json
from leadstream.trials import report, screen
from leadstream.trials.tally import Remark, Tally
from leadstream.trials.trying import Asked, Understood, try_rows, understand
from leadstream.workspaces import CHECKOUT

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
MOST_ROWS = 100_000

File = Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, JSON or JSON lines; also .gz.")]
Maps = Annotated[list[str] | None, typer.Option("--map", help="COLUMN=FIELD; again for more. No field: unmapped.")]
Folder = Annotated[Path | None, typer.Option("--out", help="Where the report goes; default: tries/ in the home.")]
WorkspaceFolder = Annotated[Path | None, typer.Option("--workspace", help="Default: the shipped one.")]
Dates = Annotated[str, typer.Option(help="Order of numbers in dates: dmy, mdy, ymd; default: as the values tell it.")]
Decimals = Annotated[str, typer.Option(help="Mark before decimals in amounts: point, comma; default: as for dates.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line instead of tables.")]
Encoding = Annotated[str, typer.Option(help="Default: found.")]
Delimiter = Annotated[str, typer.Option(help="One character, or comma, semicolon, tab, pipe; default: found.")]
SheetName = Annotated[str, typer.Option("--sheet", help="Of a workbook; default: the first with a value.")]
Rows = Annotated[int, typer.Option(min=0, help="At most so many go through the stages; 0: all. All are read.")]
Top = Annotated[int, typer.Option(min=0, max=1000, help="How many of the best leads to show.")]


def try_file(
    file: File,
    maps: Maps = None,
    folder: Folder = None,
    workspace: WorkspaceFolder = None,
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    sheet: SheetName = "",
    rows: Rows = MOST_ROWS,
    top: Top = 10,
    dates: Dates = "",
    decimals: Decimals = "",
    json: Json = False,
) -> None:
    """Try a file: guess its columns, run the real stages in memory, write a report. Nothing leaves the machine."""
    if not file.is_file():
        raise Stopped(f"{file} is not a file.", USAGE)
    rules = loaded(workspace or CHECKOUT / "workspace")
    wanted = Wanted(encoding, delimiter_of(delimiter), sheet)
    asked = Asked(file, tuple(maps or ()), wanted, rows, top, _said(dates, decimals))
    understood = _understood(asked, rules)
    if not json:
        screen.show_mapping(understood)
    began = time.perf_counter()
    place = _place(folder, understood)
    with _findings(place / "findings.csv") as write, _progress(quiet=json) as told:
        tally = try_rows(understood, rules, system_clock(), write, told)
    seconds = time.perf_counter() - began
    files = _written(place, understood, tally, rules, seconds)
    if json:
        print_json(screen.document(understood, tally, seconds, files))
    else:
        screen.show_tally(tally, seconds)
        out.print(f"\nThe report: {files[0]}\nTo keep:    {files[1]}", markup=False, highlight=False)
    if tally.wrong or not tally.tried:
        raise typer.Exit(FINDING)


def loaded(folder: Path) -> Workspace:
    """
    The workspace in `folder`.

    Raises:
        Stopped: it has findings.
    """
    try:
        return load(folder)
    except WorkspaceError as error:
        raise Stopped(f"The workspace {folder} cannot be used:\n{error}", USAGE) from None


def delimiter_of(said: str) -> str:
    """
    The character that the user named.

    Raises:
        Stopped: it cannot be one.
    """
    delimiter = DELIMITERS.get(said, said)
    if len(delimiter) > 1 or delimiter in ('"', "\r", "\n"):
        raise Stopped("--delimiter: one character, or comma, semicolon, tab, pipe.", USAGE)
    return delimiter


def _said(dates: str, decimals: str) -> Written:
    """
    How the user says that dates and amounts are written.

    Raises:
        Stopped: there is no such way.
    """
    order, mark = _ORDERS.get(dates), _MARKS.get(decimals)
    if order is None:
        raise Stopped("--dates: dmy, mdy or ymd.", USAGE)
    if mark is None:
        raise Stopped("--decimals: point or comma.", USAGE)
    return Written(order, mark)


_ORDERS: Mapping[str, DateOrder] = {"": "", "dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_MARKS: Mapping[str, DecimalMark] = {"": "", "point": "point", "comma": "comma"}


def _understood(asked: Asked, workspace: Workspace) -> Understood:
    try:
        understood = understand(asked, workspace)
    except WrongMapError as error:
        raise Stopped(str(error), USAGE) from None
    if isinstance(understood, Refusal):
        raise Stopped(f"{visible(asked.file.name)} cannot be read. {understood.sentence}", FINDING)
    return understood


def _place(wanted: Path | None, understood: Understood) -> Path:
    """The folder of the report: its owner's alone, because the report holds the file's own data."""
    place = wanted or default_home() / "tries" / understood.name
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place / "findings.csv").touch(mode=0o600)
    except OSError as error:
        raise Stopped(f"{place} cannot be written: {error.strerror}. Name another with --out.", USAGE) from None
    return place


@contextmanager
def _findings(path: Path) -> Iterator[Callable[[Remark], None]]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark, so that Excel reads it as UTF-8
        writer = csv.writer(file)
        writer.writerow(("line", "weight", "code", "column", "what"))

        def write(remark: Remark) -> None:
            texts = (remark.weight, remark.what, remark.column, remark.sentence)
            writer.writerow((remark.line, *map(harmless, texts)))

        yield write


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[float], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        task = progress.add_task("trying", total=1.0)
        yield lambda part: progress.update(task, completed=part)


def _written(place: Path, understood: Understood, tally: Tally, workspace: Workspace, seconds: float) -> list[str]:
    asks = understood.source.require_any if understood.by_id_alone else ()
    source = source_text(understood.name, understood.mapping, asks, understood.source.written)
    page = report.page(understood, tally, workspace, seconds, source)
    for name, text in (("report.html", page), ("source.yaml", source)):
        with os.fdopen(
            os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
    return [str(place / name) for name in ("report.html", "source.yaml", "findings.csv")]

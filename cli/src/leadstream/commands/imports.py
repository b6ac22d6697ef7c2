"""`leadstream import FILE --source S`: a CSV through `/v1/leads:batch`, line by line accounted for."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from lab.importing import Report, Unreadable, import_csv, operation_of
from rich.progress import Progress

from leadstream.connection import connect
from leadstream.terminal import FINDING, USAGE, Stopped, out, print_json


def import_file(
    file: Annotated[Path, typer.Argument(help=".csv or .csv.gz, with a header line.")],
    source: Annotated[str, typer.Option(help="A source of the workspace that lists `import` among its ways.")],
    operation: Annotated[str, typer.Option(help="Id of the import; default: from the file's content and source.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON line at the end.")] = False,
) -> None:
    """Import a file. The same file and source again is the same operation: no line becomes a second lead."""
    if not file.is_file():
        raise Stopped(f"{file} is not a file.", USAGE)
    connection = connect()
    identifier = operation or operation_of(file, source)
    try:
        with Progress(console=out, disable=json or not out.is_terminal) as progress:
            task = progress.add_task(f"importing {file.name}", total=None)
            told = lambda done, total: progress.update(task, completed=done, total=total)  # noqa: E731  one call
            importing = import_csv(file, connection.gateway, connection.authorization, source, identifier, told)
            report = asyncio.run(importing)
    except Unreadable as error:
        raise Stopped(str(error), FINDING) from None
    _show(report, connection.console, json)
    if report.rejected or report.unknown:
        raise typer.Exit(FINDING)


def _show(report: Report, console: str, json: bool) -> None:
    if json:
        print_json(report.document())
        return
    out.print(
        f"{report.rows} rows: {report.accepted} accepted, {len(report.rejected)} refused, {report.unknown} unknown"
    )
    for line, reason in report.rejected[:20]:
        out.print(f"  line {line}: {reason}", markup=False)
    if len(report.rejected) > 20:
        out.print(f"  … and {len(report.rejected) - 20} more; --json lists them all")
    out.print(f"status: {console}/v1/operations/{report.operation}", markup=False)

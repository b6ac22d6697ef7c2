"""`leadstream send FILE`: JSON lines to the gateway, or straight to `leads.raw`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from lab.sending import Sent, over_http, over_kafka, read_lines
from rich.progress import Progress

from leadstream.connection import connect
from leadstream.terminal import FINDING, USAGE, Stopped, out, print_json


def send(
    file: Annotated[Path, typer.Argument(help="JSON lines, one lead each; - for standard input.")],
    kafka: Annotated[bool, typer.Option("--kafka", help="Produce to leads.raw instead of posting.")] = False,
    source: Annotated[str, typer.Option(help="Source; default: web-form over HTTP, upstream on Kafka.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON line at the end.")] = False,
) -> None:
    """Send leads, with progress; exit 1 if any was refused."""
    if str(file) != "-" and not file.is_file():
        raise Stopped(f"{file} is not a file.", USAGE)
    lines = read_lines(file)
    connection = connect()
    with Progress(console=out, disable=json or not out.is_terminal) as progress:
        task = progress.add_task("sending", total=len(lines))
        advanced = lambda count: progress.advance(task, count)  # noqa: E731  a callback of one call
        if kafka:
            sent = over_kafka(connection.kafka, lines, source or "upstream", advanced)
        else:
            posting = over_http(connection.gateway, connection.authorization, lines, source, advanced)
            sent = asyncio.run(posting)
    _report(sent, json)
    if sent.refused or sent.unknown:
        raise typer.Exit(FINDING)


def _report(sent: Sent, json: bool) -> None:
    if json:
        print_json(
            {"accepted": sent.accepted, "refused": sent.refused, "unknown": sent.unknown, "by_reason": sent.reasons}
        )
        return
    out.print(f"{sent.accepted} accepted, {sent.refused} refused, {sent.unknown} without an answer")
    for reason, count in sorted(sent.reasons.items()):
        out.print(f"  {count} × {reason}", markup=False)

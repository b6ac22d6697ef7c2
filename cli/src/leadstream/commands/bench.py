"""`leadstream bench drain|pace`: how fast, how late, at what cost; run it on a stack that does nothing else."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from lab.bench.runs import Run
from leadcore.clock import system_clock
from rich.table import Table

from lab.bench import Figures, drain, pace
from leadstream.connection import Connection, connect
from leadstream.terminal import FINDING, Stopped, out, print_json

application = typer.Typer(help="Measure the running stack. Never a timed test: state ratios.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON line at the end.")]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal leads; 0: another each time.")]


@application.command("drain")
def drain_command(
    n: Annotated[int, typer.Option(help="How many submissions.", min=1)] = 20_000, seed: Seed = 0, json: Json = False
) -> None:
    """Send N submissions to leads.raw at once and wait until each has its outcome in PostgreSQL."""
    run = _run(connect())
    _report(_measured(lambda: drain(run, n, seed or system_clock())), json)


@application.command("pace")
def pace_command(
    rate: Annotated[int, typer.Option(help="Submissions a second.", min=1)] = 200,
    seconds: Annotated[int, typer.Option(help="For how long.", min=1)] = 30,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Post RATE submissions a second, one request each, and tell how late each was on leads.routed."""
    run = _run(connect())
    _report(_measured(lambda: pace(run, rate, seconds, seed or system_clock())), json)


def _run(connection: Connection) -> Run:
    return Run(connection.kafka, connection.postgres, connection.gateway, connection.authorization, _pids)


def _pids() -> dict[str, int]:
    return {name: unit.pid for name, unit in connect().units.items() if not name.startswith("emulator.")}


def _measured(bench: Callable[[], Figures]) -> Figures:
    try:
        return bench()
    except TimeoutError as late:
        raise Stopped(f"The bench did not end: {late}. `leadstream status` and `leadstream ledger` say more.") from None


def _report(figures: Figures, json: bool) -> None:
    document = figures.as_json()
    if json:
        print_json(document)
    else:
        _show(document)
    if figures.missing:
        raise typer.Exit(FINDING)


def _show(document: dict[str, Any]) -> None:
    out.print(
        f"{document['leads']} leads in {document['seconds']} s: {document['leads_s']} leads/s; "
        f"p50 {document['p50_ms']} ms, p95 {document['p95_ms']} ms, p99 {document['p99_ms']} ms; "
        f"missing {document['missing']}, repeats on leads.routed {document['duplicates']}"
    )
    table = Table("unit", "CPU ms per lead", "memory MB", box=None, header_style="bold")
    for name, service in document["services"].items():
        table.add_row(name, f"{service['cpu_ms_per_lead']:.3f}", str(service["rss_mb"]))
    table.add_row("[bold]all units[/]", f"{document['cpu_ms_per_lead']:.3f}", "")
    table.add_row("broker", f"{document['broker_ms_per_lead']:.3f}", "")
    table.add_row("PostgreSQL", f"{document['postgres_ms_per_lead']:.3f}", "")
    out.print(table)

"""`leadstream bench …`: how fast, how late, at what cost; run it on a stack that does nothing else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from lab.bench.runs import Run
from lab.stack import Home, default_home
from leadcore.clock import system_clock
from rich.table import Table

from lab.bench import Figures, NoProfile, Step, drain, growth, pace, profiled, recovery, spread
from leadstream.connection import Connection, connect
from leadstream.terminal import FINDING, USAGE, Stopped, err, out, print_json

application = typer.Typer(help="Measure the running stack. Never a timed test: state ratios.", no_args_is_help=True)

T = TypeVar("T")

Json = Annotated[bool, typer.Option("--json", help="One JSON line at the end.")]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal leads; 0: another each time.")]
Runs = Annotated[int, typer.Option(help="Runs, one after the other: medians, least and most.", min=1)]
Profile = Annotated[str, typer.Option(help="A unit of which a flame graph is drawn meanwhile.", metavar="UNIT")]

SAMPLE = 5_000


@application.command("drain")
def drain_command(
    n: Annotated[int, typer.Option(help="How many submissions.", min=1)] = 20_000,
    seed: Seed = 0,
    runs: Runs = 1,
    profile: Profile = "",
    json: Json = False,
) -> None:
    """Send N submissions to leads.raw at once and wait until each has its outcome in PostgreSQL."""
    run, first = _run(connect()), seed or system_clock()
    _several(runs, profile, json, lambda number: drain(run, n, first + number))


@application.command("pace")
def pace_command(
    rate: Annotated[int, typer.Option(help="Submissions a second.", min=1)] = 200,
    seconds: Annotated[int, typer.Option(help="For how long.", min=1)] = 30,
    seed: Seed = 0,
    runs: Runs = 1,
    profile: Profile = "",
    json: Json = False,
) -> None:
    """Post RATE submissions a second, one request each, and tell how late each was on leads.routed."""
    run, first = _run(connect()), seed or system_clock()
    _several(runs, profile, json, lambda number: pace(run, rate, seconds, first + number))


@application.command("growth")
def growth_command(
    totals: Annotated[str, typer.Option(help="After how many submissions it is measured.")] = "10000,100000",
    sample: Annotated[int, typer.Option(help="How many are measured each time, the last ones.", min=100)] = SAMPLE,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """What a lead costs when ever more have been through: it must stay the same. On a new stack, to begin with none."""
    run, first = _run(connect()), seed or system_clock()
    steps: list[Step] = []
    try:
        for step in growth(lambda n, number: drain(run, n, first + number), _whole_numbers(totals), sample):
            steps.append(step)
            err.print(_grown(step, steps[0]))
    except ValueError as wrong:
        raise Stopped(f"--totals: {wrong}. Name growing numbers, such as 10000,100000,1000000.", USAGE) from None
    except TimeoutError as late:
        raise _late(late) from None
    if json:
        print_json({"steps": [step.as_json(steps[0]) for step in steps]})
    if any(step.figures.missing for step in steps):
        raise typer.Exit(FINDING)


@application.command("recovery")
def recovery_command(
    sightings: Annotated[int, typer.Option(help="How many are put into admission's changelog.", min=1)] = 100_000,
    json: Json = False,
) -> None:
    """Kill admission and tell when it let the next lead through, with so many more sightings to read first."""
    run = _run(connect())
    log = Home(default_home()).log("ingest.admit")
    err.print(f"Putting {sightings} sightings of nobody into the changelog; admission forgets them after two hours.")
    try:
        found = recovery(run, sightings, log).as_json()
    except TimeoutError as late:
        raise _late(late) from None
    if json:
        print_json(found)
        return
    out.print(
        f"{found['recovered']} rows in {found['recovery_s']} s ({found['rows_s']} a second); "
        f"the first lead {found['at_work_s']} s after SIGKILL; {found['rss_mb']} MB then"
    )


def _run(connection: Connection) -> Run:
    return Run(connection.kafka, connection.postgres, connection.gateway, connection.authorization, _pids)


def _pids() -> dict[str, int]:
    return {name: unit.pid for name, unit in connect().units.items() if not name.startswith("emulator.")}


def _several(runs: int, profile: str, json: bool, bench: Callable[[int], Figures]) -> None:
    documents: list[dict[str, Any]] = []
    for number in range(runs):
        with _drawn(profile, number):
            documents.append(_measured(lambda number=number: bench(number)).as_json())  # type: ignore[misc]
        if runs > 1:
            err.print(f"run {number + 1} of {runs}: {_line(documents[-1])}")
    document = spread(documents) if runs > 1 else documents[0]
    if json:
        print_json(document)
    else:
        _show(document)
    if document["missing"]:
        raise typer.Exit(FINDING)


@contextmanager
def _drawn(unit: str, number: int) -> Iterator[None]:
    if not unit:
        yield
        return
    pids = _pids()
    if unit not in pids:
        raise Stopped(f"--profile: no {unit!r} runs here; there are {', '.join(sorted(pids))}.", USAGE)
    to = Path(default_home()) / "profiles" / f"{unit}-{number}.svg"
    try:
        with profiled(pids[unit], to):
            yield
    except NoProfile as reason:
        raise Stopped(f"No profile of {unit}: {reason}.") from None
    err.print(f"A flame graph of {unit}: {to}")


def _measured(bench: Callable[[], T]) -> T:
    try:
        return bench()
    except TimeoutError as late:
        raise _late(late) from None


def _late(late: TimeoutError) -> Stopped:
    return Stopped(f"The bench did not end: {late}. `leadstream status` and `leadstream ledger` say more.")


def _whole_numbers(text: str) -> list[int]:
    """Raises ValueError: one of them is none."""
    found = [int(part.strip().replace("_", "")) for part in text.split(",")]
    if found != sorted(set(found)):
        raise ValueError("the numbers do not grow")
    return found


def _grown(step: Step, first: Step) -> str:
    document = step.as_json(first)
    return (
        f"after {step.before}: {document['leads_s']} leads/s, {document['cost_ms_per_lead']} ms of CPU a lead, "
        f"{document['cost_ratio']} of the first"
    )


def _line(document: dict[str, Any]) -> str:
    return (
        f"{document['leads']} leads in {document['seconds']} s: {document['leads_s']} leads/s; "
        f"p50 {document['p50_ms']} ms, p95 {document['p95_ms']} ms, p99 {document['p99_ms']} ms; "
        f"missing {document['missing']}, repeats on leads.routed {document['duplicates']}"
    )


def _show(document: dict[str, Any]) -> None:
    out.print(_line(document))
    for name, what in (
        ("since_append", "since the append to the first topic"),
        ("recorded", "until PostgreSQL has it"),
    ):
        late = document[name]
        out.print(f"  {what}: p50 {late['p50_ms']} ms, p95 {late['p95_ms']} ms, p99 {late['p99_ms']} ms")
    table = Table("unit", "CPU ms per lead", "memory MB", box=None, header_style="bold")
    for name, service in document["services"].items():
        table.add_row(name, f"{service['cpu_ms_per_lead']:.3f}", f"{service['rss_mb']:.0f}")
    table.add_row("[bold]all units[/]", f"{document['cpu_ms_per_lead']:.3f}", "")
    table.add_row("broker", f"{document['broker_ms_per_lead']:.3f}", "")
    table.add_row("PostgreSQL", f"{document['postgres_ms_per_lead']:.3f}", "")
    out.print(table)
    if document.get("runs", 1) > 1:
        least, most = document["least"], document["most"]
        out.print(f"medians of {document['runs']} runs; {least['leads_s']} to {most['leads_s']} leads/s")

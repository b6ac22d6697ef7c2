"""`leadstream bench …`: how fast, how late, at what cost; run it on a stack that does nothing else."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from lab.bench.results import append, by_bench, read
from lab.bench.runs import Run
from lab.bench.soak import GROWN, LEAST
from lab.stack import Home, default_home
from leadcore.clock import system_clock

from lab.bench import (
    Asked,
    Figures,
    NoProfile,
    Step,
    drain,
    grown,
    growth,
    judged,
    lanes,
    pace,
    profiled,
    recovery,
    soak,
    spine,
    spread,
    suite,
)
from leadstream import figures
from leadstream.connection import Connection, connect
from leadstream.terminal import FINDING, USAGE, Stopped, err, out, print_json

application = typer.Typer(help="Measure the running stack. Never a timed test: state ratios.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON line at the end.")]
Seed = Annotated[int, typer.Option(help="Equal seeds give equal leads; 0: another each time.")]
Runs = Annotated[int, typer.Option(help="Runs, one after the other: medians, least and most.", min=1)]
Profile = Annotated[str, typer.Option(help="A unit of which a flame graph is drawn meanwhile.", metavar="UNIT")]

SAMPLE = 10_000


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


@application.command("spine")
def spine_command(
    n: Annotated[int, typer.Option(help="How many submissions.", min=1)] = 20_000,
    seed: Seed = 0,
    runs: Runs = 1,
    profile: Profile = "",
    json: Json = False,
) -> None:
    """As drain, but of the five topics alone: destinations and the reviser stand still until all are routed."""
    run, first = _run(connect()), seed or system_clock()
    _several(runs, profile, json, lambda number: spine(run, n, first + number))


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


@application.command("lanes")
def lanes_command(
    rate: Annotated[int, typer.Option(help="Live submissions a second.", min=1)] = 50,
    seconds: Annotated[int, typer.Option(help="For how long, alone and then beside the backfill.", min=1)] = 30,
    backfill: Annotated[int, typer.Option(help="How many submissions are put on leads.bulk at once.", min=1)] = 100_000,
    file: Annotated[bool, typer.Option("--file", help="They are a file, posted to POST /v1/imports.")] = False,
    seed: Seed = 0,
    runs: Runs = 1,
    to: Annotated[Path | None, typer.Option(help="The file of results. [default: bench/results.jsonl at home]")] = None,
    json: Json = False,
) -> None:
    """Tell how much later live leads are while a backfill is under way, and how fast that goes on meanwhile."""
    run, first = _run(connect()), seed or system_clock()
    documents: list[dict[str, Any]] = []
    for number in range(runs):
        with _in_time():
            measured = lanes(run, rate, seconds, backfill, first + 2 * number, posted_file=file)
        documents.append(measured.as_json())
        name = f"lanes {rate}/s{' beside a posted file' if file else ''}"
        append(to or Path(default_home()) / "results.jsonl", {"bench": name, **documents[-1], **_here()})
        err.print(f"run {number + 1} of {runs}: {figures.beside(documents[-1])}")
    document = spread(documents)
    if json:
        print_json(document)
    else:
        figures.show_lanes(document)
    if document["missing"]:
        raise typer.Exit(FINDING)


@application.command("growth")
def growth_command(
    totals: Annotated[str, typer.Option(help="After how many submissions it is measured.")] = "10000,100000",
    sample: Annotated[int, typer.Option(help="How many more are drained then.", min=100)] = SAMPLE,
    runs: Annotated[int, typer.Option(help="How often: the median is compared.", min=1)] = 5,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """What a lead costs when ever more have been through: it must stay the same. On a new stack, to begin with none."""
    run, first = _run(connect()), seed or system_clock()
    steps: list[Step] = []
    try:
        with _in_time():
            for step in growth(lambda n, number: drain(run, n, first + number), _whole_numbers(totals), sample, runs):
                steps.append(step)
                err.print(figures.grown(step, steps[0]))
    except ValueError as wrong:
        raise Stopped(f"--totals: {wrong}. Name growing numbers, such as 10000,100000,1000000.", USAGE) from None
    if json:
        print_json({"steps": [step.as_json(steps[0]) for step in steps]})
    else:
        figures.show_growth(steps)
    if any(step.missing for step in steps):
        raise typer.Exit(FINDING)


@application.command("recovery")
def recovery_command(
    sightings: Annotated[int, typer.Option(help="How many are put into admission's changelog.", min=1)] = 100_000,
    json: Json = False,
) -> None:
    """Kill admission and tell when it let the next lead through, with so many more sightings to read first."""
    run = _run(connect())
    err.print(f"Putting {sightings} sightings of nobody into the changelog; admission forgets them after two hours.")
    with _in_time():
        found = recovery(run, sightings, _log()).as_json()
    if json:
        print_json(found)
        return
    out.print(figures.recovered(found))


@application.command("all")
def all_command(
    n: Annotated[int, typer.Option(help="How many submissions a drain has.", min=1)] = 20_000,
    rates: Annotated[str, typer.Option(help="Submissions a second of each pace.")] = "200,500",
    seconds: Annotated[int, typer.Option(help="For how long each pace goes.", min=1)] = 30,
    runs: Annotated[int, typer.Option(help="How often each of them; they take turns.", min=1)] = 3,
    sightings: Annotated[int, typer.Option(help="How many a killed admission reads; 0: none is killed.", min=0)] = 0,
    backfill: Annotated[int, typer.Option(help="Submissions beside live leads; 0: no lanes.", min=0)] = 0,
    seed: Seed = 0,
    to: Annotated[Path | None, typer.Option(help="The file of results. [default: bench/results.jsonl at home]")] = None,
    json: Json = False,
) -> None:
    """Drains, spines, paces by turns, lanes, a recovery: each into the file of results, then medians beside goals."""
    results = to or Path(default_home()) / "results.jsonl"
    asked = Asked(n, tuple(_numbers("--rates", rates)), seconds, runs, sightings, backfill)
    run = _run(connect())
    begun = _lines(results)
    with _in_time():
        for number, document in enumerate(suite(run, asked, seed or system_clock(), _log()), 1):
            append(results, {**document, **_here()})
            err.print(f"{number} of {asked.measurements}, {document['bench']}: {figures.short(document)}")
    medians = by_bench(read(results)[begun:])
    if json:
        print_json(medians)
    else:
        figures.show_all(medians, list(judged(medians)))
    err.print(f"All measurements: {results}", soft_wrap=True)
    if any(document.get("missing") for document in medians.values()):
        raise typer.Exit(FINDING)


@application.command("soak")
def soak_command(
    rate: Annotated[int, typer.Option(help="Submissions a second.", min=1)] = 300,
    minutes: Annotated[int, typer.Option(help="For how long.", min=LEAST)] = 60,
    seed: Seed = 0,
    to: Annotated[Path | None, typer.Option(help="A line for each minute. [default: bench/soak.jsonl at home]")] = None,
    json: Json = False,
) -> None:
    """Post RATE submissions a second for long: nothing may be lost, and no memory or lateness may grow with time."""
    run, results = _run(connect()), to or Path(default_home()) / "soak.jsonl"
    measured: list[dict[str, Any]] = []
    with _in_time():
        for minute in soak(run, rate, minutes, seed or system_clock()):
            measured.append(minute)
            append(results, {"bench": f"soak {rate}/s", **minute, **_here()})
            err.print(f"{len(measured)} of {minutes}: {figures.line(minute)}")
    more = grown(measured)
    if json:
        print_json({**measured[-1], "grown": more})
    else:
        figures.show_grown(measured, more)
    err.print(f"All minutes: {results}", soft_wrap=True)
    if measured[-1]["missing"] or max(more.values()) > GROWN:
        raise typer.Exit(FINDING)


def _run(connection: Connection) -> Run:
    return Run(connection.kafka, connection.postgres, connection.gateway, connection.authorization, _pids)


def _log() -> Path:
    return Home(default_home()).log("ingest.admit")


def _lines(results: Path) -> int:
    return len(read(results)) if results.exists() else 0


def _here() -> dict[str, str]:
    """When and with which code it was measured."""
    return {"at": _now(), "commit": _commit()}


def _now() -> str:
    return datetime.fromtimestamp(system_clock() / 1000, UTC).isoformat(timespec="seconds")


def _commit() -> str:
    """The commit of the checkout that we stand in; empty: it is none, or git is missing."""
    try:
        asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    except FileNotFoundError:
        return ""
    return asked.stdout.strip()


def _pids() -> dict[str, int]:
    return {name: unit.pid for name, unit in connect().units.items() if not name.startswith("emulator.")}


def _several(runs: int, profile: str, json: bool, bench: Callable[[int], Figures]) -> None:
    documents: list[dict[str, Any]] = []
    for number in range(runs):
        with _in_time(), _drawn(profile, number):
            documents.append(bench(number).as_json())
        if runs > 1:
            err.print(f"run {number + 1} of {runs}: {figures.line(documents[-1])}")
    document = spread(documents) if runs > 1 else documents[0]
    if json:
        print_json(document)
    else:
        figures.show(document)
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


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except TimeoutError as late:
        raise Stopped(f"The bench did not end: {late}. `leadstream status` and `leadstream ledger` say more.") from None


def _numbers(option: str, text: str) -> list[int]:
    try:
        return _whole_numbers(text)
    except ValueError as wrong:
        raise Stopped(f"{option}: {wrong}. Name growing numbers, such as 200,500,1000.", USAGE) from None


def _whole_numbers(text: str) -> list[int]:
    """Raises ValueError: one of them is none."""
    found = [int(part.strip().replace("_", "")) for part in text.split(",")]
    if found != sorted(set(found)):
        raise ValueError("the numbers do not grow")
    return found

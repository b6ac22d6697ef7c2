"""`leadstream prove`: leads come in, units are killed at random, and an oracle counts what is missing."""

import platform
import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import orjson
import psutil
import typer
from lab.faults.blows import Dealt
from lab.faults.campaign import Round, Wanted, rounds
from lab.faults.report import Report, Setting
from lab.faults.rig import Rig, rigged
from lab.faults.schedule import as_lines
from lab.stack import default_home, interrupts
from lab.stack.testing import temporary_home

from leadstream import workspaces
from leadstream.terminal import FINDING, out, print_json

Kills = Annotated[int, typer.Option(min=1, help="Kills that must hit work in flight.")]
Minutes = Annotated[float, typer.Option(min=0.1, help="No longer than this.")]
Seed = Annotated[int, typer.Option(min=0, help="Equal seeds deal equal blows and send equal leads.")]
Rate = Annotated[float, typer.Option(min=1, help="Leads a second.")]
Folder = Annotated[Path | None, typer.Option("--out", help="Where the report goes; default: proofs/ in the home.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line at the end.")]


def prove(
    kills: Kills = 30,
    minutes: Minutes = 60.0,
    seed: Seed = 1,
    rate: Rate = 60.0,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Break a stack of its own on purpose and count what is lost; exit 1 if any rule breaks."""
    wanted = Wanted(kills, minutes, seed, rate)
    began = datetime.now(UTC)  # noqa: TID251  an entry point
    place = folder or default_home() / "proofs" / f"{began:%Y%m%d-%H%M%S}-seed-{seed}"
    place.mkdir(parents=True, exist_ok=True)
    report = _run(wanted, began, place, quiet=json)
    _write(report, place)
    if json:
        print_json(
            {name: value for name, value in report.as_json().items() if name != "rounds"} | {"report": str(place)}
        )
    else:
        out.print(report.as_markdown(), markup=False)
        out.print(f"The report is in {place}", markup=False)
    if not report.holds:
        raise typer.Exit(FINDING)


def _run(wanted: Wanted, began: datetime, place: Path, *, quiet: bool) -> Report:
    since = time.monotonic()

    def say(text: str) -> None:
        if not quiet:
            out.print(text, markup=False)

    found: list[Round] = []
    # Asked to stop, it takes its stack along.
    with interrupts.as_keyboard_interrupt(), temporary_home() as home:
        workspace = workspaces.prepare(home, None, demo=False)
        try:
            say("Bringing up a stack of its own …")
            with rigged(home.root, workspace) as rig:
                found = _rounds(rig, wanted, say)
        finally:
            if not found or not all(each.verdict.holds for each in found):
                shutil.copytree(home.logs, place / "logs", dirs_exist_ok=True)
    return Report(wanted, _setting(wanted, began, time.monotonic() - since), found)


def _rounds(rig: Rig, wanted: Wanted, say: Callable[[str], None]) -> list[Round]:
    found: list[Round] = []

    def told(dealt: Dealt) -> None:
        if dealt.recovered_s is not None:
            hit = "nothing" if dealt.void else f"{dealt.in_flight}"
            say(f"  {dealt.blow}: {hit} in flight, went on after {dealt.recovered_s:.1f} s")

    for each in rounds(rig, wanted, told):
        found.append(each)
        say(f"Round {len(found)}: {sum(one.kills for one in found)} of {wanted.kills} kills\n{each.verdict}")
    return found


def _setting(wanted: Wanted, began: datetime, took_s: float) -> Setting:
    again = f"leadstream prove --kills {wanted.kills} --minutes {wanted.minutes:g} --seed {wanted.seed}"
    gib = psutil.virtual_memory().total / 2**30
    machine = f"{psutil.cpu_count()} cores, {gib:.0f} GiB, {platform.system()}, Python {sys.version.split()[0]}"
    return Setting(
        began.isoformat(timespec="seconds"),
        took_s,
        version("leadstream"),
        again + (f" --rate {wanted.rate:g}" if wanted.rate != Wanted().rate else ""),
        machine,
    )


def _write(report: Report, place: Path) -> None:
    (place / "report.json").write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2))
    (place / "report.md").write_text(report.as_markdown(), encoding="utf-8")
    for number, each in enumerate(report.rounds, start=1):
        (place / f"schedule-{number}.jsonl").write_bytes(as_lines(each.schedule))

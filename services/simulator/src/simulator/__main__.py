"""`simulator demo`: invented leads through every stage in one process, without a broker."""

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from lab.generator import generate
from leadcore import workspace
from leadcore.clock import system_clock
from leadcore.contracts import RoutedLead
from rich.console import Console
from rich.table import Table

from simulator.simulation import Result, simulate, trail_of

CHECKOUT = Path(__file__).parents[4]
out = Console(highlight=False)


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    commands = parser.add_subparsers(required=True)
    demo = commands.add_parser("demo", help="generate leads and show what becomes of them")
    demo.add_argument("--n", type=int, default=1000, help="how many submissions (default 1000)")
    demo.add_argument("--seed", type=int, default=7, help="equal seeds give equal leads (default 7)")
    demo.add_argument("--workspace", type=Path, default=CHECKOUT / "workspace", help="default: the shipped one")
    chosen = parser.parse_args(arguments)
    sys.exit(_demo(chosen.n, chosen.seed, chosen.workspace))


def _demo(n: int, seed: int, folder: Path) -> int:
    loaded = workspace.load(folder)
    now = system_clock()
    moment = datetime.fromtimestamp(now / 1000, UTC)
    submissions = [(lead.source, lead.body) for lead in generate(n, seed, now=moment)]
    began = time.perf_counter()
    result = asyncio.run(simulate(loaded, submissions, now, version("simulator")))
    took = time.perf_counter() - began
    _show_passport(_most_telling(result.leads))
    _show_counts(result, took)
    return 1 if result.unaccounted or result.dead_letters else 0


def _most_telling(leads: list[RoutedLead]) -> RoutedLead | None:
    return max(leads, key=lambda lead: (len(lead.enrichment.facts), lead.scoring.score), default=None)


def _show_passport(lead: RoutedLead | None) -> None:
    if lead is None:
        return
    out.print(f"[bold]Passport of lead {lead.admission.lead_id}[/], source {lead.origin.source}")
    table = Table("#", "unit", "decision", "because", box=None, header_style="bold")
    for number, each in enumerate(trail_of(lead), start=1):
        because = ", ".join(f"{name}={value}" for name, value in each.parameters.items())
        table.add_row(str(number), each.unit, each.code, because)
    out.print(table)
    scoring, routing = lead.scoring, lead.routing
    out.print(f"score {scoring.score:.1f} ({scoring.band}), owner {routing.owner or 'review queue'}\n")


def _show_counts(result: Result, took: float) -> None:
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(result.counts.items()))
    out.print(f"{result.submitted} submissions in {took:.2f} s: {counts}; lost {result.unaccounted}")


if __name__ == "__main__":
    main()

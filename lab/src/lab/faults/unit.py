"""
A production unit, started as in production, with something around it that breaks it: for tests alone.

    python -m lab.faults.unit scorer --points FOLDER          dies at the point armed in FOLDER (lab.faults.points)
    python -m lab.faults.unit scorer --mutant commit-first    runs with a deliberate fault (lab.faults.mutants)
    python -m lab.faults.unit scorer --clock FILE             its wall clock is off as FILE says (lab.faults.clocks)

The environment is the unit's own. What is installed here is installed before the service is imported.
"""

import importlib
import runpy
import sys
from argparse import ArgumentParser
from pathlib import Path

from lab.faults import clocks, wraps
from lab.faults.points import POINTS, Points


def command(unit: str, *options: str) -> tuple[str, ...]:
    """The command line that starts `unit` this way."""
    return (sys.executable, "-m", "lab.faults.unit", unit, *options)


def module(unit: str) -> str:
    """The Python package that a unit's process runs: `crm-sync.postgres` → `crm_sync`."""
    return unit.partition(".")[0].replace("-", "_")


def main() -> None:
    """Install what is asked for, then become the service."""
    parser = ArgumentParser("lab.faults.unit", description=__doc__)
    parser.add_argument("unit")
    parser.add_argument("--points", type=Path, help="folder in which points are armed")
    parser.add_argument("--mutant", action="append", default=[], help="a deliberate fault, by name")
    parser.add_argument("--clock", type=Path, help="file that says how many seconds its wall clock is off")
    options = parser.parse_args()
    if options.clock is not None:
        clocks.install(options.clock)
    if options.points is not None and options.unit in POINTS:
        wraps.install(Points(options.points, options.unit), options.unit)
    for name in options.mutant:
        importlib.import_module("lab.faults.mutants").install(name)
    sys.argv = [module(options.unit)]
    runpy.run_module(module(options.unit), run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""`leadstream doctor`: what this machine lacks, and whether what runs is well."""

from collections.abc import Iterator
from typing import Annotated

import typer
from lab.stack import Home, default_home, readiness, state
from lab.stack.checks import Finding, findings, interpreter

from leadstream.terminal import FINDING, out, print_json


def doctor(json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False) -> None:
    """Look at the machine and at what runs; exit 1 if something needs a hand."""
    home = Home(default_home())
    found = [interpreter(), *_looked(home)]
    if json:
        print_json([{"subject": f.subject, "ok": f.ok, "text": f.text} for f in found])
    else:
        for finding in found:
            mark = "[green]ok [/]" if finding.ok else "[red]bad[/]"
            out.print(f"{mark} {finding.subject:<20} {finding.text}")
    if not all(finding.ok for finding in found):
        raise typer.Exit(FINDING)


def _looked(home: Home) -> Iterator[Finding]:
    """The machine before a start; what runs after one."""
    running = state.running(home)
    if running is None:
        yield from findings(home)
        yield Finding("stack", True, "not running (`leadstream up` starts it)")
        return
    yield Finding("stack", running.ready, f"supervisor {running.pid}{'' if running.ready else ', still starting'}")
    for name, unit in running.units.items():
        asked = f"{unit.address}/readyz" if unit.kind == "service" and not name.startswith("emulator.") else ""
        well = unit.standing == "running" and readiness.answers(asked)
        said = f"ready, {unit.restarts} restarts" if well else f"{unit.standing}, not ready: see {home.log(name)}"
        yield Finding(name, well, said)

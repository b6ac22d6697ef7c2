"""`leadstream down`."""

import typer
from lab.stack import Home, default_home
from lab.stack import down as stack_down

from leadstream.terminal import FINDING, out


def down() -> None:
    """Stop the stack of this folder, services first, then the servers; nothing that it keeps is deleted."""
    report = stack_down.stop(Home(default_home()))
    if not report.ran and not report.killed:
        out.print("Nothing runs here.")
        return
    if report.killed:
        out.print(f"Stopped; these had to be killed: {', '.join(report.killed)}", style="yellow")
        raise typer.Exit(FINDING)
    out.print("Stopped.")

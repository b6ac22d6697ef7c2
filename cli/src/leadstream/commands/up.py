"""`leadstream up`: servers, topics, migrations, emulators, services; with `--demo`, the show."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from lab.stack import Event, Home, Supervisor, default_home, detached, interrupts, progress
from lab.stack import state as stack_state

import migrations
from lab import topics
from leadstream import connection, emulated, show, units, workspaces
from leadstream.terminal import FINDING, USAGE, Stopped, out

MOST = 4
"""A topic's partitions on this machine: one more process would have nothing to do."""

Demo = Annotated[bool, typer.Option("--demo", help="Send 1,000 invented leads and show what becomes of them.")]
Detach = Annotated[bool, typer.Option("--detach", help="Return when everything is ready; `leadstream down` stops it.")]
Workspace = Annotated[
    Path | None, typer.Option(help="Workspace folder; default: the home's copy of the shipped one, made once.")
]
NoCrm = Annotated[bool, typer.Option("--no-crm", help="PostgreSQL alone: no CRM is written to, and none is emulated.")]
Processes = Annotated[int, typer.Option(help="Of each stage; they share its partitions.", min=1, max=MOST)]


def up(
    demo: Demo = False,
    detach: Detach = False,
    workspace: Workspace = None,
    no_crm: NoCrm = False,
    processes: Processes = 1,
) -> None:
    """Bring everything up on this machine: Kafka, PostgreSQL, Redis, all services and the emulators."""
    if demo and no_crm:
        raise Stopped("The show counts what the CRM received: leave out --demo or --no-crm.", USAGE)
    home = Home.open(default_home())
    if detach:
        _detach(home, demo, workspace, no_crm, processes)
        return
    began = time.monotonic()
    with interrupts.as_keyboard_interrupt():
        try:
            balanced = _run(home, began, demo, workspace, crm=not no_crm, processes=processes)
        except KeyboardInterrupt:
            balanced = True
            out.print("Stopping …")
    if not balanced:
        raise typer.Exit(FINDING)


def _run(home: Home, began: float, demo: bool, workspace: Path | None, *, crm: bool, processes: int) -> bool:
    """Whether the ledger balanced, where the show was asked for; otherwise it stays up until Ctrl-C."""
    with Supervisor(home, tell=_tell) as stack:
        folder = workspaces.prepare(home, workspace, demo=demo)
        servers = stack.start_servers(progress.on(out))
        _timed("topics", lambda: topics.ensure(servers.kafka.address))
        _timed("migrations", lambda: asyncio.run(migrations.apply(servers.postgres.address)))
        plan = units.plan(home, servers, folder, crm=crm, processes=processes)
        stack.start_services(plan.emulators)
        if crm:
            emulated.introduce_owners(plan.addresses["emulator.hubspot"], folder)
        stack.start_services(plan.services)
        stack.announce(**plan.addresses)
        out.print(f"[bold green]Everything is ready[/] after {time.monotonic() - began:.1f} s.\n")
        found = stack_state.load(home)
        assert found is not None, "announce writes the state"
        where = connection.of(found)
        if demo and not show.run(where):
            return False
        show.what_next(where)
        stack.wait()
    return True


def _detach(home: Home, demo: bool, workspace: Path | None, no_crm: bool, processes: int) -> None:
    argv = [sys.executable, "-m", "leadstream", "up", "--processes", str(processes)]
    argv += ["--demo"] if demo else []
    argv += ["--no-crm"] if no_crm else []
    argv += ["--workspace", str(workspace.absolute())] if workspace else []
    found = detached.launch(home, argv, {**os.environ, "LEADSTREAM_HOME": str(home.root)})
    for name, unit in found.units.items():
        out.print(f"  {name:<20} ready  {unit.ready_s or 0:5.1f} s")
    show.what_next(connection.of(found), "`leadstream down` stops everything.")


def _tell(event: Event) -> None:
    """One line for what a person waits for or must know; starts are silent."""
    if event.what == "ready":
        out.print(f"  {event.unit:<20} ready  {event.text}")
    elif event.what == "starting":
        out.print(f"  {event.unit:<20} still reads what it keeps  {event.text}")
    elif event.what in {"died", "restarting", "gave-up", "killed", "unsaved"}:
        out.print(f"  {event.unit:<20} {event.what}  {event.text}", style="yellow", markup=False)


def _timed(name: str, act: Callable[[], object]) -> None:
    began = time.monotonic()
    act()
    out.print(f"  {name:<20} ready  {time.monotonic() - began:.1f} s")

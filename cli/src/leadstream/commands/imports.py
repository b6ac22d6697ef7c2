"""`leadstream import FILE --source S`: a file into the bulk lane, gone on with after a kill, each row accounted for."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import httpx
import typer
from lab.stack import default_home
from leadcore import ids
from leadcore.imports import operation_of
from leadcore.workspace import Source, Workspace
from leadfiles import Refusal, Wanted, visible
from leadfiles.columns import WrongMapError
from leadfiles.imports import Plan, Wish, digest_of, planned

from leadstream.commands.trying import Delimiter, Encoding, File, Json, Maps, SheetName, delimiter_of, loaded
from leadstream.connection import Connection, connect
from leadstream.importing import settling, telling
from leadstream.importing.journal import Entry, Held, Journal
from leadstream.importing.sending import Away, Gateway, Refused, Sending
from leadstream.importing.settling import Console, Sums
from leadstream.terminal import FINDING, UNREACHABLE, USAGE, Stopped, err, out, print_json
from leadstream.workspaces import CHECKOUT

SourceName = Annotated[str, typer.Option("--source", help="A source that lists `import` among its ways.")]
Operation = Annotated[str, typer.Option(help="Id of the import; default: from the file's content and the source.")]
Again = Annotated[bool, typer.Option("--again", help="Import a file anew that was imported: a new operation.")]
Cancel = Annotated[bool, typer.Option("--cancel", help="Have the process that imports this file stop.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before it begins.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until every row has ended.")]


@dataclass(frozen=True, slots=True)
class _Asked:
    file: Path
    source: str
    wish: Wish
    operation: str
    again: bool
    yes: bool
    wait: bool
    json: bool


def import_file(
    file: File,
    source: SourceName,
    maps: Maps = None,
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    sheet: SheetName = "",
    operation: Operation = "",
    again: Again = False,
    cancel: Cancel = False,
    yes: Yes = False,
    wait: Wait = True,
    json: Json = False,
) -> None:
    """Import a file. Stopped or killed, the same command goes on; imported, it says so and does nothing."""
    if not file.is_file():
        raise Stopped(f"{file} is not a file.", USAGE)
    wish = Wish(tuple(maps or ()), Wanted(encoding, delimiter_of(delimiter), sheet))
    asked = _Asked(file, source, wish, operation, again, yes, wait, json)
    connection = connect()
    journal = Journal(default_home() / "imports" / _name_of(asked))
    if cancel:
        _cancel(journal)
        return
    try:
        with journal.held(), _stopping() as stopping:
            _import(asked, connection, journal, stopping)
    except Held:
        raise Stopped("Another process imports this file through this source; --cancel stops it.") from None
    except OSError as error:
        raise Stopped(f"{journal.folder} cannot be written: {error.strerror}.", USAGE) from None


def _import(asked: _Asked, connection: Connection, journal: Journal, stopping: Event) -> None:
    workspace = loaded(Path(connection.workspace) if connection.workspace else CHECKOUT / "workspace")
    source = _source(asked.source, workspace)
    before = journal.read()
    repeated = before is not None and before.stage != "sending"
    if before is not None and repeated and not asked.again:
        entry = before
        _say(asked, f"This file was imported through {asked.source} as operation {entry.operation}: nothing is sent. "
                    "--again imports it anew.")  # fmt: skip
    else:
        repeated = False
        entry, plan = _begun(asked, journal, before, source, workspace)
        entry = _sent(asked, connection, journal, entry, plan, stopping)
    _end(asked, connection, journal, entry, stopping, repeated=repeated)


def _begun(
    asked: _Asked, journal: Journal, before: Entry | None, source: Source, workspace: Workspace
) -> tuple[Entry, Plan]:
    """Where the import stands, put down before anything is sent; and how the file is read."""
    going_on = before is not None and before.stage == "sending"
    if going_on and asked.again:
        raise Stopped("This import is not finished: go on with it first, without --again.", USAGE)
    wish = asked.wish
    if before is not None and going_on:
        kept = Wish(before.maps, Wanted(*before.reading))
        if wish not in (Wish(), kept):
            raise Stopped("It was begun with another --map or reading; go on without, or with the same.", USAGE)
        wish = kept
    plan = _planned(asked.file, wish, source, workspace)
    if before is not None and going_on:
        _say(asked, f"Going on after line {before.last:,}: {before.rows:,} rows are done with.")
        return before, plan
    _confirm(asked, plan)
    identifier = ids.new_submission_id() if asked.again else asked.operation or journal.folder.name
    reading = (wish.wanted.encoding, wish.wanted.delimiter, wish.wanted.sheet)
    entry = Entry(
        operation=identifier, source=asked.source, file=asked.file.name, maps=wish.maps, reading=reading,
        keys=dict(plan.keys), unmapped=plan.unmapped,
    )  # fmt: skip
    journal.write(entry)
    return entry, plan


def _sent(
    asked: _Asked,
    connection: Connection,
    journal: Journal,
    entry: Entry,
    plan: Plan,
    stopping: Event,
) -> Entry:
    gateway = Gateway(connection.gateway, connection.authorization)
    with telling.progress(quiet=asked.json) as bars:
        try:
            entry = Sending(journal, entry, gateway, bars.sent, stopping).send(plan)
        except Refused as refused:
            raise Stopped(f"The gateway refuses the import: {refused}", FINDING) from None
        except Away:
            raise Stopped(f"The gateway takes nothing. {_how(asked)}", UNREACHABLE) from None
    if entry.stage == "sending":
        raise Stopped(f"Stopped after line {entry.last:,}: {entry.rows:,} rows are done with. {_how(asked)}", FINDING)
    return entry


def _end(
    asked: _Asked, connection: Connection, journal: Journal, entry: Entry, stopping: Event, *, repeated: bool
) -> None:
    """Tell how every row ended, and leave the report."""

    def told_to_stop(within_s: float) -> bool:
        return journal.stop_asked or stopping.wait(within_s)

    sums: Sums | None = None
    with httpx.Client(headers=connection.authorization, timeout=30.0, trust_env=False) as client:
        console = Console(client, connection.console)
        try:
            with telling.progress(quiet=asked.json) if asked.wait else nullcontext() as bars:
                sums = settling.settled(console, entry, bars.ended, told_to_stop) if bars else console.sums(entry)
            report = str(settling.reported(journal, console.lines(entry)))
        except settling.Away:
            report = str(journal.lines)
            _say(asked, "The console does not answer; the same command asks it again.")
    if sums is not None and sums.settled and entry.stage != "done":
        entry = replace(entry, stage="done")
        journal.write(entry)
    if asked.json:
        print_json(telling.document(entry, sums, report, repeated=repeated))
    else:
        _show(connection, entry, sums, report)
    if sums is None:
        raise typer.Exit(UNREACHABLE)
    if sums.rejected or sums.dead or sums.open < 0 or (asked.wait and sums.open):
        raise typer.Exit(FINDING)


def _show(connection: Connection, entry: Entry, sums: Sums | None, report: str) -> None:
    if sums is not None:
        telling.show_sums(entry, sums)
    else:
        out.print(f"{entry.rows:,} rows: {entry.accepted:,} accepted, {entry.refused + entry.unreadable:,} rejected")
    out.print(f"report: {report}", markup=False)
    out.print(f"status: {connection.console}/v1/operations/{entry.operation}", markup=False)


def _name_of(asked: _Asked) -> str:
    """The import's folder: its operation, as the file's content and the source say; an id of the user's is digested."""
    try:
        digest = digest_of(asked.file)
    except OSError as error:
        raise Stopped(f"{visible(asked.file.name)} cannot be read: {error.strerror}.", FINDING) from None
    return operation_of(digest, asked.source) if not asked.operation else ids.derived("import", asked.operation)


def _source(name: str, workspace: Workspace) -> Source:
    source = workspace.sources.get(name)
    if source is None or "import" not in source.ways:
        able = ", ".join(each for each, found in workspace.sources.items() if "import" in found.ways)
        raise Stopped(f"{visible(name)} is no source with `import` among its ways; there are: {able or 'none'}.", USAGE)
    return source


def _planned(file: Path, wish: Wish, source: Source, workspace: Workspace) -> Plan:
    try:
        plan = planned(file, wish, source, workspace.fields)
    except WrongMapError as error:
        raise Stopped(str(error), USAGE) from None
    if isinstance(plan, Refusal):
        raise Stopped(f"{visible(file.name)} cannot be imported ({plan.code}). {plan.sentence}", FINDING)
    return plan


def _confirm(asked: _Asked, plan: Plan) -> None:
    """Show what will be done; ask where somebody can answer."""
    if asked.json:
        return
    telling.show_plan(asked.file.name, plan)
    if asked.yes or not (sys.stdin.isatty() and out.is_terminal):
        return
    if not typer.confirm(f"Import it through {asked.source}?"):
        raise Stopped("Nothing was sent. `leadstream try` shows what would become of it.", FINDING)


def _cancel(journal: Journal) -> None:
    if not journal.ask_to_stop():
        raise Stopped("No process imports this file through this source.", FINDING)
    out.print("It stops after the rows in hand; the same command without --cancel goes on.")


def _how(asked: _Asked) -> str:
    return f"To go on: leadstream import {visible(str(asked.file), 400)} --source {asked.source}"


def _say(asked: _Asked, text: str) -> None:
    (err if asked.json else out).print(text, markup=False)


@contextmanager
def _stopping() -> Iterator[Event]:
    """Set by the first Ctrl-C or SIGTERM; the second ends the process at once, which loses nothing either."""
    event = Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        if event.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        event.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

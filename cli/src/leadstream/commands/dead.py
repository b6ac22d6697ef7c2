"""`leadstream dead list|show|replay|dismiss`: dead letters by cause, one of them, and what is to become of them."""

import asyncio
import getpass
from base64 import b64encode
from dataclasses import asdict
from typing import Annotated, Any

import typer
from console.domain.letters import Cause, Done, Selection, shown
from leadcore import dead_letters
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from leadstream import inbox
from leadstream.connection import Connection, connect
from leadstream.terminal import FINDING, USAGE, Stopped, out, print_json

application = typer.Typer(help="Dead letters: see them by cause, replay them, dismiss them.", no_args_is_help=True)

Unit = Annotated[str, typer.Option(help="Only what this unit rejected.")]
Which = Annotated[str, typer.Option("--cause", help="Only this failure: its code (undecodable) or its reason.")]
Ids = Annotated[list[str] | None, typer.Argument(help="Dead letter ids; default: all that are open.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line at the end; with --yes or --dry-run.")]


@application.command("list")
def list_causes(unit: Unit = "", cause: Which = "", json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Show the open dead letters by cause; exit 1 if there are any."""
    found = inbox.causes(connect(), Selection(unit=unit, cause=cause))
    if json:
        print_json({"open": sum(each.count for each in found), "causes": [asdict(each) for each in found]})
    elif found:
        _show(found)
    else:
        out.print("No dead letter is open.")
    if found:
        raise typer.Exit(FINDING)


@application.command("show")
def show(
    letter: Annotated[str, typer.Argument(help="A dead letter id.")],
    payload: Annotated[bool, typer.Option("--payload", help="Its bytes too; they may be personal.")] = False,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Show one dead letter: who rejected it and why, where it stood, what was done with it."""
    found = inbox.letter(connect(), letter)
    if found is None:
        raise Stopped("No such dead letter. `leadstream dead list` names one of each cause.", FINDING)
    told = shown(found) | ({"payload": _text(found["value"])} if payload else {})
    if json:
        print_json(told)
        return
    for name, value in told.items():
        out.print(f"{name:<16} {'-' if value in (None, '') else value}", markup=False, soft_wrap=True)


@application.command("replay")
def replay(
    ids: Ids = None,
    unit: Unit = "",
    cause: Which = "",
    sample: Annotated[int, typer.Option(min=0, help="Only so many, the oldest first; 0: all.")] = 0,
    to_unit: Annotated[str, typer.Option(help="Begin at this unit; ingest.normalise begins with what was sent.")] = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Have dead letters handled again, in order and once; exit 1 if any was left."""
    if to_unit and dead_letters.retry_topic(to_unit) is None:
        raise Stopped(f"--to-unit: there is no unit {to_unit}.", USAGE)
    connection, selection = connect(), Selection(None, unit, cause, tuple(ids or ()), sample)
    target = to_unit or "the unit that rejected each"
    if not _agreed(connection, selection, f"replay to {target}", yes=yes, dry_run=dry_run, json=json):
        return
    with Progress(console=out, disable=json or not out.is_terminal) as progress:
        task = progress.add_task("replaying", total=None)
        told = lambda count: progress.advance(task, count)  # noqa: E731  a callback of one call
        done = asyncio.run(inbox.replay(connection, selection, _who(), to_unit, told))
    _report("replayed", done, json)


@application.command("dismiss")
def dismiss(
    ids: Ids = None,
    unit: Unit = "",
    cause: Which = "",
    reason: Annotated[str, typer.Option(help="Why, in a word; kept with the outcome. No personal data.")] = "by-hand",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Let dead letters stay dead: their submissions end as rejected, code `dismissed`."""
    if not (ids or unit or cause):
        raise Stopped("Say which: ids, --unit or --cause. Nothing dismisses everything at once.", USAGE)
    connection, selection = connect(), Selection(None, unit, cause, tuple(ids or ()))
    if not _agreed(connection, selection, "dismiss", yes=yes, dry_run=dry_run, json=json):
        return
    _report("dismissed", asyncio.run(inbox.dismiss(connection, selection, _who(), reason)), json)


def _agreed(connection: Connection, selection: Selection, what: str, *, yes: bool, dry_run: bool, json: bool) -> bool:
    """Show what the selection holds, and ask."""
    if json and not (yes or dry_run):
        raise Stopped("--json asks nothing: add --yes, or --dry-run.", USAGE)
    found = inbox.causes(connection, selection)
    total = sum(each.count for each in found)
    chosen = min(total, selection.limit) if selection.limit else total
    if json and (dry_run or not chosen):
        print_json({"chosen": chosen, "done": 0, "left": {}, "causes": [asdict(each) for each in found]})
        return False
    if not json:
        _preview(found, what, chosen, total)
    if dry_run or not chosen:
        return False
    if not yes:
        typer.confirm("Go on?", abort=True)
    return True


def _preview(found: list[Cause], what: str, chosen: int, total: int) -> None:
    if not found:
        out.print("No open dead letter is meant.")
        return
    _show(found)
    out.print(f"\n{what}: {chosen} of {total}", markup=False)


def _show(found: list[Cause]) -> None:
    table = Table("unit", "code", "reason", "topic", "count", "newest", "a sample", box=None, header_style="bold")
    for each in found:
        words = (each.unit, each.code, each.reason, each.topic, str(each.count), each.newest[:19], each.sample)
        table.add_row(*map(escape, words))
    out.print(table)


def _report(word: str, done: Done, json: bool) -> None:
    if json:
        print_json({"chosen": done.done + sum(done.left.values()), "done": done.done, "left": dict(done.left)})
    else:
        out.print(f"{done.done} {word}.")
        for reason, count in sorted(done.left.items()):
            out.print(f"  {count} left: {reason}", markup=False)
    if done.left:
        raise typer.Exit(FINDING)


def _text(value: bytes | None) -> Any:
    """The bytes as text, where they are one, else in base64."""
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return f"base64:{b64encode(value).decode()}"


def _who() -> str:
    return f"cli:{getpass.getuser()}"

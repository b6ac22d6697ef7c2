"""`leadstream keys create|list|rotate|revoke`: clients and their secrets, which are shown once."""

import asyncio
import getpass
import re
from collections.abc import Coroutine
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from leadcore.access.callers import ANY, Caller
from leadcore.access.postgres import ClientBook, ClientRow, Made
from leadcore.access.scopes import ROLES
from leadcore.failures import PortUnavailable
from leadcore.workspace import WorkspaceError, load
from rich.markup import escape
from rich.table import Table

from leadstream.connection import connect
from leadstream.terminal import FINDING, UNREACHABLE, USAGE, Stopped, out, print_json

application = typer.Typer(help="API keys: create, list, rotate, revoke.", no_args_is_help=True)

T = TypeVar("T")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_SPAN = re.compile(r"([0-9]{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Name = Annotated[str, typer.Argument(help="The client's name: letters, digits, dots, hyphens; shown in every lead.")]
Expires = Annotated[str, typer.Option(help="Until when the secret holds: 30m, 12h, 90d; default: until it is revoked.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line.")]


@application.command("create")
def create(
    name: Name,
    role: Annotated[list[str] | None, typer.Option(help=f"One or more of {', '.join(ROLES)}.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="Single scopes beside the roles.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only through these sources; default: all.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose leads.")] = "main",
    person: Annotated[bool, typer.Option("--person", help="A person's: tokens of it can be refreshed.")] = False,
    expires: Expires = "",
    json: Json = False,
) -> None:
    """Make a client and its first secret, which is shown this once."""
    _check(name)
    _check_sources(source or [])
    roles = tuple(role or (() if scope else ("sender",)))
    caller = Caller(name, tenant, tuple(source or (ANY,)), frozenset(), person)
    try:
        made = _done(_book().create(caller, roles, tuple(scope or ()), _span(expires), _who()))
    except ValueError as error:
        raise Stopped(str(error), USAGE) from None
    if made is None:
        raise Stopped(f"There is or was a client {name}: a name is given once.", FINDING)
    _show(made, json)


@application.command("list")
def list_clients(
    revoked: Annotated[bool, typer.Option("--revoked", help="Those that are revoked too.")] = False, json: Json = False
) -> None:
    """Show the clients in PostgreSQL; no secret is kept, and none is shown."""
    found = _done(_book().listed(revoked))
    if json:
        print_json({"clients": [_told(each) for each in found]})
        return
    table = Table("client", "tenant", "may", "sources", "secrets", "created", box=None, header_style="bold")
    for each in found:
        table.add_row(*map(escape, _cells(each)))
    out.print(table if found else "No client is kept in PostgreSQL; `leadstream keys create NAME` makes one.")


@application.command("rotate")
def rotate(
    name: Name,
    overlap: Annotated[str, typer.Option(help="For how long the secrets before it hold on.")] = "24h",
    expires: Expires = "",
    json: Json = False,
) -> None:
    """Make a further secret; the ones before it hold for a while, so that nobody is turned away meanwhile."""
    made = _done(_book().rotate(name, _span(overlap) or timedelta(), _span(expires)))
    if made is None:
        raise Stopped(f"There is no client {name}.", FINDING)
    _show(made, json)


@application.command("revoke")
def revoke(
    name: Name,
    secret: Annotated[str, typer.Option(help="Only this secret, by its id of `keys list`.")] = "",
    yes: Yes = False,
    json: Json = False,
) -> None:
    """End a client, or one of its secrets, now: its tokens end with it, and its name is not given again."""
    if json and not yes:
        raise Stopped("--json asks nothing: add --yes.", USAGE)
    if not yes:
        typer.confirm(f"End {f'secret {secret} of ' if secret else ''}{name} now?", abort=True)
    if not _done(_book().revoke(name, secret, _who())):
        raise Stopped(f"There is no {f'secret {secret} of ' if secret else ''}client {name} to revoke.", FINDING)
    if json:
        print_json({"client": name, "secret_id": secret, "revoked": True})
    else:
        out.print("Revoked. Gateway and console hear of it at once.")


def _book() -> ClientBook:
    return ClientBook(connect().postgres)


def _done(asked: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(asked)
    except PortUnavailable:
        raise Stopped(
            "PostgreSQL does not answer, or lacks the schema `access` (run the migrations).", UNREACHABLE
        ) from None


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Stopped("A client's name is letters, digits, dots, hyphens and underscores, 63 at most.", USAGE)


def _check_sources(named: list[str]) -> None:
    """A key for a source that there is not would be refused with each lead, and nobody would know why."""
    folder = connect().workspace if named else ""
    if not folder:
        return
    try:
        known = load(Path(folder)).sources
    except WorkspaceError as error:
        raise Stopped(f"The workspace {folder} cannot be read:\n{error}", USAGE) from None
    if unknown := [each for each in named if each not in known]:
        raise Stopped(f"No such source: {', '.join(unknown)}. {folder} has {', '.join(known)}.", USAGE)


def _span(text: str) -> timedelta | None:
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Stopped(f"{text} is no span of time: write 30m, 12h or 90d.", USAGE)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _show(made: Made, json: bool) -> None:
    if json:
        print_json({name: _time(value) for name, value in asdict(made).items()})
        return
    out.print(f"client    {made.client}", markup=False)
    out.print(f"secret    {made.secret}", markup=False, soft_wrap=True)
    out.print(f"secret id {made.secret_id}; it holds {_until(made.expires_at)}", markup=False)
    if made.others_until:
        out.print(f"The secrets before it hold {_until(made.others_until)}.")
    out.print("The secret is shown this once: keep it now.", style="yellow")


def _cells(each: ClientRow) -> tuple[str, ...]:
    held = [f"{ident} ({_until(ends)})" for ident, _, ends in each.secrets]
    return (
        f"{each.id}{' (person)' if each.person else ''}",
        each.tenant,
        ", ".join([*each.roles, *each.scopes]),
        ", ".join(each.sources),
        "revoked" if each.revoked_at else "\n".join(held) or "none holds",
        f"{_day(each.created_at)} by {each.created_by or '-'}",
    )


def _told(each: ClientRow) -> dict[str, Any]:
    secrets = [
        {"id": ident, "created_at": _time(made), "expires_at": _time(ends)} for ident, made, ends in each.secrets
    ]
    told = {name: _time(value) for name, value in asdict(each).items()}
    return {**told, "secrets": secrets}


def _time(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _day(value: datetime) -> str:
    return value.astimezone(UTC).date().isoformat()


def _until(value: datetime | None) -> str:
    return f"until {value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if value else "until it is revoked"


def _who() -> str:
    return f"cli:{getpass.getuser()}"

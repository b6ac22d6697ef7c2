"""`leadstream ledger`: the conservation equation, by source."""

import asyncio
from dataclasses import astuple, fields
from typing import Annotated

import typer
from lab.ledger import Account, Ledger, Unreachable, balance
from rich.markup import escape
from rich.table import Table

from leadstream.connection import Connection, connect
from leadstream.reconciled import now, reconciled
from leadstream.terminal import FINDING, UNREACHABLE, Stopped, out, print_json

COLUMNS = tuple(field.name for field in fields(Account))


def ledger(json: Annotated[bool, typer.Option("--json", help="One JSON line.")] = False) -> None:
    """Show that every accepted submission has its outcome; exit 1 if any is unaccounted for."""
    connection = connect()
    found, counted = read(connection), reconciled(connection)
    if json:
        print_json({**found.as_json(), "reconciler": counted.as_json() if counted else None})
    else:
        show(found)
        told = counted.sentence(now()) if counted else "reconciler: the console does not answer"
        out.print(told, markup=False, highlight=False)
    if not found.balanced:
        raise typer.Exit(FINDING)


def read(connection: Connection) -> Ledger:
    """
    The ledger of a running stack.

    Raises:
        Stopped: Kafka or PostgreSQL does not answer (exit code 3).
    """
    try:
        return asyncio.run(balance(connection.kafka, connection.postgres))
    except Unreachable as away:
        raise Stopped(f"The ledger cannot be read: {away}. `leadstream status` shows what runs.", UNREACHABLE) from None


def show(found: Ledger) -> None:
    """The ledger as a table, the operations that are open, and the sentence that it says."""
    table = Table("source", *COLUMNS, box=None, header_style="bold")
    for name, account in sorted(found.by_source.items()):
        table.add_row(escape(name), *map(str, astuple(account)))
    table.add_row("[bold]total[/]", *(f"[bold]{number}[/]" for number in astuple(found.total)))
    out.print(table)
    for each in found.operations:
        told = f"  {each.operation_id}  {each.open} of {each.lines} lines open, from {each.source}, since {each.since}"
        out.print(told, markup=False)
    out.print(sentence(found))


def sentence(found: Ledger) -> str:
    """The equation in words: balanced, on its way, or lost."""
    total = found.total
    if total.unaccounted:
        return f"[bold red]{total.unaccounted} accepted submissions are unaccounted for.[/]"
    ended = " + ".join(f"{getattr(total, name)} {name}" for name in COLUMNS[1:6] if getattr(total, name))
    equation = f"{total.accepted} accepted = {ended or '0'}"
    if found.at_rest:
        return f"[bold green]{equation}; lost 0.[/]"
    return f"{equation} + {total.in_flight} in flight"

"""`leadstream status`."""

from typing import Annotated

import typer
from rich.table import Table

from leadstream.connection import Connection, connect
from leadstream.terminal import FINDING, out, print_json

Json = Annotated[bool, typer.Option("--json", help="One JSON line; it holds the local API key and the database DSN.")]


def status(json: Json = False) -> None:
    """Show what runs and whether it is ready; exit 1 if anything is not."""
    connection = connect()
    document = connection.status()
    if json:
        print_json(document)
    else:
        _show(connection, document["services"])
    if not all(service["ready"] for service in document["services"].values()):
        raise typer.Exit(FINDING)


def _show(connection: Connection, services: dict[str, dict[str, object]]) -> None:
    table = Table("unit", "ready", "pid", "restarts", "health", box=None)
    for name, service in services.items():
        ready = "[green]yes[/]" if service["ready"] else "[red]no[/]"
        table.add_row(name, ready, str(service["pid"]), str(service["restarts"]), str(service["url"]))
    out.print(table)
    out.print(f"\ngateway  {connection.gateway}\nconsole  {connection.console}\nkafka    {connection.kafka}")
    for name, url in connection.emulators.items():
        out.print(f"{name} emulator  {url}")

"""`leadstream topics plan|apply|schemas`."""

from typing import Annotated

import typer
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from leadcore.contracts.schemas import SCHEMAS
from leadcore.failures import PortUnavailable
from leadcore.registry import Registry, SchemaRefused, publish
from leadcore.settings import SettingsError
from rich.table import Table

from lab import topics
from leadstream.connection import connect
from leadstream.terminal import FINDING, UNREACHABLE, Stopped, out

application = typer.Typer(help="Make the cluster's topics what schemas/topics.yaml says.", no_args_is_help=True)

Kafka = Annotated[str, typer.Option(help="host:port of a broker; default: the local stack.")]
Sizing = Annotated[str, typer.Option(help="local (4 partitions) or production (32).")]


@application.command("plan")
def plan(kafka: Kafka = "", sizing: Sizing = "local") -> None:
    """Show what is missing or differs; exit 1 if anything does."""
    changes = _planned(kafka, sizing)
    _show(changes)
    if changes:
        raise typer.Exit(FINDING)


@application.command("apply")
def apply(
    kafka: Kafka = "",
    sizing: Sizing = "local",
    replicas: Annotated[int, typer.Option(min=1, help="Copies of each partition.")] = 1,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Create what is missing and grow what is too small; nothing is ever deleted."""
    changes = _planned(kafka, sizing)
    _show(changes)
    if not changes:
        return
    if not yes:
        typer.confirm("Apply?", abort=True)
    try:
        topics.apply(_admin(kafka), changes, replicas=replicas)
    except ValueError as error:
        raise Stopped(str(error)) from None
    except KafkaException as error:
        raise Stopped(f"The cluster refused: {error.args[0].str()}", UNREACHABLE) from None
    out.print(f"{len(changes)} changed.")


@application.command("schemas")
def schemas(
    registry: Annotated[str, typer.Option(envvar="SCHEMA_REGISTRY_URL", help="Base of its Confluent API.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Register every schema that ever was written, fully compatible ones alone; services with a registry need it."""
    try:
        asked = Registry(registry)
        lacking = [f"{name} ({locked})" for locked, (name, text) in SCHEMAS.items() if asked.id_of(name, text) is None]
        if not lacking:
            out.print("All schemas are registered.")
            return
        out.print("\n".join(lacking))
        if not yes:
            typer.confirm("Register?", abort=True)
        publish(asked)
    except PortUnavailable as away:
        raise Stopped(f"The registry does not answer: {away.reason}.", UNREACHABLE) from None
    except SchemaRefused as refused:
        raise Stopped(f"The registry holds a version of {refused} that ours does not go with.") from None
    except SettingsError as error:
        raise typer.BadParameter(str(error), param_hint="--registry") from None
    out.print(f"{len(lacking)} registered.")


def _planned(kafka: str, sizing: str) -> list[topics.Change]:
    if sizing not in ("local", "production"):
        raise typer.BadParameter("local or production", param_hint="--sizing")
    try:
        return topics.plan(_admin(kafka), "local" if sizing == "local" else "production")
    except KafkaException:
        raise Stopped("Kafka does not answer.", UNREACHABLE) from None


def _admin(kafka: str) -> AdminClient:
    return AdminClient({"bootstrap.servers": kafka or connect().kafka, "log_level": 0})


def _show(changes: list[topics.Change]) -> None:
    if not changes:
        out.print("All topics are as schemas/topics.yaml says.")
        return
    table = Table("topic", "change", "partitions", box=None)
    for change in changes:
        table.add_row(change.topic, change.kind, f"{change.have} → {change.want}")
    out.print(table)

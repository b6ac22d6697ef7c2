"""`leadstream trigger EVENT FILE`: set off one event by hand, through the topic that it always comes by."""

import asyncio
import getpass
import os
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from confluent_kafka import KafkaException, Producer
from console.adapters.postgres import PostgresLeadStore, connected
from leadcore import ids
from leadcore.clock import system_clock
from leadcore.failures import PortUnavailable
from leadcore.framing import Emission, packed
from leadcore.message import Write, wire_bytes
from leadcore.problems import FieldError
from leadcore.registry import RegistryDisagrees, codec_for
from leadcore.workspace import Workspace, WorkspaceError, load

from leadstream.connection import Connection, connect
from leadstream.events import KINDS, Asked, Event, event
from leadstream.terminal import FINDING, UNREACHABLE, USAGE, Stopped, out, print_json

UNIT = "trigger"
BY = "lead-triggered-by"
"""The header that says who set an event off."""
TIMEOUT_S = 15
KNOWN, NO_LEAD = "known", "no-such-lead"


@dataclass(frozen=True, slots=True)
class Stands:
    """Where an event was written."""

    topic: str
    partition: int
    offset: int


def trigger(
    name: Annotated[str, typer.Argument(metavar="EVENT", help="submission, revision or engagement.")],
    file: Annotated[Path, typer.Argument(help="One JSON object; - for standard input.")],
    source: Annotated[str, typer.Option(help="Of a submission or revision: by which source it is read.")] = "",
    identifier: Annotated[str, typer.Option("--id", help="Its id; the same again has no second effect.")] = "",
    workspace: Annotated[Path | None, typer.Option(help="Workspace folder; default: the stack's own.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON line; with --yes or --dry-run.")] = False,
) -> None:
    """
    Set off one event by hand; exit 1 if a field of it is wrong.

    submission: a lead, as for POST /v1/leads; needs --source.

    revision: {"lead_id", "lead": what is said anew of it}; needs --source.

    engagement: {"lead_id", "kind", "at", "actor", "parameters"}. docs/trigger.md has it all.
    """
    kind = next((each for each in KINDS if each == name), None)
    if kind is None:
        raise Stopped(f"There is no event {name}: {', '.join(KINDS)}. What units conclude is replayed.", USAGE)
    if json and not (yes or dry_run):
        raise Stopped("--json asks nothing: add --yes, or --dry-run.", USAGE)
    raw, connection = _read(file), connect()
    chosen, loaded = identifier or ids.new_submission_id(), _workspace(workspace, connection)
    asked = Asked(chosen, getpass.getuser(), source, loaded, system_clock)
    found = event(kind, raw, asked)
    known = asyncio.run(_known(connection, found)) if isinstance(found, Event) else ""
    if known == NO_LEAD:
        found = [FieldError("lead_id", NO_LEAD)]
    if not isinstance(found, Event):
        raise _refused(found, asked, json)
    write = _write(found, asked)
    if not json:
        _preview(found, write, asked)
    if known and not json:
        out.print(f"{found.name} is on record already.", markup=False)
    if not (dry_run or known or yes):
        typer.confirm("Go on?", abort=True)
    _tell(found, None if dry_run or known else _written(connection.kafka, write), asked, json)


def _read(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    if not file.is_file():
        raise Stopped(f"{file} is not a file.", USAGE)
    return file.read_bytes()


def _workspace(wanted: Path | None, connection: Connection) -> Workspace:
    folder = wanted or Path(connection.workspace)
    try:
        return load(folder)
    except (WorkspaceError, OSError) as error:
        raise Stopped(f"The workspace {folder} cannot be used:\n{error}", USAGE) from None


async def _known(connection: Connection, found: Event) -> str:
    """What the record knows of the event: that it was set off before, or that its lead is none; empty: neither."""
    try:
        async with connected(connection.postgres) as pool:
            findings = await PostgresLeadStore(pool).findings(found.subject.tenant, found.follow)
    except PortUnavailable as away:
        raise Stopped(f"{away.dependency} does not answer: {away.reason}. Nothing was written.", UNREACHABLE) from None
    if found.kind == "submission":
        return KNOWN if findings is not None else ""
    if findings is None or findings.lead is None:
        return NO_LEAD
    done = {row["cause_id"] for row in (*findings.versions, *findings.unchanged)}
    return KNOWN if found.kind == "revision" and found.name in done else ""


def _refused(wrong: list[FieldError], asked: Asked, json: bool) -> Stopped:
    if json:
        told = [{"field": each.field, "reason": each.reason} for each in wrong]
        print_json({"id": asked.name, "written": False, "errors": told})
    lines = [f"  {each.field or 'the document'}: {each.reason}" for each in wrong]
    return Stopped("\n".join(["Nothing was written:", *lines]), FINDING)


def _write(found: Event, asked: Asked) -> Write:
    try:
        codec = codec_for(os.environ.get("SCHEMA_REGISTRY_URL", ""))
    except PortUnavailable as away:
        raise Stopped(f"The registry does not answer: {away.reason}. Nothing was written.", UNREACHABLE) from None
    except RegistryDisagrees as disagrees:
        raise Stopped(str(disagrees), FINDING) from None
    [write] = packed([Emission(found.topic, found.record, found.subject)], codec, lambda _topic: 1, UNIT)
    return replace(write, headers=(*write.headers, (BY, asked.by.encode("ascii", "replace"))))


def _preview(found: Event, write: Write, asked: Asked) -> None:
    told = {
        "event": found.kind,
        "topic": write.topic.value,
        "id": found.name,
        "lead": found.subject.lead_id or "-",
        "tenant": found.subject.tenant,
        "source": found.subject.source,
        "by": asked.by,
        "bytes": wire_bytes(write),
    }
    for name, value in told.items():
        out.print(f"{name:<8} {value}", markup=False, soft_wrap=True)


def _written(servers: str, write: Write) -> Stands:
    """Write it, durably; where it stands."""
    settings: dict[str, Any] = {"bootstrap.servers": servers, "log_level": 2, "error_cb": lambda _error: None}
    settings |= {"enable.idempotence": True, "partitioner": "murmur2_random", "message.timeout.ms": TIMEOUT_S * 1000}
    stands: list[Stands] = []
    failed: list[str] = []

    def delivered(error: Any, message: Any) -> None:
        if error is None:
            stands.append(Stands(message.topic(), message.partition(), message.offset()))
        else:
            failed.append(error.name())

    producer = Producer(settings)
    try:
        producer.produce(write.topic.value, write.value, write.key, headers=list(write.headers), on_delivery=delivered)
        producer.flush(TIMEOUT_S + 1)
    except KafkaException as error:
        failed.append(error.args[0].name())
    if not stands:
        why = failed[0] if failed else "no answer"
        raise Stopped(f"Kafka did not take it: {why}. Set it off again with the same --id.", UNREACHABLE)
    return stands[0]


def _tell(found: Event, stands: Stands | None, asked: Asked, json: bool) -> None:
    if json:
        place = {"topic": found.topic.value} | ({} if stands is None else asdict(stands))
        lead = {"lead_id": found.subject.lead_id} if found.subject.lead_id else {}
        print_json({"event": found.kind, "id": found.name, **lead, **place, "by": asked.by, "written": bool(stands)})
    elif stands is None:
        out.print("Nothing was written.")
    else:
        where = f"{stands.topic}, partition {stands.partition}, offset {stands.offset}"
        out.print(f"written to {where}, as {found.name}", markup=False, soft_wrap=True)
        out.print(f"leadstream why {found.follow}", markup=False, soft_wrap=True)

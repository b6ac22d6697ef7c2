"""
The show of `make run`: 1,000 invented leads in, by HTTP and straight to Kafka, while a unit is killed and the CRM is in
trouble; everything printed is measured.

    send → after the first leads: trouble → watch outcomes until nothing moves → one passport → what was got over →
    the ledger → what the destinations really hold
"""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
from lab.generator import Generated, generate
from lab.ledger import Ledger
from lab.sending import Sent
from leadcore.clock import system_clock
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn

from lab import sending
from leadstream import passport
from leadstream.commands import ledger
from leadstream.connection import Connection
from leadstream.terminal import out
from leadstream.trouble import Trouble

LEADS = 1000
DEADLINE_S = 120.0
CRM_DEADLINE_S = 30.0
STEP_S = 0.3
UPSTREAM = "upstream"


def run(connection: Connection) -> bool:
    """Whether the ledger balanced at rest, every destination agrees with it, and all trouble was got over."""
    now = datetime.fromtimestamp(system_clock() / 1000, UTC)
    seed = round(now.timestamp())
    leads = list(generate(LEADS, seed, now=now))
    out.print(f"[bold]{LEADS} invented leads[/], seed {seed}: messy, from {len({x.source for x in leads})} sources,")
    out.print("half by HTTP, half straight to leads.raw as JSON and as Avro.\n")
    before = ledger.read(connection)
    trouble = Trouble(connection, seed)
    trouble.prepare()
    began = time.monotonic()
    with ThreadPoolExecutor(1) as senders:
        sending_all = senders.submit(lambda: [*_send(connection, leads), trouble.send_again_and_again()])
        found = _watch(connection, before, sending_all, trouble)
        _tell_refusals(sending_all.result())
    out.print(f"\nSent and at rest after {time.monotonic() - began:.1f} s.\n")
    _explain(connection)
    out.print("[bold]What it got over[/]")
    well = trouble.told()
    out.print()
    ledger.show(found)
    agreed = _agreed(connection, found)
    out.print(f"The show took {time.monotonic() - began:.1f} s.")
    return agreed and well


def what_next(connection: Connection, stop: str = "Ctrl-C stops everything.") -> None:
    """What to open, what to try, and how to stop it."""
    hubspot = connection.emulators.get("hubspot")
    records = f"\n      {hubspot}/_emulator/records   the fake HubSpot's records" if hubspot else ""
    out.print(
        f"""
[bold]Open[/]  {connection.console}/v1/leads   (Authorization: Bearer <key>){records}
[bold]Try[/]   leadstream status        what runs; --json has the local key
      leadstream why LEAD       every decision about a lead, or about an e-mail address
      leadstream ledger         accepted = routed + duplicate + rejected + dead + erased + in flight
      leadstream dead list      what no unit could pass, by cause
      leadstream send FILE      your own leads, JSON lines
      leadstream import FILE --source events-csv

{stop}"""
    )


def _send(connection: Connection, leads: Sequence[Generated]) -> list[Sent]:
    upstream = [lead.body for lead in leads if lead.source == UPSTREAM]
    by_source = {s: [x.body for x in leads if x.source == s] for s in {x.source for x in leads} - {UPSTREAM}}
    silent = lambda _count: None  # noqa: E731  the bar by outcome is what is watched
    half = len(upstream) // 2
    sent = [
        asyncio.run(sending.over_http(connection.gateway, connection.authorization, bodies, source, silent))
        for source, bodies in by_source.items()
    ]
    sent.append(sending.over_kafka(connection.kafka, upstream[:half], UPSTREAM, silent))
    sent.append(sending.over_kafka(connection.kafka, upstream[half:], UPSTREAM, silent, avro=True))
    return sent


def _tell_refusals(sent: Sequence[Sent]) -> None:
    for each in sent:
        for reason, count in each.reasons.items():
            out.print(f"  the gateway refused {count}: {reason}", markup=False)


def _watch(connection: Connection, before: Ledger, sent: Future[list[Sent]], trouble: Trouble) -> Ledger:
    """
    The ledger once all is sent, all that was accepted is in it and nothing moves; or at the deadline. When the first
    leads are through, the trouble begins.
    """
    progress = Progress(
        TextColumn("{task.description:<12}"), BarColumn(), TextColumn("{task.completed:.0f}"), console=out
    )
    bars = {name: progress.add_task(name, total=LEADS, visible=False) for name in ledger.COLUMNS[1:]}
    end = time.monotonic() + DEADLINE_S
    last = None
    with Live(progress, console=out, refresh_per_second=8):
        while True:
            found = ledger.read(connection)
            for name, task in bars.items():
                gained = getattr(found.total, name) - getattr(before.total, name)
                progress.update(task, completed=gained, visible=gained > 0)
            if found.total.routed - before.total.routed >= LEADS // 20:
                trouble.strike()
            if (found == last and trouble.over and _all_in(found, before, sent)) or time.monotonic() > end:
                return found
            last = found
            time.sleep(STEP_S)


def _all_in(found: Ledger, before: Ledger, sent: Future[list[Sent]]) -> bool:
    if not sent.done() or not found.at_rest:
        return False
    return found.total.accepted >= before.total.accepted + sum(each.accepted for each in sent.result())


def _explain(connection: Connection) -> None:
    found = _get(connection, "/v1/leads", limit="1", band="hot")
    items = found["items"] or _get(connection, "/v1/leads", limit="1")["items"]
    shown = passport.fetch(connection, items[0]["lead_id"]) if items else None
    if shown is None:
        out.print("[red]No lead came out.[/]")
        return
    passport.show(shown)
    out.print()


def _agreed(connection: Connection, found: Ledger) -> bool:
    """Print what the destinations hold, counted inside them; whether that agrees with the ledger."""
    leads = _get(connection, "/v1/leads", limit="1", count="true")["total"]
    contacts, most = _contacts(connection, found.total.routed)
    out.print(
        f"PostgreSQL holds {leads} leads; the fake HubSpot {contacts} contacts, at most {most} made for one lead."
    )
    well = found.at_rest and found.balanced and leads == contacts == found.total.routed and most <= 1
    if not well:
        out.print("[bold red]The destinations and the ledger do not agree.[/]")
    return bool(well)


def _contacts(connection: Connection, expected: int) -> tuple[int, int]:
    """Contacts in the fake HubSpot, and the most made for one lead; a CRM may come after PostgreSQL: it is awaited."""
    end = time.monotonic() + CRM_DEADLINE_S
    while True:
        url = f"{connection.emulators['hubspot']}/_emulator/counts"
        counts = httpx.get(url, timeout=10, trust_env=False).json()
        contacts, most = int(counts["records"]["contacts"]), int(counts["lead_ids"]["max_creates"])
        if contacts >= expected or time.monotonic() > end:
            return contacts, most
        time.sleep(STEP_S)


def _get(connection: Connection, path: str, **parameters: str) -> dict[str, Any]:
    answer = httpx.get(
        connection.console + path,
        params=parameters,
        headers=connection.authorization,
        timeout=10,
        trust_env=False,
    )
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    return document

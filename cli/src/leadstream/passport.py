"""Fetches a lead's passport from the console and shows it: who it is, what was decided, what came of it."""

from typing import Any
from urllib.parse import quote

import httpx
from rich.markup import escape
from rich.table import Table

from leadstream.connection import Connection
from leadstream.terminal import UNREACHABLE, Stopped, out

TIMEOUT_S = 10


def fetch(connection: Connection, lead: str) -> dict[str, Any] | None:
    """
    The passport of a lead id, a submission id or an e-mail address; None where nobody knows it.

    Raises:
        Stopped: the console does not answer.
    """
    try:
        with _client(connection) as client:
            lead_id = _lead_id(client, lead)
            answer = client.get(f"/v1/leads/{quote(lead_id, safe='')}/passport") if lead_id else None
    except httpx.HTTPError:
        raise Stopped(f"The console at {connection.console} does not answer.", UNREACHABLE) from None
    if answer is None or answer.status_code == 404:
        return None
    if answer.status_code != 200:
        raise Stopped(f"The console answered {answer.status_code}.", UNREACHABLE)
    document: dict[str, Any] = answer.json()
    return document


def show(passport: dict[str, Any]) -> None:
    """Print the passport for a person."""
    lead = passport["lead"]
    named, source = escape(passport["lead_id"]), escape(passport["source"])
    if passport["version"]:
        out.print(f"[bold]Lead {named}[/], version {passport['version']}, source {source}")
    else:
        out.print(f"[bold]Submission {named}[/] made no lead, source {source}")
    out.print(f"{lead.get('full_name') or '(no name)'} · {lead.get('email') or lead.get('phone') or '-'}", markup=False)
    if len(passport["versions"]) > 1:
        out.print(_versions(passport["versions"]), markup=False)
    out.print(_decisions(passport["decisions"]))
    out.print(_came_of_it(passport), markup=False)


def _client(connection: Connection) -> httpx.Client:
    """A client for loopback: a proxy of the environment is not for it."""
    return httpx.Client(
        base_url=connection.console, headers=connection.authorization, timeout=TIMEOUT_S, trust_env=False
    )


def _lead_id(client: httpx.Client, lead: str) -> str:
    if "@" not in lead:
        return lead
    found = client.get("/v1/leads", params={"email": lead, "limit": 1})
    if found.status_code != 200:
        raise Stopped(f"The console answered {found.status_code}.", UNREACHABLE)
    items = found.json()["items"]
    return str(items[0]["lead_id"]) if items else ""


def _versions(versions: list[dict[str, Any]]) -> str:
    """A line a version: why it was made, and by which submission."""
    return "\n".join(f"version {each['version']}: {each['cause']} by {each['cause_id']}" for each in versions)


def _decisions(decisions: list[dict[str, Any]]) -> Table:
    table = Table("#", "version", "unit", "decision", "because", "ms", "price", box=None, header_style="bold")
    for number, each in enumerate(decisions, start=1):
        because = ", ".join(f"{name}={value}" for name, value in each["parameters"].items())
        price = f"{each['price']:.4f}" if each["price"] else "0"
        version = str(each["version"] or "")
        table.add_row(
            str(number), version, each["unit"], each["code"], escape(because), f"{each['duration_ms']:.2f}", price
        )
    return table


def _came_of_it(passport: dict[str, Any]) -> str:
    score, routing = passport["score"], passport["routing"]
    lines = []
    if score:
        lines.append(f"score {score['score']:.1f} ({score['band']}, {score['method']})")
    if routing:
        owner = routing["owner"] or "review queue"
        lines.append(f"owner {owner}" + (f", pool {routing['pool']}" if routing["pool"] else ""))
    lines += [f"delivered to {r['destination']}: {r['result']} {r['record_id']}" for r in passport["receipts"]]
    return "\n".join(lines)

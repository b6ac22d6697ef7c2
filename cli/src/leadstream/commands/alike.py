"""`leadstream alike list|show|same|not-same|ask-again`: leads that may be one person's, why, and what you say of it."""

import getpass
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer
from console.domain.questions import encode_cursor
from console.domain.reviewing import MOST, PAGE, Pair, Said, read_page
from console.routes.alike import told
from rich.markup import escape
from rich.table import Table

from leadstream import reviews
from leadstream.connection import connect
from leadstream.terminal import FINDING, USAGE, Stopped, out, print_json

application = typer.Typer(help="Leads that look alike: see why, say whether they are one.", no_args_is_help=True)

Lead = Annotated[str, typer.Argument(help="A lead id.")]
Other = Annotated[str, typer.Argument(help="The id of the lead beside it.")]
Tenant = Annotated[str, typer.Option(help="Whose leads.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON line.")]


@application.command("list")
def list_pairs(
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="So many of the newest leads are looked at.")] = PAGE,
    cursor: Annotated[str, typer.Option(help="Go on where the page before ended: its `next`.")] = "",
    tenant: Tenant = "main",
    json: Json = False,
) -> None:
    """Show pairs of which nobody has said anything yet, the newest leads first; exit 1 if there are any."""
    asked = read_page({"cursor": cursor} if cursor else {})
    if isinstance(asked, list):
        raise Stopped("--cursor: not one that a page before has told.", USAGE)
    found, following = reviews.pairs(connect(), tenant, asked.cursor, limit)
    after = encode_cursor(following) if following else None
    if json:
        print_json({"items": [told(pair) for pair in found], "next": after})
    else:
        for pair in found:
            _show(pair)
        out.print(f"{len(found)} to be looked at." if found else "Nothing here looks alike that was not answered.")
        if after:
            out.print(f"Earlier leads: leadstream alike list --cursor {after}", markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(FINDING)


@application.command("show")
def show(lead: Lead, tenant: Tenant = "main", json: Json = False) -> None:
    """Show what is like one lead, and what was said of it; exit 1 if something waits for an answer."""
    found = reviews.of_lead(connect(), tenant, lead)
    if found is None:
        raise Stopped("No such lead.", FINDING)
    pairs, said = found
    if json:
        print_json({"items": [told(pair) for pair in pairs], "said": [asdict(each) for each in said]})
    else:
        for pair in pairs:
            _show(pair)
        for each in said:
            out.print(f"{each.said:<9} {each.lead_id}  {each.at[:16]}  {each.by}", markup=False, soft_wrap=True)
        if not pairs and not said:
            out.print("Nothing looks like it.")
    if pairs:
        raise typer.Exit(FINDING)


@application.command("same")
def same(lead: Lead, other: Other, tenant: Tenant = "main") -> None:
    """Say that two leads are one person's. It is remembered and shown; nothing is merged."""
    _say(tenant, lead, other, "same")


@application.command("not-same")
def not_same(lead: Lead, other: Other, tenant: Tenant = "main") -> None:
    """Say that two leads are two persons'. They are not suggested again."""
    _say(tenant, lead, other, "not-same")


@application.command("ask-again")
def ask_again(lead: Lead, other: Other, tenant: Tenant = "main") -> None:
    """Take back what was said of two leads."""
    _differ(lead, other)
    if not reviews.forget(connect(), tenant, lead, other):
        raise Stopped("Nothing was said of these two.", FINDING)
    out.print("They may be suggested again.")


def _say(tenant: str, lead: str, other: str, said: Said) -> None:
    _differ(lead, other)
    if not reviews.decide(connect(), tenant, (lead, other), said, f"cli:{getpass.getuser()}"):
        raise Stopped("One of the two is no lead. `leadstream alike list` shows those that wait.", FINDING)
    out.print(f"{said}: remembered. Nothing was changed in either lead.")


def _differ(lead: str, other: str) -> None:
    if lead == other:
        raise Stopped("Name two leads: this is one.", USAGE)


def _show(pair: Pair) -> None:
    table = Table("", "lead", "name", "e-mail", "number", "company", "address", box=None, header_style="bold")
    for word, contact in (("later", pair.lead), ("earlier", pair.other)):
        place = ", ".join(filter(None, (contact.address, contact.postal_code, contact.city)))
        words = (contact.name, contact.email, contact.phone, contact.company, place)
        table.add_row(word, *map(escape, (contact.lead_id, *words)))
    out.print(table)
    out.print(f"{pair.alike.points:g} points: {_parts(pair.alike.parts)}\n", markup=False)


def _parts(parts: Mapping[str, float]) -> str:
    ordered = sorted(parts.items(), key=lambda part: -part[1])
    return " · ".join(f"{name.replace('_', ' ')} {points:+g}" for name, points in ordered)

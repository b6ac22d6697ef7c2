"""`leadstream why LEAD|EMAIL`: every decision about a lead, in order."""

import time
from typing import Annotated, Any

import typer

from leadstream import passport
from leadstream.connection import connect
from leadstream.terminal import FINDING, Stopped, print_json

ASK_EVERY_S = 0.25


def why(
    lead: Annotated[str, typer.Argument(help="A lead id, a submission id, or an e-mail address.")],
    wait: Annotated[float, typer.Option(help="For a lead that is still on its way: so many seconds.", min=0)] = 0,
    json: Annotated[bool, typer.Option("--json", help="The passport as one JSON line.")] = False,
) -> None:
    """Print the passport of a lead: each decision with its milliseconds, price and reason."""
    found = _found(lead, wait)
    if found is None:
        raise Stopped("No such lead. It may still be on its way: `leadstream ledger` shows what is in flight.", FINDING)
    if json:
        print_json(found)
    else:
        passport.show(found)


def _found(lead: str, wait_s: float) -> dict[str, Any] | None:
    """The passport, as soon as it is there, within `wait_s`."""
    connection, end = connect(), time.monotonic() + wait_s
    while (found := passport.fetch(connection, lead)) is None and time.monotonic() < end:
        time.sleep(ASK_EVERY_S)
    return found

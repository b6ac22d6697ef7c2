"""`leadstream resume UNIT`: have a unit go on that holds because its brake was pulled."""

from typing import Annotated

import httpx
import typer

from leadstream.connection import connect
from leadstream.terminal import FINDING, UNREACHABLE, USAGE, Stopped, out

TIMEOUT_S = 10


def resume(
    unit: Annotated[str, typer.Argument(help="The unit that holds: `leadstream status` says which is not ready.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Release a unit's brake: what it rejects becomes dead letters, until what it reads is well again."""
    connection = connect()
    if unit not in connection.units:
        raise Stopped(f"There is no unit {unit}: {', '.join(connection.units)}.", USAGE)
    url = connection.units[unit].address
    reasons = _asked("GET", f"{url}/readyz").json()["reasons"]
    if "brake" not in reasons:
        raise Stopped(f"{unit} does not hold: {reasons or 'it is ready'}.", FINDING)
    out.print(f"{unit} holds: too much of what it reads would be dead. Released, it writes that to leads.dead.")
    if not yes:
        typer.confirm("Go on?", abort=True)
    if _asked("POST", f"{url}/resume").status_code != httpx.codes.OK:
        raise Stopped(f"{unit} went on by itself.", FINDING)
    out.print(f"{unit} goes on; `leadstream dead list` shows what it rejects.")


def _asked(method: str, url: str) -> httpx.Response:
    try:
        return httpx.request(method, url, timeout=TIMEOUT_S, trust_env=False)
    except httpx.HTTPError:
        raise Stopped(f"The unit does not answer at {url}.", UNREACHABLE) from None

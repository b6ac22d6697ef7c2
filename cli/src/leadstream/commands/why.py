"""`leadstream why LEAD|EMAIL`: every decision about a lead, in order."""

from typing import Annotated

import typer

from leadstream import passport
from leadstream.connection import connect
from leadstream.terminal import FINDING, Stopped, print_json


def why(
    lead: Annotated[str, typer.Argument(help="A lead id, a submission id, or an e-mail address.")],
    json: Annotated[bool, typer.Option("--json", help="The passport as one JSON line.")] = False,
) -> None:
    """Print the passport of a lead: each decision with its milliseconds, price and reason."""
    found = passport.fetch(connect(), lead)
    if found is None:
        raise Stopped("No such lead. It may still be on its way: `leadstream ledger` shows what is in flight.", FINDING)
    if json:
        print_json(found)
    else:
        passport.show(found)

"""The commands of `leadstream`, and what is true of all: help, exit codes, words for every failure."""

from typing import Any

import typer
from lab.stack import StackFailure
from typer.core import TyperGroup

from leadstream.commands import (
    bench,
    dead,
    doctor,
    down,
    imports,
    keys,
    ledger,
    prove,
    resume,
    send,
    status,
    topics,
    trigger,
    trying,
    up,
    why,
)
from leadstream.terminal import Stopped, say_error

EPILOG = "Exit codes: 0 ok, 1 finding, 2 usage, 3 unreachable. State lies under LEADSTREAM_HOME (default .leadstream/)."


class _Group(TyperGroup):
    """Turns the failures that commands foresee into one line and their exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except StackFailure as failure:
            say_error(str(failure))
            raise typer.Exit(3) from None
        except Stopped as stopped:
            say_error(str(stopped))
            raise typer.Exit(stopped.code) from None


application = typer.Typer(
    cls=_Group,
    name="leadstream",
    help="Leads in; decided, explained and delivered; none lost.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
application.command("up")(up.up)
application.command("down")(down.down)
application.command("status")(status.status)
application.command("try")(trying.try_file)
application.command("send")(send.send)
application.command("import")(imports.import_file)
application.command("ledger")(ledger.ledger)
application.command("why")(why.why)
application.command("resume")(resume.resume)
application.command("trigger")(trigger.trigger)
application.command("doctor")(doctor.doctor)
application.command("prove")(prove.prove)
application.add_typer(dead.application, name="dead")
application.add_typer(keys.application, name="keys")
application.add_typer(topics.application, name="topics")
application.add_typer(bench.application, name="bench")

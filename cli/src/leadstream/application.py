"""The commands of `leadstream`, and what is true of all: help, exit codes, words for every failure."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from lab.stack import StackFailure
from typer.core import TyperGroup
from typer.main import get_command, get_group

from leadstream.terminal import Stopped, say_error

EPILOG = "Exit codes: 0 ok, 1 finding, 2 usage, 3 unreachable. State lies under LEADSTREAM_HOME (default .leadstream/)."
COMMANDS = {
    "up": "up:up",
    "down": "down:down",
    "status": "status:status",
    "try": "trying:try_file",
    "send": "send:send",
    "import": "imports:import_file",
    "ledger": "ledger:ledger",
    "why": "why:why",
    "resume": "resume:resume",
    "trigger": "trigger:trigger",
    "doctor": "doctor:doctor",
    "prove": "prove:prove",
    "alike": "alike:application",
    "dead": "dead:application",
    "keys": "keys:application",
    "topics": "topics:application",
    "bench": "bench:application",
}
"""Module and name of each, in the order in which help lists them: a function, or a group of its own."""


class _Commands(Mapping[str, Any]):
    """Each is loaded when it is asked for: most of them need what the others never use."""

    def __getitem__(self, name: str) -> Any:
        module, _, named = COMMANDS[name].partition(":")
        found = getattr(import_module(f"leadstream.commands.{module}"), named)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(pretty_exceptions_enable=False, add_completion=False)
            found.command(name)(function)
            return get_command(found)
        group = get_group(found)
        group.name = name
        return group

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(TyperGroup):
    """Turns the failures that commands foresee into one line and their exit code."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self.commands: Any = _Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  click's shape
        return list(self.commands)

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


@application.callback()
def _of_all() -> None:
    """What is true of all commands; no option is."""

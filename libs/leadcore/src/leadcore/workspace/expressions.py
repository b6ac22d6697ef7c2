"""
Expressions of the workspace, in CEL (https://cel.dev): one value out of one value.

They are compiled once and bounded: at most `MAX_LENGTH` characters, no loops, values of at most `MAX_VALUE` characters,
regular expressions that never backtrack (Rust's). What goes wrong is a code; the library's own words may quote the
value.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from leadcore.frozen import dataclass
from leadcore.workspace.findings import did_you_mean

MAX_LENGTH = 500
MAX_VALUE = 4_000
VARIABLES: Final = ("value", "row")
"""`value`: what stands under the key. `row`: the whole object, the sender's keys as sent."""

Fault = Literal["transform-failed", "transform-of-wrong-type", "too-long-to-transform"]
Plain: TypeAlias = str | int | float | bool | None

_OPERATOR = re.compile(r"[^A-Za-z]")
_LOOP = re.compile(r"\.\s*(map|filter|all|exists|exists_one|transformList|transformMap)\s*\(")
_BUILT_IN = frozenset(
    {
        "bool",
        "contains",
        "double",
        "duration",
        "endsWith",
        "int",
        "matches",
        "size",
        "startsWith",
        "string",
        "timestamp",
    }
)
_EXTENSIONS = frozenset(
    {"charAt", "indexOf", "join", "lastIndexOf", "lowerAscii", "replace", "split", "substring", "trim", "upperAscii"}
)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why an expression has no value."""

    reason: Fault


@dataclass(frozen=True, slots=True)
class _Program:
    execute: Callable[[dict[str, Any]], Any]
    functions: Mapping[str, Callable[..., Any]]
    asks_row: bool


def refusal(text: str) -> str:
    """Why `text` is no expression that may be used, for a finding; empty where it is one."""
    if len(text) > MAX_LENGTH:
        return f"must not be longer than {MAX_LENGTH} characters"
    if loop := _LOOP.search(text):
        return f"must not loop ({loop[1]}): an expression sees one value"
    import cel  # six megabytes that a workspace without expressions does not need

    try:
        asked = cel.compile(text).references()
    except ValueError:
        return "is no CEL expression, such as double(value) * 1000.0"
    for name in asked["variables"]:
        if name not in VARIABLES:
            return f"asks for {name}, which is neither value nor row{did_you_mean(name, VARIABLES)}"
    known = _BUILT_IN | _EXTENSIONS
    for name in asked["functions"]:
        if not _OPERATOR.match(name) and name not in known:
            return f"calls {name}, which there is not{did_you_mean(name, known)}"
    return ""


def evaluate(text: str, value: object, row: Mapping[str, object]) -> Plain | Failed:
    """The value of `text`, which `refusal` has let pass, for one value of one object. Never raises."""
    if isinstance(value, str) and len(value) > MAX_VALUE:
        return Failed("too-long-to-transform")
    program = _compiled(text)
    given = {**program.functions, "value": value, **({"row": dict(row)} if program.asks_row else {})}
    try:
        found = program.execute(given)
    except Exception:  # noqa: BLE001  the library raises one kind for each fault; all mean that there is no value
        return Failed("transform-failed")
    return _plain(found)


def _plain(found: object) -> Plain | Failed:
    if isinstance(found, datetime):
        return found.isoformat()
    if isinstance(found, float) and not math.isfinite(found):
        return Failed("transform-failed")
    if found is None or isinstance(found, str | int | float):
        return found
    return Failed("transform-of-wrong-type")


@lru_cache(maxsize=1_024)
def _compiled(text: str) -> _Program:
    import cel
    from cel import stdlib

    program = cel.compile(text)
    asked = program.references()
    functions = {name: stdlib.STDLIB_FUNCTIONS[name] for name in asked["functions"] if name in _EXTENSIONS}
    return _Program(program.execute, functions, "row" in asked["variables"])

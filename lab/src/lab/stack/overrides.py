"""
Units started otherwise than planned, for whoever breaks them on purpose.

`LEADSTREAM_LAB_OVERRIDES` names a JSON file, `{unit: {"argv": […], "env": {…}, "restart_s": 0.2}}`. It is read at each
start of a unit, so that what is written there holds from the unit's next start on; nothing in a service knows of it.
"""

import os
from dataclasses import replace
from pathlib import Path

import msgspec

from lab.stack.home import write
from lab.stack.units import Service

VARIABLE = "LEADSTREAM_LAB_OVERRIDES"


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    What is otherwise for one unit.

    `argv` replaces its command, `env` is added to its environment, and with `restart_s` it is started again so long
    after each death, however many there were.
    """

    argv: tuple[str, ...] = ()
    env: dict[str, str] = {}
    restart_s: float | None = None


def read() -> dict[str, Override]:
    """The overrides in force, by unit; none without the variable or its file."""
    file = os.environ.get(VARIABLE)
    return read_from(Path(file)) if file else {}


def read_from(file: Path) -> dict[str, Override]:
    """The overrides in `file`; none where there is no such file."""
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Override]) if file.exists() else {}


def save(file: Path, overrides: dict[str, Override]) -> None:
    """Put these in force, at once for every reader."""
    write(file, msgspec.json.encode(overrides).decode())


def applied(service: Service) -> Service:
    """The service as it is to be started now."""
    found = read().get(service.unit)
    if found is None:
        return service
    return replace(service, argv=found.argv or service.argv, env={**service.env, **found.env})


def restart_s(unit: str) -> float | None:
    """How long after each death the unit is started again; None: as always."""
    found = read().get(unit)
    return None if found is None else found.restart_s

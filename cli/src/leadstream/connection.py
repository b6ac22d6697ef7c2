"""Where the running stack is, as its supervisor announced it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.stack import Home, default_home, readiness, state

from leadstream.terminal import UNREACHABLE, Stopped

HOW = "No stack runs in {root}. Start one with `leadstream up`, or name its folder in LEADSTREAM_HOME."


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses of a running stack. `postgres` and `api_key` are secrets: they are shown by `status --json` alone."""

    kafka: str
    postgres: str
    redis: str
    gateway: str
    console: str
    api_key: str
    emulators: Mapping[str, str]
    units: Mapping[str, state.UnitState]
    workspace: str = ""
    """The folder that the stack reads."""

    @property
    def authorization(self) -> dict[str, str]:
        """The header that the gateway and the console want."""
        return {"Authorization": f"Bearer {self.api_key}"}

    def status(self) -> dict[str, Any]:
        """The document of `leadstream status --json`."""
        return {
            "services": {name: _service(unit) for name, unit in self.units.items() if _is_stage(name, unit)},
            "kafka": self.kafka,
            "postgres": self.postgres,
            "redis": self.redis,
            "gateway": self.gateway,
            "console": self.console,
            "emulators": dict(self.emulators),
            "api_key": self.api_key,
        }


def connect() -> Connection:
    """
    The stack that runs in this home.

    Raises:
        Stopped: none does (exit code 3).
    """
    root = default_home()
    found = state.running(Home(root)) if root.exists() else None
    if found is None:
        raise Stopped(HOW.format(root=root), UNREACHABLE)
    if not found.ready:
        raise Stopped(f"The stack in {root} is still starting; `leadstream doctor` shows how far it is.", UNREACHABLE)
    return of(found)


def of(found: state.State) -> Connection:
    """The connection that a supervisor's state describes."""
    notes = found.notes
    return Connection(
        kafka=notes["kafka"],
        postgres=notes["postgres"],
        redis=notes["redis"],
        gateway=notes["gateway"],
        console=notes["console"],
        api_key=notes["api_key"],
        emulators={k.removeprefix("emulator."): v for k, v in notes.items() if k.startswith("emulator.")},
        units=found.units,
        workspace=notes.get("workspace", ""),
    )


def _is_stage(name: str, unit: state.UnitState) -> bool:
    return unit.kind == "service" and not name.startswith("emulator.")


def _service(unit: state.UnitState) -> dict[str, Any]:
    ready = unit.standing == "running" and readiness.answers(f"{unit.address}/readyz")
    return {"url": unit.address, "ready": ready, "pid": unit.pid, "restarts": unit.restarts}

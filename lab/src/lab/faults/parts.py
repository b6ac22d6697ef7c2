"""
One service's process on its own, as a claim about that service needs it: its log, its health, its signals.

    with Part(home, "gateway", {"KAFKA_BOOTSTRAP_SERVERS": cluster.address, …}) as gateway:
        gateway.until_ready()
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from lab.stack.home import LOOPBACK, Home
from lab.stack.processes import Command, Process, spawn

READY_S = 60.0
ANSWER_S = 30.0
STEP_S = 0.05
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


class Part:
    """
    A process of `service`, its health on a port of its own; inside the block it runs.

    Args:
        variables: its settings; UNIT chooses the unit of a service that has several.
        name: of its log, where it is not the unit's.
        limits: options of prlimit(1), such as `--nofile=64`.
    """

    def __init__(
        self, home: Home, service: str, variables: Mapping[str, str], *, name: str = "", limits: tuple[str, ...] = ()
    ) -> None:
        self.name = name or variables.get("UNIT", service)
        port = home.port(f"health.{self.name}")
        self.health = f"http://{LOOPBACK}:{port}"
        passed = {each: os.environ[each] for each in _PASSED if each in os.environ}
        script = str(Path(sys.executable).with_name(service))
        self._command = Command(
            argv=(*(("prlimit", *limits) if limits else ()), script),
            log=home.log(self.name),
            env={**passed, "PYTHONUNBUFFERED": "1", "HEALTH_PORT": str(port), **variables},
        )
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        """Its process."""
        assert self._process is not None, "it was started"
        return self._process

    @property
    def runs(self) -> bool:
        """Whether its first process is still there."""
        return self.process.exit_code is None

    def __enter__(self) -> Self:
        """Start it and return at once."""
        self._process = spawn(self._command)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Kill it, if it is still there."""
        self.process.kill()

    def until_ready(self, deadline_s: float = READY_S) -> float:
        """Wait until it says that it is ready; seconds waited."""
        return self.until(ready=True, deadline_s=deadline_s)

    def until(self, *, ready: bool, deadline_s: float = READY_S) -> float:
        """Wait until it says so of itself; seconds waited."""
        began = time.monotonic()
        while self.ready() is not ready:
            waited = time.monotonic() - began
            assert self.runs, f"{self.name} ended with {self.process.exit_code}:\n{self.process.log_tail()}"
            assert waited < deadline_s, f"{self.name}: ready is not {ready} after {deadline_s:.0f} s"
            time.sleep(STEP_S)
        return time.monotonic() - began

    def ready(self) -> bool:
        """Whether it says that it is ready."""
        return self._answers("/readyz")

    def alive(self) -> bool:
        """Whether it says that nothing stands still."""
        return self._answers("/healthz")

    def lines(self) -> list[str]:
        """Every line it has logged."""
        return self._command.log.read_text(errors="replace").splitlines()

    def events(self) -> list[dict[str, Any]]:
        """Every line that is a document of ours."""
        return [json.loads(line) for line in self.lines() if line.startswith("{")]

    def _answers(self, path: str) -> bool:
        try:
            return httpx.get(self.health + path, timeout=ANSWER_S, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

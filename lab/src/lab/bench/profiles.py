"""A flame graph of one process while a bench runs, by py-spy, which looks from outside and costs the process little."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITE_S = 60
"""How long it may take to draw."""


class NoProfile(Exception):  # noqa: N818  named for what happened
    """No profile can be taken here; the text says why and what to do."""


@contextmanager
def profiled(pid: int, to: Path) -> Iterator[None]:
    """
    While the block runs, sample `pid` and its threads; then write a flame graph, SVG, to `to`.

    Raises:
        NoProfile: py-spy is not installed, or may not look at other processes.
    """
    program = Path(sys.executable).with_name("py-spy")
    found = str(program) if program.exists() else shutil.which("py-spy")
    if found is None:
        raise NoProfile("py-spy is missing: `make setup` installs it")
    to.parent.mkdir(parents=True, exist_ok=True)
    command = [found, "record", "--pid", str(pid), "--output", str(to), "--format", "flamegraph", "--nonblocking"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as sampler:  # noqa: S603
        try:
            yield
        finally:
            sampler.send_signal(signal.SIGINT)
            _, said = sampler.communicate(timeout=WRITE_S)
    if not to.exists():
        raise NoProfile(f"py-spy wrote none: {said.strip().splitlines()[-1] if said.strip() else 'it gave no reason'}")

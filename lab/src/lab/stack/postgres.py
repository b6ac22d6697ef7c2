"""
PostgreSQL 18 for one machine: on loopback, with a password, never as root, ready in about a second.

`start` makes the cluster once (`initdb`), starts `postgres`, makes the database and asks it `select 1`. When
we are root it runs as an account that owns nothing; if that account cannot reach the home or the wheel (a
home under `/root`, say), its data and a copy of the binaries live in a folder under `/var/tmp` that
`data/postgres.place` names.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg

from lab.stack import packages
from lab.stack.accounts import Account, can_reach, unprivileged
from lab.stack.home import LOOPBACK, Home, write
from lab.stack.processes import Command
from lab.stack.running import Running, run_once
from lab.stack.running import start as start_until

T = TypeVar("T")

UNIT = "postgres"
USER = DATABASE = "leadstream"
INITDB_S = 120.0
SETTINGS = {
    "unix_socket_directories": "",
    "listen_addresses": LOOPBACK,
    "max_connections": "100",
    # With a million leads the indexes do not fit into less, and a checkpoint every gigabyte of the log writes each page
    # that is touched into the log again: 32 kB a lead instead of 11.
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    # A statement can hold a person's data, so a failing one is logged without its text and values.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where PostgreSQL's binaries and data are, and who it runs as (None: as ourselves)."""

    install: Path
    data: Path
    account: Account | None


def start(home: Home, *, port: int | None = None) -> Running:
    """
    Start the server, with the port of last time if it is free; the address is the DSN of database
    `leadstream`.

    Raises:
        PackageMissing, AccountMissing, PortTaken: see `packages`, `accounts` and `Home.port`.
        StartFailed: `initdb` failed, or the server ended or stayed silent.
    """
    place = _place(home)
    number = home.port(UNIT, port)
    password = home.secret("postgres_password")
    if not (place.data / "PG_VERSION").exists():
        _initdb(home, place, password)
    options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
    command = _command(home, place, "postgres", "-D", str(place.data), "-p", str(number), *options)
    server = f"postgresql://{USER}:{password}@{LOOPBACK}:{number}"
    process, ready_s = start_until(home, UNIT, command, lambda: _apart(lambda: _answers(server)))
    return Running(UNIT, f"{server}/{DATABASE}", process, ready_s)


def create_database(running: Running, name: str) -> str:
    """Make an empty database (an SQL identifier, not quoted here) beside the shared one; returns its DSN."""
    server = running.address.rsplit("/", 1)[0]
    _apart(lambda: _create(server, name))
    return f"{server}/{name}"


def drop_database(running: Running, name: str) -> None:
    """Drop a database made by `create_database`, closing whoever is still connected."""
    server = running.address.rsplit("/", 1)[0]
    _apart(lambda: _execute(f"{server}/postgres", f'drop database if exists "{name}" with (force)'))


def _place(home: Home) -> Place:
    account, install = unprivileged(), packages.postgres_install()
    data = home.root / "data" / UNIT
    if can_reach(account, data.parent) and can_reach(account, install):
        data.mkdir(exist_ok=True)
    else:
        outside = _outside(home)
        install, data = _copied(install, outside), outside / "data"
        data.mkdir(exist_ok=True)
    data.chmod(0o700)
    if account is not None:
        os.chown(data, account.uid, account.gid)
    return Place(install, data, account)


def _outside(home: Home) -> Path:
    # The name is drawn by chance and remembered in the home: a new home must not find an old home's leads.
    note = home.root / "data" / f"{UNIT}.place"
    if note.exists() and Path(note.read_text()).is_dir():
        return Path(note.read_text())
    folder = Path(tempfile.mkdtemp(prefix="leadstream-", dir="/var/tmp"))
    folder.chmod(0o755)
    write(note, str(folder))
    return folder


def _copied(install: Path, outside: Path) -> Path:
    # The wheel's libraries are found relative to the binaries, so the copy keeps the same layout.
    package = install.parent
    target = outside / package.name / install.name
    libraries = package.with_name(f"{package.name}.libs")
    if not (target / "copied").exists():
        shutil.rmtree(outside / package.name, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(install / part, target / part)
        if libraries.is_dir():
            shutil.copytree(libraries, outside / libraries.name, dirs_exist_ok=True)
        write(target / "copied", str(install))
    return target


def _initdb(home: Home, place: Place, password: str) -> None:
    file = place.data.with_name(f".{UNIT}-first-password")
    write(file, password, mode=0o600)
    if place.account is not None:
        os.chown(file, place.account.uid, place.account.gid)
    arguments = ("-D", str(place.data), "-U", USER, "--pwfile", str(file), "--auth", "scram-sha-256")
    # The built-in locale sorts alike on every machine; the cluster is empty, so a sync now would guard
    # nothing.
    locale = (
        "--encoding",
        "UTF8",
        "--locale-provider",
        "builtin",
        "--builtin-locale",
        "C.UTF-8",
        "--locale",
        "C",
    )
    command = _command(home, place, "initdb", *arguments, *locale, "--no-sync", "--no-instructions")
    try:
        run_once("initdb", command, INITDB_S)
    finally:
        file.unlink()


def _command(home: Home, place: Place, program: str, *arguments: str) -> Command:
    return Command(
        argv=(str(place.install / "bin" / program), *arguments),
        log=home.log(UNIT),
        env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
        folder=place.data,
        # Fast shutdown when asked; when we die, the immediate one: it is bounded and the next start recovers.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGQUIT,
        account=place.account,
    )


def _apart(work: Callable[[], Coroutine[None, None, T]]) -> T:
    # In a thread of its own, because the caller may be inside a running event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


async def _answers(server: str) -> bool:
    try:
        await _create(server, DATABASE)
        await _execute(f"{server}/{DATABASE}", "select 1")
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
        return False
    return True


async def _create(server: str, name: str) -> None:
    connection = await asyncpg.connect(f"{server}/postgres", timeout=5)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await connection.execute(f'create database "{name}"')
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

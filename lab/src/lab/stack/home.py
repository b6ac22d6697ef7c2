"""
The folder that holds everything a stack writes: `data/`, `logs/`, `ports/`, `secrets/`, `tmp/`, `state.json`, `lock`.

`Home.open` makes it, `hold` keeps a second stack out, `port` chooses a free port and remembers it.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import socket
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lab.stack.failures import HomeInUse, HomeUnusable, PortTaken

LOOPBACK = "127.0.0.1"
# Below the ranges that Linux (32768+) and macOS (49152+) hand to outgoing connections, so that a port that is
# free now is not some client's end a moment later.
PORTS = range(20_000, 32_000)
PORTS_VARIABLE = "LEADSTREAM_PORTS"
MOST_PORT, PORT_TRIES = 65_535, 200


@dataclass(frozen=True, slots=True)
class Home:
    """
    The folder of one stack.

    `closing` is set while the stack goes down: whoever is starting something for it gives up.
    """

    root: Path
    closing: threading.Event = field(default_factory=threading.Event, compare=False, repr=False)

    @classmethod
    def open(cls, root: Path) -> "Home":
        """
        Make the folder and its parts where they are missing, and prove that they can be written.

        Raises:
            HomeUnusable: no permission, no space, or something that is not a folder stands in the way.
        """
        home = cls(root.absolute())
        try:
            for folder in (home.root, home.root / "data", home.logs, home.root / "ports"):
                folder.mkdir(parents=True, exist_ok=True)
            home.secrets.mkdir(mode=0o700, exist_ok=True)
            write(home.root / ".writable", "x" * 4096)
            (home.root / ".writable").unlink()
        except OSError as error:
            raise HomeUnusable(_unusable(root, error)) from error
        return home

    @property
    def logs(self) -> Path:
        """One file per unit."""
        return self.root / "logs"

    @property
    def secrets(self) -> Path:
        """Generated passwords and keys, readable by their owner alone."""
        return self.root / "secrets"

    @property
    def state_file(self) -> Path:
        """What runs, for `status` and `down`."""
        return self.root / "state.json"

    def log(self, unit: str) -> Path:
        """The log file of a unit."""
        return self.logs / f"{unit}.log"

    def data(self, unit: str) -> Path:
        """The data folder of a server, made if missing."""
        folder = self.root / "data" / unit
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def secret(self, name: str) -> str:
        """Return the secret of that name, making it on first use."""
        file = self.secrets / name
        if not file.exists():
            write(file, secrets.token_urlsafe(24), mode=0o600)
        return file.read_text()

    def port(self, name: str, wanted: int | None = None) -> int:
        """
        Return the port asked for, else the one used last time if it is free, else a new free one; remember
        it.

        Raises:
            PortTaken: the port asked for by number is held by another process.
        """
        file = self.root / "ports" / name
        remembered = int(file.read_text()) if file.exists() else None
        if wanted is not None and not is_free(wanted):
            raise PortTaken(f"port {wanted} for {name} is taken by another process; choose another or leave it open.")
        port = wanted or (remembered if remembered and is_free(remembered) else free_port(self._promised(name)))
        write(file, str(port))
        return port

    def _promised(self, name: str) -> frozenset[int]:
        """Ports of others in this home: free as long as who is to listen there has not been started."""
        files = (self.root / "ports").glob("[!.]*")
        return frozenset(int(file.read_text()) for file in files if file.name != name)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """
        Keep every other stack out for as long as the block runs; the kernel lets go when we die.

        Raises:
            HomeInUse: another running stack holds this home.
        """
        with (self.root / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise HomeInUse(
                    f"{self.root} is in use by a running stack (process {file.read().strip() or 'unknown'}): "
                    "`leadstream down` stops it, or set LEADSTREAM_HOME to another folder."
                ) from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


def default_home() -> Path:
    """Name the home: LEADSTREAM_HOME, else `.leadstream` in the current folder."""
    return Path(os.environ.get("LEADSTREAM_HOME") or ".leadstream").absolute()


def is_free(port: int) -> bool:
    """Whether nobody listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port(but: Collection[int] = ()) -> int:
    """
    Pick a loopback port on which nobody listens, none of `but`; by chance, so that two stacks starting at once rarely
    agree. Those who must never agree are given ranges of their own.

    Raises:
        PortTaken: none was found.
    """
    ports = allowed_ports()
    for _ in range(PORT_TRIES):
        port = ports.start + secrets.randbelow(len(ports))
        if port not in but and is_free(port):
            return port
    raise PortTaken(f"no free port found between {ports.start} and {ports.stop - 1} after {PORT_TRIES} tries.")


def allowed_ports() -> range:
    """
    Name the ports to choose from: LEADSTREAM_PORTS, `first-last`, else PORTS.

    Raises:
        PortTaken: the variable names no ports.
    """
    told = os.environ.get(PORTS_VARIABLE)
    if not told:
        return PORTS
    first, _, last = told.partition("-")
    numbers = [int(each) if each.isascii() and each.isdecimal() else 0 for each in (first, last)]
    if not 0 < numbers[0] <= numbers[1] <= MOST_PORT:
        raise PortTaken(f"{PORTS_VARIABLE} is no range of ports, such as 20000-25999.")
    return range(numbers[0], numbers[1] + 1)


def write(file: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file at once, so that a reader sees the old or the new text and nothing between."""
    scratch = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text)
        scratch.replace(file)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise


def _unusable(root: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"no space left for {root}: free some, or set LEADSTREAM_HOME to another disk."
    return f"cannot use {root}: {error.strerror}. Set LEADSTREAM_HOME to a folder you may write."

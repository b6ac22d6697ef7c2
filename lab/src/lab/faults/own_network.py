"""
A network of one's own, in which packets can be lost: for the thread that enters it, and for all that it starts.

    with OwnNetwork() as network:            # loopback alone; what runs outside is neither seen nor touched
        ...                                  # start servers and units here
        network.lose(0.05, ports)            # of the packets from and to these ports
        network.heal()

A namespace of the kernel and iptables inside it: root on Linux, with iproute2 and iptables. `lacking` says what is not
there. The namespace goes with its last process.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from lab.stack.processes import in_forks

CLONE_NEWNET = 0x40000000  # sched.h
NAMESPACE = Path("/proc/thread-self/ns/net")
TOOLS = ("ip", "iptables", "unshare")
PORTS_A_RULE = 15
"""iptables' `multiport` takes no more."""
_TRIED = (
    "ip link set lo up && iptables -A INPUT -p tcp -m multiport --ports 1,2 -m statistic --mode random "
    "--probability 0.5 -j DROP"
)


def lacking() -> str:
    """Why packets cannot be lost on this machine; empty: they can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a network namespace needs root on Linux"
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"{', '.join(missing)} not installed"
    try:
        _run("unshare", "--net", "sh", "-c", _TRIED)
    except subprocess.CalledProcessError as error:
        return f"the kernel refused: {error.stderr.strip()[-200:]}"
    return ""


class OwnNetwork:
    """Inside the block this thread, and the one that forks, are in a namespace of their own."""

    def __init__(self) -> None:
        self._before = self._own = -1

    def __enter__(self) -> Self:
        """
        Enter it.

        Raises:
            OSError: the kernel does not let us.
            subprocess.CalledProcessError: its loopback cannot be used.
        """
        self._before = os.open(NAMESPACE, os.O_RDONLY)
        _called("unshare", CLONE_NEWNET)
        self._own = os.open(NAMESPACE, os.O_RDONLY)
        in_forks(lambda: _enter(self._own))
        try:
            _run("ip", "link", "set", "lo", "up")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _t: TracebackType | None) -> None:
        """Be where we were before."""
        _enter(self._before)
        in_forks(lambda: _enter(self._before))
        os.close(self._own)
        os.close(self._before)

    def lose(self, share: float, ports: Iterable[int]) -> None:
        """Drop this share of the packets from or to these TCP ports, by chance."""
        every = sorted(ports)
        for start in range(0, len(every), PORTS_A_RULE):
            some = ",".join(map(str, every[start : start + PORTS_A_RULE]))
            chance = ("-m", "statistic", "--mode", "random", "--probability", str(share))
            _run("iptables", "-A", "INPUT", "-p", "tcp", "-m", "multiport", "--ports", some, *chance, "-j", "DROP")

    def dropped(self) -> int:
        """How many packets were dropped since `lose`."""
        rules = _run("iptables", "-L", "INPUT", "-v", "-n", "-x").splitlines()
        return sum(int(line.split()[0]) for line in rules if "DROP" in line.split()[2:3])

    def heal(self) -> None:
        """Lose no more."""
        _run("iptables", "-F", "INPUT")


def _enter(namespace: int) -> None:
    _called("setns", namespace, CLONE_NEWNET)


def _called(name: str, *arguments: int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def _run(*argv: str) -> str:
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own words

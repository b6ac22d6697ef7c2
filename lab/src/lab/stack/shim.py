"""
Starts one program so that it cannot outlive the process that asked for it.

Run as a file, not as a module, with nothing but the standard library: it stands between us and every server,
so it must start in milliseconds. On Linux it drops to the given account, asks the kernel for a signal at the
parent's death and becomes the program. Elsewhere it stays as the program's parent, passes signals on, and
ends it when the pipe from the parent reaches its end.
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

PR_SET_PDEATHSIG = 1  # prctl(2)
GRACE_S = 5.0


def main() -> int:
    """Become the program, or watch over it; returns its exit code."""
    options = _options()
    if options.watch is None:
        _become(options)
    return _watch(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--orphan-signal", type=int, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("--watch", type=int, help="read end of the parent's pipe; without it the kernel watches")
    parser.add_argument("program", nargs="+")
    return parser.parse_args()


def _become(options: argparse.Namespace) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if options.uid is not None:
        os.setgroups([])
        os.setgid(options.gid)
        os.setuid(options.uid)
    # After the change of account: that clears the setting.
    if libc.prctl(PR_SET_PDEATHSIG, options.orphan_signal, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    # The parent may have died before the request, in which case no signal will ever come.
    if os.getppid() != options.parent:
        sys.exit(1)
    os.execvp(options.program[0], options.program)  # noqa: S606 - the argument list is ours


def _watch(options: argparse.Namespace) -> int:
    account = {} if options.uid is None else {"user": options.uid, "group": options.gid, "extra_groups": []}
    program = subprocess.Popen(options.program, **account)  # noqa: S603 - ours

    def pass_on(number: int, _frame: FrameType | None) -> None:
        program.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, pass_on)
    threading.Thread(target=_end_with_parent, args=(options, program), daemon=True).start()
    code = program.wait()
    return code if code >= 0 else 128 - code


def _end_with_parent(options: argparse.Namespace, program: "subprocess.Popen[bytes]") -> None:
    os.read(options.watch, 1)
    program.send_signal(options.orphan_signal)
    try:
        program.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    sys.exit(main())

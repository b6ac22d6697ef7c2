"""Processes that a test meets in the middle of their work, however the machine shares its time out."""

import os
import signal
import subprocess
from collections.abc import Callable


def halt(process: "subprocess.Popen[bytes]") -> None:
    """Have our own child stand still, and return when it does. SIGCONT lets it go on, SIGKILL ends it as it is."""
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)


def halt_at_work(
    process: "subprocess.Popen[bytes]", begun: Callable[[], object], left: Callable[[], bool], more: Callable[[], None]
) -> None:
    """
    Have our own child stand still with work begun and work left.

    A test that looks and strikes may stand still itself between the two, until all is done. So the child is stopped
    first, and looked at then.

    Args:
        begun: waits until the child has done some of what it was given last.
        left: whether anything is left to it.
        more: gives it more, where nothing is.
    """
    while True:
        begun()
        halt(process)
        if left():
            return
        more()
        process.send_signal(signal.SIGCONT)

"""JSON log lines: constant texts, closed fields, no personal data; also of what libraries say."""

import logging
import sys
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import structlog

AGAIN_S = 10.0
"""A library that says the same again is told so often, with how often it said it."""
SAYINGS = 256
"""So many different ones are told apart; some put a value into each."""
LEVELS = ("debug", "info", "warning", "error")


def configure(service: str, version: str, level: str = "info") -> None:
    """
    Send structlog and the standard library's logging to standard output, one JSON object a line.

    Libraries that build DEBUG records on the hot path are pinned to WARNING (measured: 11 % of Faust's send).
    """
    logging.basicConfig(handlers=[_Libraries()], level=level.upper(), force=True)
    for noisy in ("aiokafka", "faust", "mode", "asyncio", "kafka"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _named(service, version),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=_Lines,
        cache_logger_on_first_use=True,
    )
    _tell_what_python_prints()


class _Lines:
    """
    Lines on standard output, one at a time. The lock is one that its holder may take again, as structlog's is not: an
    error in a destructor is told wherever the collector finds it, in the middle of another line too.
    """

    _writing = threading.RLock()

    def msg(self, line: str) -> None:
        """Write it."""
        with self._writing:
            print(line, flush=True)

    debug = info = warning = error = critical = msg


class _Libraries(logging.Handler):
    """
    What libraries log, as lines of ours: the first line of the constant text, never its arguments and never the text
    of an error, which quote what was sent (aiohttp prints a request that it cannot parse, whole).
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, str], tuple[float, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Tell a record, unless the same was told a moment ago."""
        text = str(record.msg).partition("\n")[0][:200]
        now, said = time.monotonic(), (record.name, text)
        told_at, unsaid = self._told.get(said, (float("-inf"), 0))
        if now - told_at < AGAIN_S:
            self._told[said] = told_at, unsaid + 1
            return
        if len(self._told) >= SAYINGS:
            self._told.clear()
        self._told[said] = now, 0
        fault = {"error.type": place(record.exc_info[1])} if record.exc_info else {}
        again = {"unsaid": unsaid} if unsaid else {}
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        structlog.get_logger().log(level, "library.said", logger=record.name, text=text, **fault, **again)


def _tell_what_python_prints() -> None:
    """
    Warnings, and errors that nobody caught, in a thread, in a destructor or anywhere, as lines of ours: Python prints
    them with their text, which may quote the input.
    """

    def warned(
        message: Warning | str,  # noqa: ARG001  may quote the input
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,  # noqa: ARG001  Python's shape
        line: str | None = None,  # noqa: ARG001  as above
    ) -> None:
        kind = f"{category.__name__} at {Path(filename).name}:{lineno}"
        with suppress(Exception):  # where nothing can be written, Python would print the text
            structlog.get_logger().warning("python.warned", **{"error.type": kind})

    def uncaught(where: str, kind: type[BaseException], error: BaseException | None) -> None:
        if where == "thread" and issubclass(kind, SystemExit):
            return  # it ends the thread, and is no error
        with suppress(Exception):  # as above
            told = place(error) if error is not None else kind.__name__
            structlog.get_logger().error("python.uncaught", where=where, **{"error.type": told})

    warnings.showwarning = warned
    sys.excepthook = lambda kind, error, _trace: uncaught("process", kind, error)
    threading.excepthook = lambda told: uncaught("thread", told.exc_type, told.exc_value)
    sys.unraisablehook = lambda told: uncaught("nobody", told.exc_type, told.exc_value)


def place(error: BaseException | None) -> str:
    """Kind and place of an error, never its text, which may quote the input."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{where}"


def _named(service: str, version: str) -> structlog.types.Processor:
    def add(_logger: Any, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        named = {
            "timestamp": event.pop("timestamp", ""),
            "severity": str(event.pop("level", "info")).upper(),
            "event.name": event.pop("event", ""),
            "service.name": service,
            "service.version": version,
        }
        return {
            **named,
            **{key: value[:1000] if isinstance(value, str) else value for key, value in event.items()},
        }

    return add

"""
`python -m leadfiles.imports`: reads one file for another process, which may be killed or live beside live leads.

Its bytes come on standard input, its rows go to standard output, both in frames: four bytes of length, then that many.
A hostile file meets neither another's memory nor its turn on the processor; it may take "memory" bytes.

    in:   what is asked: memory, suffix, maps, encoding, delimiter, sheet, workspace, source, after, keys
          pieces of the file …, and an empty one
    out:  {"refused": code, "detail"}, or {"columns": [[name, field]], "keys": {column: key}} and then
          {"rows": [[number, payload]], "lost": [[number, code, field]], "remarks", "last", "part"} …, {"end": true}
"""

import os
import resource
import shutil
import signal
import struct
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson
from leadcore.workspace import Source, Workspace, load

from leadfiles.columns import WrongMapError
from leadfiles.findings import Refusal
from leadfiles.imports.plan import Plan, Wish, planned
from leadfiles.imports.shares import Share, shares
from leadfiles.open import Wanted

ROWS: Final = 500
"""In a share: each is one question to the broker and one to the database."""
_PREFIX: Final = "leadstream-import-"
_LENGTH = struct.Struct(">I")
_SUFFIX_CHARS: Final = 12


def main() -> None:
    """Read one file; exit 0 when all was told, 1 when the other end is gone."""
    _end_with_the_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the file is removed
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to both; the other process decides
    _remove_leftovers()
    source, out = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenPipeError, EOFError), tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        asked = orjson.loads(_frame(source))
        resource.setrlimit(resource.RLIMIT_DATA, (asked["memory"], asked["memory"]))
        path = Path(folder) / f"file{_suffix(asked['suffix'])}"
        with path.open("wb") as file:
            while piece := _frame(source):
                file.write(piece)
        for told in _told(path, asked):
            body = orjson.dumps(told)
            out.write(_LENGTH.pack(len(body)) + body)
            out.flush()


def _told(path: Path, asked: dict[str, Any]) -> Any:
    workspace = load(Path(asked["workspace"]))
    source = workspace.sources.get(asked["source"])
    plan = _planned(path, asked, source, workspace)
    if not isinstance(plan, Plan):
        yield plan
        return
    if asked["keys"] is not None:
        plan = replace(plan, keys=asked["keys"])
    yield {"columns": [[each.name, each.target] for each in plan.mapping.columns], "keys": dict(plan.keys)}
    for share in shares(plan, asked["after"], ROWS):
        yield _share(share)
    yield {"end": True}


def _planned(path: Path, asked: dict[str, Any], source: Source | None, workspace: Workspace) -> Plan | dict[str, str]:
    if source is None or "import" not in source.ways:
        return {"refused": "unknown-source", "detail": "The source takes no imports any more."}
    wish = Wish(tuple(asked["maps"]), Wanted(asked["encoding"], asked["delimiter"], asked["sheet"]))
    try:
        plan = planned(path, wish, source, workspace.fields)
    except WrongMapError as error:
        return {"refused": "wrong-map", "detail": str(error)}
    return {"refused": plan.code, "detail": plan.sentence} if isinstance(plan, Refusal) else plan


def _share(share: Share) -> dict[str, Any]:
    return {
        "rows": [[number, payload.decode()] for number, payload in share.rows],
        "lost": [[each.line, each.code, each.field] for each in share.lost],
        "remarks": dict(share.remarks),
        "last": share.last,
        "part": share.part,
    }


def _frame(source: BinaryIO) -> bytes:
    """
    The next frame.

    Raises:
        EOFError: the other end is gone.
    """
    length = source.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    body = source.read(_LENGTH.unpack(length)[0])
    if len(body) < _LENGTH.unpack(length)[0]:
        raise EOFError
    return body


def _suffix(said: str) -> str:
    """The ending of a file's name, of which nothing else is believed."""
    return said if len(said) <= _SUFFIX_CHARS and all(each.isalnum() or each == "." for each in said) else ""


def _end_with_the_parent() -> None:
    """Linux kills this process with its parent; elsewhere the broken pipe ends it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


def _remove_leftovers() -> None:
    """Folders of processes that were killed: they hold somebody's file."""
    if not Path("/proc/self").exists():
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

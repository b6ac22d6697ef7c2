"""
`python -m leadcore.compiled`: compile what can be, for this interpreter, if there is a C compiler. Says what it did.

Ends with 0 also where nothing could be compiled: units then do the same work in Python. Needs Cython (dependency group
`compile`), a C compiler (CC, or cc, gcc, clang on the path) and Python's headers (Debian: python3-dev).
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from leadcore.compiled.place import MODULE, SOURCE, folder, loaded, place

COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-O2", "-fPIC", "-fwrapv", "-w")
SHARED = ("-bundle", "-undefined", "dynamic_lookup") if sys.platform == "darwin" else ("-shared",)
PATIENCE_S = 300
"""For each step; they take some seconds."""


class CannotCompileError(Exception):
    """What is missing, or what the compiler said."""


def main() -> None:
    """Compile the present source, unless that was done."""
    if place().is_file():
        return
    began = time.perf_counter()
    try:
        compiler = _compile(place())
    except (CannotCompileError, OSError) as missing:
        print(f"Avro is read and written in Python, with the same results; units take a quarter more CPU: {missing}")
        return
    print(f"Compiled what reads and writes Avro with {compiler[0]} in {time.perf_counter() - began:.0f} s")


def _compile(target: Path) -> list[str]:
    """Make `target`, whole or not at all, in place of those of other sources; returns the compiler."""
    cython, compiler, headers = _cython(), _compiler(), _headers()
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as work:
        c, made = Path(work, f"{MODULE}.c"), Path(work, target.name)
        _run([cython, "-3", "--module-name", MODULE, "-o", str(c), str(SOURCE)])
        _run([*compiler, *FLAGS, *SHARED, *(f"-I{each}" for each in headers), str(c), "-o", str(made)])
        try:
            loaded(made)
        except ImportError as error:
            raise CannotCompileError(f"what {compiler[0]} made cannot be loaded ({error})") from error
        made.replace(target)
    for old in folder().glob(f"{MODULE}-*{sysconfig.get_config_var('EXT_SUFFIX')}"):
        if old != target:
            old.unlink(missing_ok=True)
    return compiler


def _cython() -> str:
    beside = Path(sys.executable).with_name("cython")
    found = str(beside) if beside.is_file() else shutil.which("cython")
    if found is None:
        raise CannotCompileError("there is no Cython")
    return found


def _compiler() -> list[str]:
    if chosen := os.environ.get("CC"):
        return shlex.split(chosen)
    found = next((each for each in COMPILERS if shutil.which(each)), None)
    if found is None:
        raise CannotCompileError("there is no C compiler")
    return [found]


def _headers() -> list[str]:
    found = list(dict.fromkeys(sysconfig.get_path(name) for name in ("include", "platinclude")))
    if not any(Path(each, "Python.h").is_file() for each in found):
        raise CannotCompileError("Python's headers are missing (Debian: python3-dev)")
    return found


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotCompileError(f"{command[0]} did not run ({type(error).__name__})") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotCompileError(f"{command[0]} failed: {said[-1] if said else done.returncode}")


if __name__ == "__main__":
    main()

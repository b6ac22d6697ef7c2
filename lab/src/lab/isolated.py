"""
Import every module of each member of the workspace in an environment that holds that member's own dependencies alone.

In `.venv` everything is installed, so a service that uses what it does not declare works there and breaks in its image.

    python -m lab.isolated                  every member; needs what `make setup` left in uv's cache, and no network
    python -m lab.isolated scorer console   these
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

WALK = """
import importlib, pkgutil, sys
name, *passed_over = sys.argv[1:]
for each in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
    if each.name not in passed_over:
        importlib.import_module(each.name)
"""
FAUST = ("leadcore.runtime.faust", "leadcore.runtime.faust_reader", "leadcore.runtime.faust_tables")
ACCESS = ("leadcore.access.doors", "leadcore.access.postgres", "leadcore.access.tokens")
POSTGRES = ("leadcore.postgres",)
CALLERS = ("leadcore.runtime.web_access", "leadcore.runtime.web_callers")
PASSED_OVER = {
    "leadcore": (*FAUST, *ACCESS, *CALLERS, *POSTGRES),
    "migrations": ("migrations.env",),
}
"""
Of leadcore what its extras `faust` and `access` bring, and what is for those that have asyncpg themselves; of
migrations what Alembic runs in a context.
"""


def members(root: Path) -> list[str]:
    """The names of the workspace's packages, as `pyproject.toml` lists their folders."""
    listed = _read(root)["tool"]["uv"]["workspace"]["members"]
    folders = sorted(file.parent for each in listed for file in root.glob(f"{each}/pyproject.toml"))
    return [_read(folder)["project"]["name"] for folder in folders]


def refused(root: Path, member: str) -> str:
    """Why a module of `member` cannot be imported with the member's own dependencies; empty: all can."""
    module = member.replace("-", "_")
    alone = ("--isolated", "--offline", "--frozen", "--no-default-groups", "--python", sys.executable)
    done = subprocess.run(  # noqa: S603  our own uv
        (*_uv(), "run", *alone, "--package", member, "python", "-Ic", WALK, module, *PASSED_OVER.get(member, ())),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


def main(arguments: list[str] | None = None) -> int:
    """Try the members named, or all; exit 1 when one cannot be imported."""
    parser = argparse.ArgumentParser(prog="python -m lab.isolated", description=__doc__)
    parser.add_argument("member", nargs="*", help="default: every member of the workspace")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository (default: here)")
    options = parser.parse_args(arguments)
    failed = 0
    for member in options.member or members(options.root):
        reason = refused(options.root, member)
        failed += bool(reason)
        print(f"{member}: {reason or 'imports with its own dependencies'}", flush=True)
    return 1 if failed else 0


def _uv() -> tuple[str]:
    beside = Path(sys.executable).with_name("uv")
    return (str(beside) if beside.exists() else "uv",)


def _read(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text())


if __name__ == "__main__":
    sys.exit(main())

"""Write, or with `--check` compare, everything that is generated from `schemas/`."""

import argparse
import sys
from pathlib import Path

from lab.contracts.read import read_contracts
from lab.contracts.render import render


def main(arguments: list[str] | None = None) -> int:
    """Generate from the repository in the current folder; exit 1 when `--check` finds drift."""
    parser = argparse.ArgumentParser(prog="python -m lab.contracts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    parser.add_argument("--root", type=Path, default=Path(), help="the repository (default: here)")
    options = parser.parse_args(arguments)
    drifted = []
    for relative, text in render(read_contracts(options.root / "schemas")).items():
        path = options.root / relative
        if path.exists() and path.read_text() == text:
            continue
        drifted.append(str(relative))
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    verb = "differs from schemas/, run `make contracts`" if options.check else "written"
    for name in drifted:
        print(f"{name}: {verb}")
    return 1 if options.check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs the scorer."""

from leadcore.runtime.serve import serve

from scorer.bootstrap import bootstrap
from scorer.settings import Settings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve("scorer", Settings, bootstrap)


if __name__ == "__main__":
    main()

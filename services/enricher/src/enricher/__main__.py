"""Runs the enricher."""

from leadcore.runtime.serve import serve

from enricher.bootstrap import bootstrap
from enricher.settings import Settings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve("enricher", Settings, bootstrap)


if __name__ == "__main__":
    main()

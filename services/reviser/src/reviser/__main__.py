"""Runs the reviser."""

from leadcore.runtime.serve import serve

from reviser.bootstrap import bootstrap
from reviser.settings import Settings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve("reviser", Settings, bootstrap)


if __name__ == "__main__":
    main()

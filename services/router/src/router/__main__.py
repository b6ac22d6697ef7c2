"""Runs the router."""

from leadcore.runtime.serve import serve

from router.bootstrap import bootstrap
from router.settings import Settings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve("router", Settings, bootstrap)


if __name__ == "__main__":
    main()

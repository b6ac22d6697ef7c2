"""Runs one unit of ingest, named by `--unit` or UNIT."""

from leadcore.runtime.serve import Unit, serve_one_of

from ingest.bootstrap import normalising
from ingest.settings import NormaliseSettings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve_one_of("ingest", {"ingest.normalise": Unit(NormaliseSettings, normalising)})


if __name__ == "__main__":
    main()

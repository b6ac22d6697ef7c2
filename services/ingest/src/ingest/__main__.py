"""Runs one unit of ingest, named by `--unit` or UNIT."""

from functools import partial

from leadcore.runtime.kit import RunnerSettings
from leadcore.runtime.serve import Unit, serve_one_of

from ingest import bootstrap
from ingest.settings import NormaliseSettings


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    state = bootstrap.admission_state()
    serve_one_of(
        "ingest",
        {
            "ingest.normalise": Unit(NormaliseSettings, bootstrap.normalising),
            "ingest.admit": Unit(
                RunnerSettings,
                partial(bootstrap.admitting, state),
                partial(bootstrap.run_admission, state),
                bootstrap.prepare_admission,
            ),
        },
    )


if __name__ == "__main__":
    main()

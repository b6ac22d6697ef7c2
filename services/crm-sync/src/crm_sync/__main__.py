"""Runs one unit of crm-sync, named by `--unit` or UNIT: one a destination."""

from leadcore.runtime.serve import Unit, serve_one_of

from crm_sync.bootstrap import bootstrap_hubspot, bootstrap_postgres
from crm_sync.settings import HubSpotSettings, PostgresSettings

UNITS = {
    "crm-sync.postgres": Unit(PostgresSettings, bootstrap_postgres),
    "crm-sync.hubspot": Unit(HubSpotSettings, bootstrap_hubspot),
}


def main() -> None:
    """Read the settings, choose the adapters, drive the stage."""
    serve_one_of("crm-sync", UNITS)


if __name__ == "__main__":
    main()

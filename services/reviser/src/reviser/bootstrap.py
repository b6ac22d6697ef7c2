"""The reviser's real adapters: PostgreSQL, and the vault that opens and seals persons."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadcore import workspace
from leadcore.contracts import EnrichedLead, Revision
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.vault import PlainVault

from reviser import stage
from reviser.adapters.postgres_versions import open_versions
from reviser.settings import Settings


@asynccontextmanager
async def bootstrap(settings: Settings, kit: Kit) -> AsyncIterator[Stage[Revision, EnrichedLead]]:
    """
    The stage, its connections open as long as the context lasts.

    Raises:
        WorkspaceError: the workspace cannot be read; the message names file, key and reason.
        PortUnavailable: the DSN is one that no connection can be made from.
    """
    found = workspace.load(settings.workspace)
    async with open_versions(settings.postgres.reveal, kit.codec) as versions:
        retries = settings.retries(found.limits)
        yield stage.build(versions, PlainVault(), kit.clock, found.release, kit.version, retries, kit.codec)

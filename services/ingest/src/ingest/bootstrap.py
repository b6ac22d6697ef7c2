"""Where the adapters of ingest's units are chosen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadcore import workspace
from leadcore.contracts import Identified
from leadcore.message import Delivery
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.vault import PlainVault

from ingest.domain.identity import Pepper
from ingest.settings import NormaliseSettings
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser


@asynccontextmanager
async def normalising(settings: NormaliseSettings, kit: Kit) -> AsyncIterator[Stage[Delivery, Identified]]:
    """
    The stage `ingest.normalise` with the plain vault; nothing has to be closed after it.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    tools = Normaliser(
        workspace=workspace.load(settings.workspace),
        vault=PlainVault(),
        pepper=Pepper(settings.pepper_version, settings.pepper.reveal.encode()),
        codec=kit.codec,
        clock=kit.clock,
        version=kit.version,
        cluster_id=kit.cluster_id,
    )
    yield normalise.build(tools, settings.retries())

"""Chooses what fulfils crm-sync's ports, one function a unit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadcore import workspace
from leadcore.contracts import Receipt
from leadcore.message import Delivery
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault

from crm_sync.adapters.postgres_records import open_records
from crm_sync.destinations import postgres
from crm_sync.settings import PostgresSettings


@asynccontextmanager
async def bootstrap_postgres(settings: PostgresSettings, kit: Kit) -> AsyncIterator[Stage[Delivery, Receipt]]:
    """
    The stage `crm-sync.postgres`, its connections open as long as the context lasts.

    Raises:
        WorkspaceError: the workspace cannot be read; the message names file, key and reason.
    """
    sources = workspace.load(settings.workspace).sources
    submission = subject_reader(
        kit.codec, kit.cluster_id, lambda source: sources[source].tenant if source in sources else "main"
    )
    read = postgres.reader(kit.codec, PlainVault(), submission)
    async with open_records(settings.postgres.reveal) as records:
        yield postgres.build(records, read, postgres.subjects(submission), kit.clock, settings.retries())

"""Chooses what fulfils crm-sync's ports, one function a unit."""

import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from leadcore import workspace
from leadcore.contracts import Receipt
from leadcore.message import Delivery
from leadcore.runtime.kit import Kit, chosen
from leadcore.stage import Stage
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault
from leadcore.workspace import ATTRIBUTE, ROUTING_FACTS, Destination, Finding, Workspace, WorkspaceError

from crm_sync.adapters.hubspot_calls import Account
from crm_sync.adapters.hubspot_contacts import Needs, open_contacts
from crm_sync.adapters.postgres_claims import TIMEOUT_S as CLAIMING_S
from crm_sync.adapters.postgres_claims import Holder, open_claims
from crm_sync.adapters.postgres_records import open_records
from crm_sync.adapters.tombstones import MetricTombstones
from crm_sync.destinations import hubspot, postgres
from crm_sync.domain.contacts import ACCEPTED_AT, VERSION, asked
from crm_sync.settings import HubSpotSettings, PostgresSettings

CALL_S = 30.0
"""No call waits longer, however long a batch may take."""
LEASE_MARGIN_S = CLAIMING_S + 5.0
"""
A claim outlives the deadline of its batch, so that nobody takes over while a call is under way. The deadline begins
when the claims are answered, their lease when they are made.
"""


@asynccontextmanager
async def bootstrap_postgres(settings: PostgresSettings, kit: Kit) -> AsyncIterator[Stage[Delivery, Receipt]]:
    """
    The stage `crm-sync.postgres`, its connections open as long as the context lasts.

    Raises:
        WorkspaceError: the workspace cannot be read; the message names file, key and reason.
    """
    loaded = workspace.load(settings.workspace)
    sources = loaded.sources
    submission = subject_reader(
        kit.codec, kit.cluster_id, lambda source: sources[source].tenant if source in sources else None
    )
    read = postgres.reader(kit.codec, PlainVault(), submission)
    async with open_records(settings.postgres.reveal) as records:
        tombstones = MetricTombstones(kit.metrics, postgres.UNIT)
        subjects = postgres.subjects(submission)
        yield postgres.build(records, read, subjects, kit.clock, settings.retries(loaded.limits), tombstones)


@asynccontextmanager
async def bootstrap_hubspot(settings: HubSpotSettings, kit: Kit) -> AsyncIterator[Stage[Delivery, Receipt]]:
    """
    The stage `crm-sync.hubspot`, its connections open as long as the context lasts.

    Raises:
        WorkspaceError: the workspace cannot be read or has no destination `hubspot`; file, key and reason are named.
    """
    loaded = workspace.load(settings.workspace)
    target = hubspot_of(loaded)
    delivery_s = chosen(settings.delivery_s, loaded.limits.DELIVERY_TIMEOUT)
    call_s = min(CALL_S, delivery_s / 2)
    account = Account(settings.url.rstrip("/"), settings.token.reveal, settings.api_version, call_s)
    needs = Needs(property_types(target, loaded), writes=target.mode == "write")
    holder = _holder(settings, delivery_s)
    read = hubspot.reader(kit.codec, PlainVault(), loaded.fields, loaded.roster.emails())
    async with (
        open_claims(settings.postgres.reveal, kit.codec, holder) as claims,
        open_contacts(account, needs, kit.metrics) as contacts,
    ):
        recall = hubspot.recall(kit.codec, PlainVault(), loaded.fields, target)
        delivering = hubspot.Delivering(contacts, claims, kit.clock, target, delivery_s, recall)
        yield hubspot.build(
            delivering, read, settings.retries(loaded.limits), MetricTombstones(kit.metrics, hubspot.UNIT)
        )


def _holder(settings: HubSpotSettings, delivery_s: float) -> Holder:
    """This process, and the place that it shares with its predecessors and successors alone."""
    name = f"{settings.instance or socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    lease = timedelta(seconds=delivery_s + LEASE_MARGIN_S)
    return Holder("hubspot", name.replace("@", "-"), lease, settings.member.replace("@", "-"))


def hubspot_of(loaded: Workspace) -> Destination:
    """
    The workspace's destination `hubspot`.

    Raises:
        WorkspaceError: there is none, or it is of another kind.
    """
    target = loaded.destinations.get("hubspot")
    if target is None or target.kind != "hubspot":
        raise WorkspaceError([Finding("destinations.yaml", 0, "hubspot", "is missing: nothing would be delivered")])
    return target


def property_types(target: Destination, loaded: Workspace) -> Mapping[str, str]:
    """HubSpot's type of each property that is read and written, should it have to be made."""
    kinds: Mapping[str, str] = {**ROUTING_FACTS} | {
        ATTRIBUTE + name: field.kind for name, field in loaded.fields.items()
    }
    words = {name: each.field for name, each in target.fields.items()}
    numbers = {name for name, word in words.items() if kinds.get(word) == "number" or word == "version"} | {VERSION}
    types = {name: "number" if name in numbers else "string" for name in asked(target)}
    return types | {ACCEPTED_AT: "datetime"}

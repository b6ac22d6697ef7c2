"""Where the adapters of ingest's units are chosen."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from leadcore import workspace
from leadcore.contracts import TOPICS, Identified, Topic
from leadcore.framing import Admitted
from leadcore.message import Delivery, Message
from leadcore.runtime.kit import Kit, RunnerSettings
from leadcore.runtime.serve import World
from leadcore.runtime.tables import TableState
from leadcore.settings import SettingsError
from leadcore.stage import Arrival, Stage
from leadcore.vault import PlainVault

from ingest.adapters.alarms import MetricAlarms
from ingest.domain import admission
from ingest.settings import NormaliseSettings
from ingest.stages import admit


@asynccontextmanager
async def normalising(settings: NormaliseSettings, kit: Kit) -> AsyncIterator[Stage[Delivery, Identified]]:
    """
    The stage `ingest.normalise` with the plain vault; nothing has to be closed after it.

    Raises:
        WorkspaceError: the workspace cannot be read.
    """
    # Its libraries and their tables cost the other unit 14 MB.
    from ingest.domain.identity import Pepper
    from ingest.stages import normalise

    found = workspace.load(settings.workspace)
    tools = normalise.Normaliser(
        workspace=found,
        vault=PlainVault(),
        pepper=Pepper(settings.pepper_version, settings.pepper.reveal.encode()),
        codec=kit.codec,
        clock=kit.clock,
        version=kit.version,
        cluster_id=kit.cluster_id,
        alarms=MetricAlarms(kit.metrics),
    )
    stage = normalise.build(tools, settings.retries(found.limits))
    await _warm(stage)
    yield stage


async def _warm(stage: Stage[Delivery, Identified]) -> None:
    """Libraries load their tables at first use, 0.6 s in all: no lead shall wait for that."""
    message = Message(Topic.LEADS_RAW, 0, 0, 0, None, _INVENTED, (("lead-source", b"upstream"),))
    await stage.handle([Delivery(message, internal=False)])


_INVENTED = (
    b'{"email": "warm.up@northwind.example", "full_name": "Warm Up", "phone": "+44 20 7946 0958", "title": "Engineer",'
    b' "country": "United Kingdom", "city": "London", "company_name": "Northwind Ltd", "website": "northwind.example"}'
)


def admission_state() -> TableState:
    """The tables of `ingest.admit`, empty until its runner has filled them."""
    return TableState(admission.UNIT, admit.TABLES)


@asynccontextmanager
async def admitting(state: TableState, settings: RunnerSettings, kit: Kit) -> AsyncIterator[Stage[Arrival, Admitted]]:
    """
    The stage `ingest.admit`; nothing has to be closed after it.

    Raises:
        WorkspaceError: the workspace cannot be read.
        SettingsError: a source's horizon is longer than its sightings are kept.
    """
    found = workspace.load(settings.workspace)
    _check_horizons(found, state)
    policies = admit.policies_of(found.sources)
    yield admit.build(state, policies, kit.clock, found.release, kit.version, settings.retries(found.limits))


def prepare_admission() -> None:
    """Have uvloop make the event loops: Faust's are busy ones."""
    import uvloop  # as Faust below: the other unit runs on the standard loop

    uvloop.install()


async def run_admission(state: TableState, stage: Stage[Any, Any], world: World, stop: asyncio.Event) -> None:
    """Drive `ingest.admit`, whose tables are `state`."""
    from leadcore.runtime.faust import run_tables  # the other unit needs no Faust, which costs it 30 MB and a second

    await run_tables(state, stage, world, stop)


def _check_horizons(found: workspace.Workspace, state: TableState) -> None:
    kept_hours = TOPICS[state.changelogs[admit.SIGHTINGS]].retention_ms // admission.HOUR_MS
    for name, source in found.sources.items():
        if source.dedup.horizon_hours > kept_hours:
            raise SettingsError(
                f"sources.yaml: {name}.dedup.horizon_hours: over {kept_hours}, the hours for which the changelog of"
                " sightings is kept (schemas/topics.yaml)"
            )

"""The real stages of the spine over in-memory adapters: the one place beside the CLI that may import services."""

from typing import Any

from enricher import stage as enricher
from enricher.adapters.company_table import CompanyTable
from ingest.adapters.memory_state import MemoryState
from ingest.domain.identity import Pepper
from ingest.stages import admit, normalise
from ingest.stages.normalise import Normaliser
from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.stage import Stage
from leadcore.vault import PersonVault
from leadcore.workspace import Workspace
from router import stage as router
from router.adapters.memory import MemoryAssignments
from router.adapters.memory import TalliedAlarms as RouterAlarms
from scorer import stage as scorer
from scorer.adapters.alarms import TalliedAlarms as ScorerAlarms

CLUSTER = "memory"
PEPPER = Pepper(1, b"a pepper for simulations only")


def spine(workspace: Workspace, vault: PersonVault, clock: Clock, version: str) -> list[Stage[Any, Any]]:
    """normalise → admit → enrich → score (rules) → route, on `workspace`."""
    release = workspace.release
    tools = Normaliser(workspace, vault, PEPPER, Codec(), clock, version, CLUSTER)
    companies = CompanyTable(workspace.companies) if workspace.switches.enableEnrichment else None
    return [
        normalise.build(tools),
        admit.build(MemoryState(), admit.policies_of(workspace.sources), clock, release, version),
        enricher.build(companies, clock, release, version),
        scorer.build(workspace, None, ScorerAlarms(), clock, version),
        router.build(workspace, MemoryAssignments(), RouterAlarms(), clock, version),
    ]

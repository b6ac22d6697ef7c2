"""The router's real adapters: assignments in Redis, rebuilt from their topic; alarms as metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from leadcore.contracts import RoutedLead, ScoredLead
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.workspace import load

from router.adapters.alarms import MetricAlarms
from router.adapters.assignments_topic import AssignmentsTopic
from router.adapters.redis_assignments import RedisAssignments, connect
from router.settings import Settings
from router.stage import build


@asynccontextmanager
async def bootstrap(settings: Settings, kit: Kit) -> AsyncIterator[Stage[ScoredLead, RoutedLead]]:
    """
    The stage, with its Redis open for as long as the context lasts.

    Raises:
        WorkspaceError: the workspace has findings.
        PortUnavailable: Redis or the broker is away.
    """
    workspace = load(settings.workspace)
    redis = connect(settings.redis.reveal)
    try:
        assignments = RedisAssignments(redis, AssignmentsTopic(settings.kafka, kit.codec))
        await assignments.open()
        yield build(
            workspace,
            assignments,
            MetricAlarms(kit.metrics),
            kit.clock,
            kit.version,
            settings.retries(workspace.limits),
        )
    finally:
        await redis.aclose()

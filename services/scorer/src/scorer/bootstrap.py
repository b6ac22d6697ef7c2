"""The scorer's real adapters: the model the workspace names, or what stands in for it; alarms as metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from leadcore.contracts import EnrichedLead, ScoredLead
from leadcore.metrics import Metrics
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.workspace import Model as ModelRules
from leadcore.workspace import load

from scorer.adapters import model_folder
from scorer.adapters.alarms import MetricAlarms
from scorer.adapters.model_folder import ModelRefused
from scorer.adapters.onnx_model import NoModel, OnnxModel
from scorer.ports import Model
from scorer.settings import Settings
from scorer.stage import build


@asynccontextmanager
async def bootstrap(settings: Settings, kit: Kit) -> AsyncIterator[Stage[EnrichedLead, ScoredLead]]:
    """
    The stage, ready with or without its model: one that is refused is told and counted, and rules score instead.

    Raises:
        WorkspaceError: the workspace has findings.
    """
    workspace = load(settings.workspace)
    on = workspace.switches.enableMLScoring
    model = model_of(workspace.scoring.model, settings.models, kit.metrics) if on else None
    try:
        yield build(
            workspace, model, MetricAlarms(kit.metrics), kit.clock, kit.version, settings.retries(workspace.limits)
        )
    finally:
        if isinstance(model, OnnxModel):
            model.close()


def model_of(rules: ModelRules, models: Path, metrics: Metrics) -> Model | None:
    """The model that `rules` name; None where they name none. Never raises."""
    if rules.use == "none":
        return None
    failures = metrics.counter("model_load_failures_total", "Models refused at load", ("cause",))
    info = metrics.gauge("model_info", "1 for the model in force", ("version", "sha256"))
    try:
        model = OnnxModel(model_folder.read(models, rules.name), rules.timeout_ms)
    except ModelRefused as refused:
        failures.labels(refused.cause).inc()
        structlog.get_logger().error("model.refused", model=rules.name, reason=refused.cause)
        return NoModel(rules.name)
    info.labels(model.model_id, model.sha256).set(1)
    return model

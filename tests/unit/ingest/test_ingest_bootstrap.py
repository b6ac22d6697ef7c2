"""What is chosen for ingest.admit, and what is refused before it starts."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from ingest import bootstrap
from ingest.domain import admission
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Topic
from leadcore.metrics import Metrics
from leadcore.runtime.kit import Kit, RunnerSettings
from leadcore.settings import SettingsError

TEMPLATE = Path(__file__).parents[3] / "workspace"
KIT = Kit(system_clock, Codec(), Metrics(), "test")


def settings(workspace: Path) -> RunnerSettings:
    return RunnerSettings(kafka="localhost:9092", workspace=workspace)


async def test_admission_keeps_two_tables_whose_changelogs_are_its_own() -> None:
    state = bootstrap.admission_state()
    assert set(state.changelogs.values()) == {
        topic for topic in Topic if topic.startswith(f"{admission.UNIT}-") and topic.endswith("-changelog")
    }
    together = {TOPICS[topic].partitions_production for topic in (*state.changelogs.values(), Topic.LEADS_IDENTIFIED)}
    assert len(together) == 1
    async with bootstrap.admitting(state, settings(TEMPLATE), KIT) as stage:
        assert (stage.unit, stage.retry) == (admission.UNIT, Topic.LEADS_INGEST_ADMIT_RETRY)


async def test_a_horizon_beyond_the_changelog_is_refused(tmp_path: Path) -> None:
    workspace = shutil.copytree(TEMPLATE, tmp_path / "workspace")
    told = workspace / "sources.yaml"
    told.write_text(told.read_text().replace("same_person: revise}", "same_person: revise, horizon_hours: 400}", 1))
    context: Any = bootstrap.admitting(bootstrap.admission_state(), settings(workspace), KIT)
    with pytest.raises(SettingsError, match=r"web-form\.dedup\.horizon_hours: over 168"):
        await context.__aenter__()

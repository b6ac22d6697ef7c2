"""Settings of ingest: every fault at once, no secret shown; bootstrap builds the stage from them."""

from pathlib import Path

import pytest
from ingest.bootstrap import normalising
from ingest.settings import NormaliseSettings
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.metrics import Metrics
from leadcore.runtime.kit import Kit
from leadcore.settings import SettingsError, load

WORKSPACE = Path(__file__).parents[3] / "workspace"
GOOD = {
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "WORKSPACE_DIR": str(WORKSPACE),
    "IDENTITY_PEPPER": "a pepper of 24 bytes or more",
}


async def test_the_stage_is_built_from_settings() -> None:
    settings = load(NormaliseSettings, {**GOOD, "MAX_RETRIES": "5", "IDENTITY_PEPPER_VERSION": "2"})
    kit = Kit(lambda: 0, Codec(), Metrics(), "test", "cluster-1")
    async with normalising(settings, kit) as stage:
        assert (stage.unit, stage.sources) == ("ingest.normalise", (Topic.LEADS_RAW, Topic.LEADS_BULK))
        assert stage.retries.max_tries == 5


def test_every_fault_is_told_and_no_value() -> None:
    with pytest.raises(SettingsError) as refused:
        load(NormaliseSettings, {"IDENTITY_PEPPER": "too short", "IDENTITY_PEPPER_VERSION": "nought"})
    told = str(refused.value)
    for name in ("KAFKA_BOOTSTRAP_SERVERS", "WORKSPACE_DIR", "IDENTITY_PEPPER:", "IDENTITY_PEPPER_VERSION:"):
        assert name in told
    assert "too short" not in told
    assert "nought" not in told


def test_the_pepper_is_not_shown() -> None:
    assert "24 bytes or more" not in repr(load(NormaliseSettings, GOOD))

"""I10: switches and limits are read, refused in words, stood above by the environment, and acted on where a part is."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crm_sync.settings import HubSpotSettings
from leadcore.codec import Codec
from leadcore.contracts import RoutedLead, Topic
from leadcore.message import Delivery, Message, Write
from leadcore.pipeline import Tools, process
from leadcore.runtime.kit import RunnerSettings, chosen
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.settings import SettingsError
from leadcore.settings import load as read_settings
from leadcore.stage import RetryLimits, Stage, Subject
from leadcore.vault import PlainVault
from leadcore.verdict import Drop
from leadcore.workspace import Limits, Switches, WorkspaceError, load
from reviser.settings import Settings as ReviserSettings
from simulator.stages import spine

TEMPLATE = Path(__file__).parents[3] / "workspace"
RUNNER = {"KAFKA_BOOTSTRAP_SERVERS": "k:9092", "WORKSPACE_DIR": "/w"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATE, tmp_path / "workspace"))


def edited(folder: Path, old: str, new: str) -> Path:
    file = folder / "switches.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return folder


def test_what_is_shipped_is_what_the_requirement_says(folder: Path) -> None:
    found = load(folder)
    assert found.switches == Switches(True, True, True, True)
    assert found.limits == Limits(300, 3, 60, 30, 60)


def test_a_workspace_without_the_file_has_what_is_shipped(folder: Path) -> None:
    with_file = load(folder)
    (folder / "switches.yaml").unlink()
    assert load(folder) == with_file


@pytest.mark.parametrize("name", ["enableEnrichment", "enableMLScoring", "enableAutoRouting", "enableWebhooks"])
def test_each_switch_is_read_and_makes_another_release(folder: Path, name: str) -> None:
    before = load(folder)
    after = load(edited(folder, f"\n  {name}: true", f"\n  {name}: false"))
    assert after.switches == replace(Switches(), **{name: False})
    assert after.release != before.release


@pytest.mark.parametrize(
    ("name", "shipped"),
    [
        ("PROCESSING_TIMEOUT", 300),
        ("MAX_RETRIES", 3),
        ("RETRY_DELAY", 60),
        ("ENRICHMENT_TIMEOUT", 30),
        ("DELIVERY_TIMEOUT", 60),
    ],
)
def test_each_limit_is_read(folder: Path, name: str, shipped: int) -> None:
    found = load(edited(folder, f"\n  {name}: {shipped}", f"\n  {name}: 77")).limits
    assert found == replace(Limits(), **{name: 77})


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("enableWebhooks: true", "enableWebhooks: yes", "switches.enableWebhooks", "must be true or false"),
        ("enableWebhooks: true", 'enableWebhooks: "true"', "switches.enableWebhooks", "must be true or false"),
        ("enableWebhooks: true", "enableWebhocks: true", "switches.enableWebhocks", "did you mean enableWebhooks?"),
        ("enableWebhooks: true", "enable_webhooks: true", "switches.enable_webhooks", "is not a key here"),
        ("MAX_RETRIES: 3", "MAX_RETRIES: 0", "limits.MAX_RETRIES", "must be 1 or more"),
        ("MAX_RETRIES: 3", "MAX_RETRIES: 101", "limits.MAX_RETRIES", "must be 100 or less"),
        ("MAX_RETRIES: 3", "MAX_RETRIES: three", "limits.MAX_RETRIES", "must be a whole number"),
        ("RETRY_DELAY: 60", "RETRY_DELAY: 00:01:00", "limits.RETRY_DELAY", "must be a whole number"),
        ("RETRY_DELAY: 60", "RETRY_DELAY: -1", "limits.RETRY_DELAY", "must be 1 or more"),
        ("PROCESSING_TIMEOUT: 300", "PROCESSING_TIMEOUT: 0", "limits.PROCESSING_TIMEOUT", "must be 1 or more"),
        ("PROCESSING_TIMEOUT: 300", "PROCESSING_TIMEOUT: 45", "limits.DELIVERY_TIMEOUT", "is longer than PROCESSING"),
        ("ENRICHMENT_TIMEOUT: 30", "ENRICHMENT_TIMEOUT: 301", "limits.ENRICHMENT_TIMEOUT", "is longer than PROCESSING"),
        ("DELIVERY_TIMEOUT: 60", "DELIVERY_TIMEOUT: 86401", "limits.DELIVERY_TIMEOUT", "must be 86400 or less"),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(folder: Path, old: str, new: str, key: str, reason: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        load(edited(folder, f"\n  {old}", f"\n  {new}"))
    [finding] = told.value.findings
    assert (finding.file, finding.key) == ("switches.yaml", key)
    assert reason in finding.reason
    assert finding.line > 1


def test_a_file_that_is_there_and_cannot_be_read_is_no_file_that_is_missing(folder: Path) -> None:
    (folder / "switches.yaml").write_bytes(b"\xff")
    with pytest.raises(WorkspaceError, match="is not UTF-8"):
        load(folder)
    (folder / "switches.yaml").unlink()
    (folder / "switches.yaml").symlink_to(folder / "nowhere")
    with pytest.raises(WorkspaceError, match=r"switches\.yaml: is missing"):
        load(folder)


def test_the_environment_stands_above_the_workspace() -> None:
    limits = Limits(100, 5, 7, 1, 9)
    bare = read_settings(RunnerSettings, RUNNER)
    assert bare.retries(limits) == RetryLimits(5, 0, 7000, 100)
    assert bare.retries() == RetryLimits(3, 0, 60_000, 300.0) == RetryLimits()
    told = {**RUNNER, "MAX_RETRIES": "2", "RETRY_DELAY": "0.5", "PROCESSING_TIMEOUT": "4"}
    assert read_settings(RunnerSettings, told).retries(limits) == RetryLimits(2, 0, 500, 4)
    with pytest.raises(SettingsError, match="MAX_RETRIES"):
        read_settings(RunnerSettings, {**RUNNER, "MAX_RETRIES": "-1"})


def test_destinations_and_the_reviser_try_by_age_and_wait_as_all_do() -> None:
    limits = Limits(100, 5, 7, 1, 9)
    for settings in (
        read_settings(HubSpotSettings, {**RUNNER, "POSTGRES_DSN": "x", "HUBSPOT_TOKEN": "x"}),
        read_settings(ReviserSettings, {**RUNNER, "POSTGRES_DSN": "x"}),
    ):
        assert settings.retries(limits) == RetryLimits(0, 86_400_000, 7000, 100)
    hubspot = read_settings(HubSpotSettings, {**RUNNER, "POSTGRES_DSN": "x", "HUBSPOT_TOKEN": "x"})
    assert chosen(hubspot.delivery_s, limits.DELIVERY_TIMEOUT) == 9


async def routed(switches: Switches) -> RoutedLead:
    """A lead of a company that the table knows, through all stages."""
    workspace = replace(load(TEMPLATE), switches=switches)
    domain = next(iter(workspace.companies))
    log = MemoryLog(ManualClock())
    body = b'{"email": "ada@%s", "full_name": "Ada"}' % domain.encode()
    log.append(Write(Topic.LEADS_RAW, None, body, (("lead-source", b"upstream"),)))
    await MemoryRunner(spine(workspace, PlainVault(), log.clock, "test"), log).run()
    [message] = log.all(Topic.LEADS_ROUTED)
    lead = Codec().decode(RoutedLead, message.value)
    assert isinstance(lead, RoutedLead)
    return lead


async def test_a_lead_passes_what_is_switched_off_and_says_so() -> None:
    on = await routed(Switches())
    assert on.enrichment.trail[0].code == "company-found"
    off = await routed(Switches(enableEnrichment=False, enableMLScoring=False, enableAutoRouting=False))
    assert (off.enrichment.trail[0].code, off.enrichment.warnings) == ("switched-off", ("switched-off",))
    assert off.enrichment.industry == ""
    assert off.enrichment.company_domain == on.enrichment.company_domain, "what the lead said of itself stays"
    assert not off.enrichment.basis.tables
    assert off.routing.status == "review"
    said = [each for part in (off.enrichment, off.scoring, off.routing) for each in part.trail]
    switched = [each.parameters["switch"] for each in said if each.code == "switched-off"]
    assert switched == ["enableEnrichment", "enableMLScoring", "enableAutoRouting"]


HERE = Delivery(Message(Topic.LEADS_RAW, 0, 7, 1_700_000_000_000, None, b"{}", ()), internal=False)


def slow_for(slow: int, deadline_s: float) -> tuple[Stage[Any, Any], list[int]]:
    """A stage that never ends with the record at offset `slow`."""
    asked: list[int] = []

    async def handle(records: Sequence[Any]) -> Sequence[Any]:
        asked.append(len(records))
        if any(each.message.offset == slow for each in records):
            await asyncio.Event().wait()
        return [Drop(None) for _ in records]

    stage: Stage[Any, Any] = Stage(
        unit="ingest.normalise",
        sources=(Topic.LEADS_RAW,),
        sink=Topic.LEADS_IDENTIFIED,
        retry=Topic.LEADS_INGEST_NORMALISE_RETRY,
        handle=handle,
        retries=RetryLimits(deadline_s=deadline_s),
        opens=False,
        subject=lambda _delivery: Subject("s-1", source="proof"),
    )
    return stage, asked


async def test_a_record_that_takes_too_long_is_tried_again_later_and_takes_no_other_along() -> None:
    """PROCESSING_TIMEOUT."""
    tools = Tools(Codec(), lambda: 1_700_000_001_000, lambda _topic: 4)
    batch = [replace(HERE, message=replace(HERE.message, offset=offset)) for offset in (1, 2, 3)]
    stage, asked = slow_for(2, 0.2)
    async with asyncio.timeout(60):
        processed = await process(stage, batch, tools)
    assert asked == [3, 1, 1, 1]
    assert processed.counts["verdict", "drop"] == 2
    assert processed.counts["retry", "timed-out"] == 1
    assert [write.topic for write in processed.writes] == [Topic.LEADS_INGEST_NORMALISE_RETRY]


async def test_a_time_out_of_a_stage_s_own_is_no_deadline_of_ours() -> None:
    async def handle(_records: Sequence[Any]) -> Sequence[Any]:
        raise TimeoutError

    stage, _ = slow_for(0, 30)
    tools = Tools(Codec(), lambda: 1_700_000_001_000, lambda _topic: 4)
    processed = await process(replace(stage, handle=handle), [HERE], tools)
    assert processed.counts["failure", "bug"] == 1

"""V1: what the local stack starts."""

from pathlib import Path
from typing import cast

import pytest
from lab.stack import Home, Running, Servers
from lab.stack.processes import Process
from leadcore.access.tokens import read_signing_keys
from leadcore.contracts import TOPICS
from leadstream import units
from leadstream.commands.up import MOST

TEMPLATE = Path(__file__).parents[3] / "workspace"


@pytest.fixture
def servers() -> Servers:
    kafka, postgres, redis = (
        Running(name, f"{name}.example:1", cast(Process, None), 0.0) for name in ("kafka", "postgres", "redis")
    )
    return Servers(kafka, postgres, redis)


@pytest.mark.parametrize("crm", [True, False])
def test_without_a_crm_neither_its_sync_nor_its_emulator_runs(tmp_path: Path, servers: Servers, crm: bool) -> None:
    plan = units.plan(Home.open(tmp_path), servers, TEMPLATE, crm=crm)
    names = {service.unit for service in plan.services}
    assert ("crm-sync.hubspot" in names) is crm
    assert bool(plan.emulators) is crm
    assert ("emulator.hubspot" in plan.addresses) is crm
    assert names | {"crm-sync.hubspot"} == set(units.STAGES) | set(units.WEB)


def test_processes_of_a_stage_have_places_and_ports_of_their_own(tmp_path: Path, servers: Servers) -> None:
    services = {each.unit: each for each in units.plan(Home.open(tmp_path), servers, TEMPLATE, processes=2).services}
    assert set(services) == {*units.STAGES, *units.WEB, *(f"{unit}@2" for unit in units.STAGES)}
    one, other = services["scorer"].env, services["scorer@2"].env
    assert one["UNIT"] == other["UNIT"] == "scorer"
    assert (one["GROUP_INSTANCE_ID"], other["GROUP_INSTANCE_ID"]) == ("1", "2")
    assert one["HEALTH_PORT"] != other["HEALTH_PORT"]


def test_a_topic_of_this_machine_has_a_partition_for_each_process() -> None:
    assert {spec.partitions_local for topic, spec in TOPICS.items() if topic.startswith("leads.")} == {MOST}


def test_the_gateway_signs_tokens_and_the_console_can_only_check_them(tmp_path: Path, servers: Servers) -> None:
    """control:S22: keys are made at the first start, for their owner alone, and kept."""
    home = Home.open(tmp_path)
    files = [
        Path({each.unit: each for each in units.plan(home, servers, TEMPLATE).services}[name].env["TOKEN_KEYS_FILE"])
        for name in ("gateway", "console", "gateway")
    ]
    signs, checks = (read_signing_keys(file.read_text()) for file in files[:2])
    assert signs.signs
    assert not checks.signs
    assert signs.published() == checks.published() == read_signing_keys(files[2].read_text()).published()
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}

"""V1: what the local stack starts."""

from pathlib import Path
from typing import cast

import pytest
from lab.stack import Home, Running, Servers
from lab.stack.processes import Process
from leadstream import units


@pytest.fixture
def servers() -> Servers:
    kafka, postgres, redis = (
        Running(name, f"{name}.example:1", cast(Process, None), 0.0) for name in ("kafka", "postgres", "redis")
    )
    return Servers(kafka, postgres, redis)


@pytest.mark.parametrize("crm", [True, False])
def test_without_a_crm_neither_its_sync_nor_its_emulator_runs(tmp_path: Path, servers: Servers, crm: bool) -> None:
    plan = units.plan(Home.open(tmp_path), servers, tmp_path, crm=crm)
    names = {service.unit for service in plan.services}
    assert ("crm-sync.hubspot" in names) is crm
    assert bool(plan.emulators) is crm
    assert ("emulator.hubspot" in plan.addresses) is crm
    assert names | {"crm-sync.hubspot"} == set(units.STAGES) | set(units.WEB)

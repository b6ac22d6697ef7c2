"""I9: the clients under `sdks/` are of today's contract, and are what the generators make of it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import sdks

CONTRACT: dict[str, Any] = yaml.safe_load((sdks.ROOT / "schemas" / "openapi" / "gateway.yaml").read_text())


def test_they_are_as_they_were_generated_of_this_contract() -> None:
    """Needs no generator; regenerate with `make sdks`."""
    assert sdks.drifted(sdks.SDKS) == []


def copied(place: Path) -> Path:
    away = shutil.ignore_patterns("node_modules", "dist", "__pycache__", "build", "*.egg-info")
    return Path(shutil.copytree(sdks.SDKS, place / "sdks", ignore=away))


def test_an_edit_by_hand_is_seen(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    with (copy / sdks.PYTHON / "client.py").open("a") as file:
        file.write("# mine\n")
    (copy / sdks.TYPESCRIPT / "index.ts").unlink()
    found = sdks.drifted(copy)
    assert [each.split()[0] for each in found] == ["python", "typescript"]


def test_programs_get_what_they_call_and_nothing_else() -> None:
    kept = sdks.for_programs(CONTRACT)
    assert {"/v1/leads", "/v1/leads:batch", "/oauth/token"} <= set(kept["paths"])
    assert not [path for path in kept["paths"] if path.startswith(("/f/", "/v1/webhooks", "/openapi"))]
    assert set(kept["paths"]["/v1/leads"]) == {"post"}
    assert set(kept["paths"]["/v1/leads:batch"]["post"]["requestBody"]["content"]) == {"application/json"}
    assert {"Lead", "Verdict", "Problem", "FieldProblem", "Refusal"} <= set(kept["components"]["schemas"])
    assert "Thanks" not in kept["components"]["schemas"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with the pinned generators, and the Node that comes with them."""
    copy = copied(tmp_path_factory.mktemp("clients"))
    sdks.install(copy)
    return copy


@pytest.mark.slow
@pytest.mark.long
def test_generating_anew_changes_nothing(installed: Path) -> None:
    before = sdks.stamp(installed)
    sdks.generate(installed)
    assert sdks.stamp(installed) == before


@pytest.mark.long
@pytest.mark.slow
def test_the_typescript_client_compiles_and_its_own_tests_hold(installed: Path) -> None:
    """Over real connections: repeats, exceptions, types; `sdks/typescript/test`."""
    sdks.run_node(installed, "npm", "run", "build", "--loglevel=error")
    told = sdks.run_node(installed, "npm", "test", check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "fail 0" in told.stdout

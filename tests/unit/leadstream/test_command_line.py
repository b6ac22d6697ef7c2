"""INTERFACES: exit codes, words, and the shape of status; nothing has to run for these."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from lab.ledger import Account, Ledger
from lab.stack import Home, Running, Servers, Supervisor
from lab.stack.processes import Command, Process, spawn
from leadstream import units, workspaces
from leadstream.application import application
from leadstream.commands.ledger import sentence
from leadstream.terminal import Stopped
from typer.testing import CliRunner

RUNNER = CliRunner()

TEMPLATE = Path(__file__).parents[3] / "workspace"


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("LEADSTREAM_HOME", str(tmp_path / "home"))
    return Home.open(tmp_path / "home")


@pytest.mark.parametrize("command", [["status"], ["ledger"], ["why", "x"], ["alike", "list"], ["bench", "drain"]])
def test_without_a_stack_the_exit_code_is_3_and_says_what_to_do(empty_home: Home, command: list[str]) -> None:
    result = RUNNER.invoke(application, command)
    assert result.exit_code == 3
    assert "leadstream up" in result.output


def test_a_file_that_is_not_there_is_a_usage_error(empty_home: Home) -> None:
    for command in (["send", "nowhere.jsonl"], ["import", "nowhere.csv", "--source", "s"]):
        result = RUNNER.invoke(application, command)
        assert (result.exit_code, "nowhere" in result.output) == (2, True)


@pytest.mark.parametrize("option", [["--kills", "0"], ["--minutes", "0"], ["--seed", "-1"], ["--rate", "0"]])
def test_a_proof_of_nothing_is_a_usage_error(empty_home: Home, option: list[str]) -> None:
    result = RUNNER.invoke(application, ["prove", *option])
    assert (result.exit_code, option[0] in result.output) == (2, True)
    assert not (empty_home.root / "proofs").exists()


def test_down_without_a_stack_is_well(empty_home: Home) -> None:
    assert RUNNER.invoke(application, ["down"]).exit_code == 0


def test_every_command_has_a_help_text() -> None:
    names = "try up down status send import ledger why doctor topics bench dead alike"
    for name in names.split():
        result = RUNNER.invoke(application, [name, "--help"])
        assert result.exit_code == 0, name
        assert len(result.output.splitlines()) > 5


@pytest.mark.parametrize(
    ("ledger", "told"),
    [
        (Ledger(True, {"a": Account(3, 2, 1)}), "3 accepted = 2 routed + 1 duplicate; lost 0"),
        (Ledger(False, {"a": Account(3, 2, in_flight=1)}), "3 accepted = 2 routed + 1 in flight"),
        (Ledger(True, {"a": Account(3, 2, unaccounted=1)}), "1 accepted submissions are unaccounted for"),
    ],
)
def test_the_ledger_says_it_in_a_sentence(ledger: Ledger, told: str) -> None:
    assert told in sentence(ledger)


def test_a_workspace_with_findings_is_refused_with_file_and_key(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    folder = workspaces.prepare(home, None, demo=False)
    (folder / "sources.yaml").write_text("upstream: {ways: [kafka], colour: red}\n")
    with pytest.raises(Stopped, match=r"sources\.yaml.*colour") as caught:
        workspaces.prepare(home, folder, demo=False)
    assert caught.value.code == 2


def test_a_wrong_workspace_is_told_before_anything_is_started(
    empty_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(Supervisor, "start_servers", started.append)
    result = RUNNER.invoke(application, ["up", "--workspace", str(tmp_path / "nowhere")])
    assert (result.exit_code, started) == (2, [])


def test_only_the_demo_workspace_has_a_model(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    assert "use: none" in (workspaces.prepare(home, None, demo=False) / "scoring.yaml").read_text()
    assert "use: active" in (workspaces.prepare(home, None, demo=True) / "scoring.yaml").read_text()


def test_an_operator_s_changes_to_the_copy_stay(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    mine = workspaces.prepare(home, None, demo=False) / "roster.csv"
    mine.write_text(mine.read_text() + "\n")
    before = mine.read_text()
    workspaces.prepare(home, None, demo=False)
    assert mine.read_text() == before


def test_the_plan_names_every_unit_once_with_ports_of_their_own(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    plan = units.plan(home, _servers(home), TEMPLATE)
    names = [service.unit for service in plan.services]
    assert sorted(names) == sorted({*units.STAGES, *units.WEB})
    ports = [service.env["HEALTH_PORT"] for service in plan.services]
    assert len(set(ports)) == len(ports)
    scripts = [next(word for word in s.argv if "/" in word) for s in (*plan.emulators, *plan.services)]
    assert all(Path(script).exists() for script in scripts)


def test_a_crm_on_the_same_machine_yields_to_the_pipeline(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    plan = units.plan(home, _servers(home), TEMPLATE)
    behind = {service.unit for service in (*plan.emulators, *plan.services) if service.argv[0] == "nice"}
    assert behind == {"crm-sync.hubspot", "emulator.hubspot"}


def test_the_local_key_is_kept_as_its_digest_alone(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    plan = units.plan(home, _servers(home), TEMPLATE)
    file = home.secrets / "gateway-keys.json"
    [key] = json.loads(file.read_text())
    assert key["sha256"] == hashlib.sha256(plan.addresses["api_key"].encode()).hexdigest()
    assert plan.addresses["api_key"] not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def _servers(home: Home) -> Servers:
    process = _ended(home)
    return Servers(*(Running(unit, f"{unit}:1", process, 0.0) for unit in ("kafka", "postgres", "redis")))


def _ended(home: Home) -> Process:
    process = spawn(Command(("true",), home.log("true"), {"PATH": "/usr/bin:/bin"}))
    process.wait(60)
    return process


@pytest.mark.parametrize(
    ("command", "others"), [("ledger", ("alembic", "simulator", "leadfiles")), ("why", ("lab.bench",))]
)
def test_a_command_loads_nothing_that_only_others_need(command: str, others: tuple[str, ...]) -> None:
    """P2: who asks for one thing waits for that one."""
    program = (
        "import sys\nfrom leadstream.application import application\n"
        f"try:\n    application([{command!r}, '--help'])\n"
        f"finally:\n    print([each for each in {others!r} if each in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"

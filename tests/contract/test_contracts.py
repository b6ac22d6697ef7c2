"""P1, P2: schemas, topics and generated code agree."""

from pathlib import Path

import pytest
from lab.contracts.__main__ import main
from lab.contracts.read import read_contracts
from lab.contracts.render import render
from leadcore.contracts import TOPICS, UNITS, Topic
from leadcore.runtime.kit import RunnerSettings, is_transactional
from leadcore.settings import SettingsError, load

ROOT = Path(__file__).parents[2]


def test_generated_code_is_what_the_schemas_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--root", str(ROOT)]) == 0, capsys.readouterr().out


def test_drift_is_found(tmp_path: Path) -> None:
    for relative, text in render(read_contracts(ROOT / "schemas")).items():
        (tmp_path / relative).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / relative).write_text(text)
    for path in [*(ROOT / "schemas/avro").glob("*.avsc"), ROOT / "schemas/topics.yaml"]:
        target = tmp_path / path.relative_to(ROOT)
        target.write_text(path.read_text())
    assert main(["--check", "--root", str(tmp_path)]) == 0
    lead = tmp_path / "schemas/avro/leadstream.Outcome.avsc"
    lead.write_text(lead.read_text().replace('"unit"', '"stage"'))
    assert main(["--check", "--root", str(tmp_path)]) == 1


def test_a_changed_schema_gets_a_new_id_and_the_old_one_stays(tmp_path: Path) -> None:
    for path in [*(ROOT / "schemas/avro").glob("*"), ROOT / "schemas/topics.yaml"]:
        target = tmp_path / path.relative_to(ROOT / "schemas")
        target.parent.mkdir(exist_ok=True)
        target.write_text(path.read_text())
    before = {each.id: each for each in read_contracts(tmp_path).locked}
    outcome = tmp_path / "avro/leadstream.Outcome.avsc"
    outcome.write_text(outcome.read_text().replace('"unit"', '"stage"'))
    after = {each.id: each for each in read_contracts(tmp_path).locked}
    assert before.items() <= after.items()
    assert [each.name for id_, each in after.items() if id_ not in before] == ["Outcome"]


def test_every_consumer_that_defers_has_a_retry_topic_of_its_own() -> None:
    units = {unit for spec in TOPICS.values() for unit in spec.consumers} - {"gateway"}
    for unit in units:
        retry = Topic(f"leads.{unit}.retry")
        assert TOPICS[retry].producers == TOPICS[retry].consumers == (unit,)


def test_co_partitioned_topics_share_their_counts() -> None:
    shared = {(s.partitions_local, s.partitions_production) for s in TOPICS.values() if s.co_partitioned}
    assert len(shared) == 1


def test_what_outsiders_write_carries_the_broker_s_time() -> None:
    assert {topic for topic, spec in TOPICS.items() if spec.timestamp == "log-append"} == {
        Topic.LEADS_RAW,
        Topic.LEADS_BULK,
    }


@pytest.mark.parametrize(
    "broken",
    [
        "{name: router, delivery: once, modes: [once]}",
        "{name: rooter, delivery: at_least_once, modes: [at_least_once]}",
    ],
)
def test_units_have_modes_there_are_and_all_of_them_are_named(tmp_path: Path, broken: str) -> None:
    for path in [*(ROOT / "schemas/avro").glob("*"), ROOT / "schemas/topics.yaml"]:
        target = tmp_path / path.relative_to(ROOT / "schemas")
        target.parent.mkdir(exist_ok=True)
        target.write_text(path.read_text())
    contract = tmp_path / "topics.yaml"
    lines = contract.read_text().splitlines()
    contract.write_text("\n".join(f"  - {broken}" if "{name: router," in line else line for line in lines))
    with pytest.raises(ValueError, match=r"topics\.yaml: "):
        read_contracts(tmp_path)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("asked", ["", "at_least_once", "transactional"])
def test_a_unit_is_delivered_as_the_contract_says_or_in_another_of_its_modes(unit: str, asked: str) -> None:
    """P2: DELIVERY_MODE is read by the unit's own settings; a mode whose laws are not held for it is refused."""
    environ = {
        "KAFKA_BOOTSTRAP_SERVERS": "host:9092",
        "WORKSPACE_DIR": "/",
        **({"DELIVERY_MODE": asked} if asked else {}),
    }
    settings = load(RunnerSettings, environ)
    if asked and asked not in UNITS[unit].modes:
        with pytest.raises(SettingsError, match="DELIVERY_MODE"):
            is_transactional(unit, settings)
    else:
        assert is_transactional(unit, settings) == ((asked or UNITS[unit].delivery) == "transactional")

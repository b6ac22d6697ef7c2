"""Renders contracts as Python records, the Topic enum, schema texts, the id lock and Kubernetes topics."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from lab.contracts.read import NAMESPACE, TOPIC_RECORDS, Contracts

PACKAGE = Path("libs/leadcore/src/leadcore/contracts")
HEADER = '"""Generated from `schemas/` by `make contracts`; do not edit."""\n\n'
PYTHON = {
    "string": "str",
    "bytes": "bytes",
    "int": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "null": "None",
}
EMPTY = {"str": '""', "bytes": 'b""', "int": "0", "float": "0.0", "bool": "False"}


def render(contracts: Contracts) -> dict[Path, str]:
    """Text by path relative to the repository, in a fixed order: equal input gives equal bytes."""
    return {
        PACKAGE / "records.py": _records(contracts),
        PACKAGE / "topics.py": _topics(contracts),
        PACKAGE / "schemas.py": _schemas(contracts),
        Path("schemas/avro/ids.lock.json"): _lock(contracts),
        Path("deploy/k8s/base/topics.yaml"): _resources(contracts),
    }


def _records(contracts: Contracts) -> str:
    lines = [
        HEADER,
        "from collections.abc import Mapping\n",
        "from dataclasses import field as _field\n\nfrom leadcore.frozen import dataclass\n",
    ]
    for name, schema in contracts.schemas.items():
        lines.append(f"\n\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {name}:\n")
        lines.append(f'    """{schema["doc"]}"""\n\n')
        lines += map(_attribute, schema["fields"])
    return "".join(lines)


def _attribute(each: dict[str, Any]) -> str:
    annotation = _annotation(each["type"])
    unit = " Milliseconds since 1970 UTC." if _is_time(each["type"]) else ""
    return f'    {each["name"]}: {annotation}{_default(each, annotation)}\n    """{each["doc"]}{unit}"""\n'


def _annotation(avro: Any) -> str:
    if isinstance(avro, list):
        return " | ".join(_annotation(branch) for branch in [b for b in avro if b != "null"] + ["null"])
    if isinstance(avro, str):
        return PYTHON.get(avro) or avro.removeprefix(NAMESPACE + ".")
    if avro["type"] == "array":
        return f"tuple[{_annotation(avro['items'])}, ...]"
    if avro["type"] == "map":
        return f"Mapping[str, {_annotation(avro['values'])}]"
    return PYTHON[avro["type"]]


def _default(each: dict[str, Any], annotation: str) -> str:
    if "default" not in each:
        return ""
    if annotation.startswith("Mapping"):
        return " = _field(default_factory=dict)"
    if annotation.startswith("tuple"):
        return " = ()"
    value = each["default"]
    if isinstance(value, str):
        return f" = {EMPTY[annotation]}" if not value else f' = "{value}"'
    return f" = {value!r}"


def _is_time(avro: Any) -> bool:
    branches = avro if isinstance(avro, list) else [avro]
    return any(isinstance(branch, dict) and branch.get("logicalType") == "timestamp-millis" for branch in branches)


def _topics(contracts: Contracts) -> str:
    lines = [
        HEADER,
        "from dataclasses import dataclass\nfrom enum import StrEnum\n\n\nclass Topic(StrEnum):\n",
    ]
    lines.append('    """Every topic of schemas/topics.yaml."""\n\n')
    lines += [f'    {_constant(t["name"])} = "{t["name"]}"\n    """{t["about"]}"""\n' for t in contracts.topics]
    lines.append(_SPEC)
    lines += [f"    Topic.{_constant(topic['name'])}: {_spec(topic)},\n" for topic in contracts.topics]
    lines.append(_UNIT_SPEC)
    lines += [f'    "{u["name"]}": UnitSpec({u["delivery"]!r}, {tuple(u["modes"])!r}),\n' for u in contracts.units]
    return "".join(lines) + "}\n"


_SPEC = '''

@dataclass(frozen=True, slots=True)
class TopicSpec:
    """How a topic is made, and what is on it."""

    record: str
    """Record name, `any` (Submission or plain JSON), `same` (as the message that waits) or `raw`."""
    key: str
    """Path of the key inside the record, parts joined by `/`; `-` for none; `same` as the message that waits."""
    partition_by: str
    """Path of the value the partition is chosen by, where it is not the key."""
    partitions_local: int
    partitions_production: int
    co_partitioned: bool
    """Shares one final partition count with the other co-partitioned topics."""
    cleanup: str
    retention_ms: int
    timestamp: str
    """`log-append` or `create`."""
    max_message_bytes: int
    producers: tuple[str, ...]
    consumers: tuple[str, ...]


TOPICS: dict[Topic, TopicSpec] = {
'''


_UNIT_SPEC = '''}


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """How a unit delivers what it makes of a batch."""

    delivery: str
    """Its mode unless DELIVERY_MODE says otherwise: `at_least_once` or `transactional`."""
    modes: tuple[str, ...]
    """Those it may be run in."""


UNITS: dict[str, UnitSpec] = {
'''


def _constant(topic: str) -> str:
    return topic.upper().replace(".", "_").replace("-", "_")


def _spec(topic: dict[str, Any]) -> str:
    partitions = topic["partitions"]
    fields = [
        topic["record"], topic["key"], topic["partition_by"], partitions["local"], partitions["production"],
        topic["co_partitioned"], topic["cleanup"], topic["retention_hours"] * 3_600_000, topic["timestamp"],
        topic["max_message_bytes"], tuple(topic["producers"]), tuple(topic["consumers"]),
    ]  # fmt: skip
    return f"TopicSpec({', '.join(repr(value) for value in fields)})"


def _schemas(contracts: Contracts) -> str:
    lines = [HEADER, "SCHEMAS: dict[int, tuple[str, str]] = {\n"]
    lines += [f"    {each.id}: ({each.name!r}, {each.text!r}),\n" for each in contracts.locked]
    lines.append('}\n"""Record name and schema text by lock-file id, every version that was ever written."""\n\n')
    lines.append("CURRENT: dict[str, int] = {\n")
    newest = {each.name: each.id for each in contracts.locked}
    lines += [f'    "{name}": {newest[name]},\n' for name in TOPIC_RECORDS]
    return "".join(lines) + '}\n"""Id by record name: what this code writes."""\n'


def _lock(contracts: Contracts) -> str:
    entries = [{"id": e.id, "name": e.name, "sha256": e.sha256, "text": e.text} for e in contracts.locked]
    return json.dumps({"schemas": entries}, indent=1, ensure_ascii=False) + "\n"


def _resources(contracts: Contracts) -> str:
    documents = "---\n".join(yaml.safe_dump(each, sort_keys=False) for each in _kafka_topics(contracts))
    return "# Generated from schemas/topics.yaml by `make contracts`; do not edit.\n" + documents


def _kafka_topics(contracts: Contracts) -> Iterator[dict[str, Any]]:
    for topic in contracts.topics:
        config = {
            "cleanup.policy": topic["cleanup"],
            "retention.ms": topic["retention_hours"] * 3_600_000,
            "min.insync.replicas": 2,
            "message.timestamp.type": "LogAppendTime" if topic["timestamp"] == "log-append" else "CreateTime",
            "max.message.bytes": topic["max_message_bytes"],
        }
        yield {
            "apiVersion": "kafka.strimzi.io/v1",
            "kind": "KafkaTopic",
            "metadata": {"name": topic["name"], "labels": {"strimzi.io/cluster": "leadstream"}},
            "spec": {"partitions": topic["partitions"]["production"], "replicas": 3, "config": config},
        }

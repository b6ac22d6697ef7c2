"""Reads `schemas/avro/*.avsc`, `schemas/topics.yaml` and the schema-id lock into plain values."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

NAMESPACE = "leadstream"
FIRST_ID = 1_000_000_000
"""Lock-file ids start here, far from what a registry hands out."""

MODES = ("at_least_once", "transactional")

PRIMITIVES = {"string", "bytes", "int", "long", "double", "boolean", "null"}
TOPIC_RECORDS = (
    "Submission", "IdentifiedPacket", "Lead", "EnrichedLead", "ScoredLead", "RoutedLead", "Outcome", "Receipt",
    "DeadLetter", "Engagement", "Revision", "Assignment", "Identified", "Person",
)  # fmt: skip
"""Records that travel as a whole: on a topic, inside a packet, or sealed. They have schema ids."""


@dataclass(frozen=True, slots=True)
class LockedSchema:
    """One schema as it once was written: `id` never changes its meaning."""

    id: int
    name: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Contracts:
    """Everything that is generated from: schemas by short name in dependency order, topics, units, locked schemas."""

    schemas: Mapping[str, dict[str, Any]]
    topics: tuple[dict[str, Any], ...]
    units: tuple[dict[str, Any], ...]
    locked: tuple[LockedSchema, ...]


def read_contracts(folder: Path) -> Contracts:
    """Read `folder`; schemas that changed get the next free id in the lock.

    Raises:
        ValueError: a schema names an unknown type, a topic an unknown record, a unit an unknown mode; or a unit that
            defers is not among the units.
    """
    raw = {path.name.split(".")[1]: json.loads(path.read_text()) for path in sorted((folder / "avro").glob("*.avsc"))}
    schemas = {name: raw[name] for name in _in_dependency_order(raw)}
    document = yaml.safe_load((folder / "topics.yaml").read_text())
    topics = tuple(_defaults_filled(topic, document["defaults"]) for topic in document["topics"])
    for topic in topics:
        if topic["record"] not in {"any", "same", "raw", *schemas}:
            raise ValueError(f"topics.yaml: {topic['name']}: record {topic['record']} is not in schemas/avro")
    units = tuple(document["units"])
    _check_units(units, topics)
    return Contracts(schemas, topics, units, tuple(_locked(folder, schemas)))


def self_contained(name: str, schemas: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of `name` with every named type inlined at its first use, as registries want it."""
    seen: set[str] = set()

    def inline(node: Any) -> Any:
        if isinstance(node, str) and node.startswith(NAMESPACE + "."):
            short = node.removeprefix(NAMESPACE + ".")
            return node if short in seen else inline(schemas[short])
        if isinstance(node, list):
            return [inline(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("type") == "record":
            seen.add(node["name"])
            return {**node, "fields": [{**f, "type": inline(f["type"])} for f in node["fields"]]}
        return {key: inline(value) if key in {"items", "values"} else value for key, value in node.items()}

    inlined = inline(schemas[name])
    assert isinstance(inlined, dict)
    return inlined


def _in_dependency_order(raw: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        for needed in _named_types(raw[name]["fields"]):
            if needed not in raw:
                raise ValueError(f"{name}: type {NAMESPACE}.{needed} is not in schemas/avro")
            yield from visit(needed)
        yield name

    for name in raw:
        yield from visit(name)


def _named_types(node: Any) -> Iterator[str]:
    if isinstance(node, str) and node.startswith(NAMESPACE + "."):
        yield node.removeprefix(NAMESPACE + ".")
    elif isinstance(node, list):
        for item in node:
            yield from _named_types(item)
    elif isinstance(node, dict):
        for key in ("type", "items", "values"):
            if key in node:
                yield from _named_types(node[key])


def _check_units(units: Sequence[dict[str, Any]], topics: Sequence[dict[str, Any]]) -> None:
    for unit in units:
        if unit["delivery"] not in unit["modes"] or not set(unit["modes"]) <= set(MODES):
            raise ValueError(f"topics.yaml: {unit['name']}: delivery is one of its modes, and these of {MODES}")
    defer = {topic["consumers"][0] for topic in topics if topic["name"].endswith(".retry")}
    if odd := defer ^ {unit["name"] for unit in units}:
        raise ValueError(f"topics.yaml: not both among the units and with a retry topic: {', '.join(sorted(odd))}")


def _defaults_filled(topic: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {**defaults, "co_partitioned": False, "partition_by": "", **topic}


def _locked(folder: Path, schemas: Mapping[str, dict[str, Any]]) -> Iterator[LockedSchema]:
    path = folder / "avro" / "ids.lock.json"
    entries = json.loads(path.read_text())["schemas"] if path.exists() else []
    known = {(entry["name"], entry["sha256"]) for entry in entries}
    yield from (LockedSchema(e["id"], e["name"], e["sha256"], e["text"]) for e in entries)
    next_id = max((entry["id"] for entry in entries), default=FIRST_ID - 1) + 1
    for name in TOPIC_RECORDS:
        text = json.dumps(_without_docs(self_contained(name, schemas)), separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        if (name, digest) not in known:
            yield LockedSchema(next_id, name, digest, text)
            next_id += 1


def _without_docs(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_docs(item) for item in node]
    if isinstance(node, dict):
        return {key: _without_docs(value) for key, value in node.items() if key != "doc"}
    return node

"""
JSON Schemas of the workspace's YAML files, for editors; made from the same dataclasses that `load` reads.

They know keys, words and bounds, so that an editor completes and underlines; names, facts and pools that refer to one
another are checked by `load` alone.
"""

from collections.abc import Mapping

import msgspec

from leadcore.workspace import destinations, fields, forms, routing, scoring, sources, switches
from leadcore.workspace.decode import NONE
from leadcore.workspace.destinations import Destination
from leadcore.workspace.fields import Field
from leadcore.workspace.forms import Form
from leadcore.workspace.routing import RoutingFile
from leadcore.workspace.scoring import ScoringFile
from leadcore.workspace.sources import Source
from leadcore.workspace.switches import SwitchesFile

_ROOTS: Mapping[str, object] = {
    sources.FILE: dict[str, Source],
    fields.FILE: dict[str, Field],
    scoring.FILE: ScoringFile,
    routing.FILE: RoutingFile,
    destinations.FILE: dict[str, Destination],
    forms.FILE: dict[str, Form],
    switches.FILE: SwitchesFile,
}

_TEXTS = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
_SCALAR = {"type": ["string", "number", "boolean"]}


def editor_schemas() -> Mapping[str, bytes]:
    """Return each schema's text by its file name, such as `sources.schema.json`."""
    return {file.replace(".yaml", ".schema.json"): _schema(file, root) for file, root in _ROOTS.items()}


def _schema(file: str, root: object) -> bytes:
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Leadstream {file}"}
    body = _strict(msgspec.json.schema(root))
    assert isinstance(body, dict)
    return msgspec.json.format(msgspec.json.encode(head | body), indent=2) + b"\n"


def _strict(node: object) -> object:
    """Refuse unknown keys as `load` does, and write `none` where Python has None."""
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "null":
        return {"const": NONE}
    if node.get("anyOf") == _TEXTS:
        # A rule's value: a text to the loader, which types it by the fact; to an editor whatever YAML makes of it.
        return {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
    found = {key: _strict(value) for key, value in node.items() if not (key == "default" and value is None)}
    if node.get("type") == "object" and "properties" in node:
        found["additionalProperties"] = False
    return found

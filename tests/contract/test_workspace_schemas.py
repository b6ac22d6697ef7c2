"""The JSON Schemas that editors use are those of the loader, and know a good workspace from a bad one."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from leadcore.workspace.schemas import editor_schemas

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas" / "workspace"
NAMES = sorted(editor_schemas())


def settings(name: str) -> Any:
    return yaml.safe_load((ROOT / "workspace" / name.replace(".schema.json", ".yaml")).read_text())


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_schema_is_current(name: str) -> None:
    """Regenerate with `python -m lab.editor_schemas`."""
    assert (SCHEMAS / name).read_bytes() == editor_schemas()[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_valid(name: str) -> None:
    schema = json.loads((SCHEMAS / name).read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(settings(name), schema)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("sources.schema.json", ["web-form", "ways"], []),
        ("sources.schema.json", ["web-form", "shapes"], "row"),
        ("sources.schema.json", ["events-csv", "quota", "capacity"], 0),
        ("fields.schema.json", ["visits", "type"], "int"),
        ("scoring.schema.json", ["bands", "hot"], 101),
        ("scoring.schema.json", ["model", "use"], "on"),
        ("routing.schema.json", ["pools", "emea", "pick"], "random"),
        ("destinations.schema.json", ["hubspot", "mode"], "wrote"),
    ],
)
def test_a_fault_is_underlined(name: str, path: list[str], value: object) -> None:
    whole = settings(name)
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, json.loads((SCHEMAS / name).read_bytes()))

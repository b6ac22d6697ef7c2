"""
`python -m lab.openapi`: writes the OpenAPI documents of gateway and console, as JSON, beside the code that serves them,
and as pages to read.

The contracts are `schemas/openapi/<service>.yaml`; contract tests hold the copies, the pages and the routes to them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lab.openapi_page import page_of

ROOT = Path(__file__).parents[3]
SERVICES = ("gateway", "console")


def rendered(service: str) -> str:
    """The JSON of a service's contract."""
    contract = ROOT / "schemas" / "openapi" / f"{service}.yaml"
    return json.dumps(yaml.safe_load(contract.read_text(encoding="utf-8")), separators=(",", ":")) + "\n"


def served(service: str) -> Path:
    """Where the copy stands that the service serves."""
    return ROOT / "services" / service / "src" / service / "static" / "openapi.json"


def written() -> dict[Path, str]:
    """Every file that follows from the contracts, with what stands in it."""
    copies = {served(each): rendered(each) for each in SERVICES}
    return copies | {
        ROOT / "docs" / "reference" / f"{each}.md": page_of(json.loads(rendered(each)), each) for each in SERVICES
    }


def closed(document: Mapping[str, Any]) -> dict[str, Any]:
    """
    The document as our answers are held to it: what it does not name, no answer has (control:S8).

    Outsiders are promised less, so that a later version may add a field. What a caller sends stays as it is.
    """
    strict: dict[str, Any] = json.loads(json.dumps(document))
    for item in strict["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                _close(operation.get("responses", {}), strict, set())
    return strict


def _close(node: Any, document: dict[str, Any], seen: set[str]) -> None:
    if isinstance(node, list):
        for each in node:
            _close(each, document, seen)
    if not isinstance(node, dict):
        return
    if isinstance(reference := node.get("$ref"), str) and reference not in seen:
        seen.add(reference)
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        _close(found, document, seen)
    if isinstance(node.get("properties"), dict):
        node.setdefault("additionalProperties", False)
    for each in node.values():
        _close(each, document, seen)


def drifted() -> list[str]:
    """The files that are not of today's contracts."""
    told = {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in written()}
    return [str(path.relative_to(ROOT)) for path, text in written().items() if told[path] != text]


if __name__ == "__main__":
    for file, content in written().items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")

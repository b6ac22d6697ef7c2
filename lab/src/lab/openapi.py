"""
`python -m lab.openapi`: writes the gateway's OpenAPI document, as JSON, beside the code that serves it.

The contract is `schemas/openapi/gateway.yaml`; a contract test holds the copy, and the routes, to it.
"""

import json
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
CONTRACT = ROOT / "schemas" / "openapi" / "gateway.yaml"
SERVED = ROOT / "services" / "gateway" / "src" / "gateway" / "static" / "openapi.json"


def rendered() -> str:
    """The JSON of the contract."""
    return json.dumps(yaml.safe_load(CONTRACT.read_text(encoding="utf-8")), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    SERVED.write_text(rendered(), encoding="utf-8")

"""I9, control:S14: what the gateway serves is what its OpenAPI document says, and schemathesis finds nothing else."""

import asyncio
import hashlib
import itertools
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.adapters.memory import MemoryImports, MemoryLog, MemoryRepeats
from gateway.adapters.redis_limiter import NoLimiter
from gateway.routes.forms import FormDesk
from gateway.routes.importer import ImportDesk
from gateway.routes.imports import ImportRoutes
from gateway.routes.leads import Edge
from leadcore import workspace
from leadcore.access.callers import Keyring
from leadcore.access.doors import Door, Held
from leadcore.access.tokens import Audience
from leadcore.api_keys import ApiKey
from leadcore.clock import system_clock
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import Attempts, Guard

from lab import openapi

SHIPPED = workspace.load(Path(__file__).parents[2] / "workspace")
DOCUMENT = json.loads(openapi.rendered("gateway"))
KEY = ApiKey("one", hashlib.sha256(b"one").hexdigest())
APART = {"/oauth/token", "/oauth/revoke", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server"}
"""Tried by the tests of access: without signing keys they are not there."""
HOOKS = {"/v1/webhooks/{source}"}
"""Tried by the tests of webhooks."""

TAKEN_ALL_THE_SAME = """
[[operations]]
include-path = "/v1/leads:batch"
checks.negative_data_rejection.enabled = false

[[operations]]
include-path = "/v1/imports"
checks.negative_data_rejection.enabled = false
"""
"""A batch whose leads are wrong is taken, each answered with its problem; any bytes are a file, to be read later."""


def built(log: MemoryLog, **more: Any) -> Any:
    ring = Keyring([KEY.credential()])
    # Strangers are slowed by address; here each comes so late that it is the first.
    late = Attempts(itertools.count(0.0, 3600.0).__next__)
    guard = Guard(Door(Held(ring), Audience("", ""), lambda: 1), late, lambda _request: "127.0.0.1")
    edge = Edge(guard, SHIPPED, log, NoLimiter(), system_clock, Metrics(), "http://c", MemoryRepeats())
    imports = ImportRoutes(edge, ImportDesk(MemoryImports(), cast("Any", None), "tests"))
    return app.build(edge, forms=FormDesk(b"s" * 32, NoLimiter()), imports=imports, contract=True, **more)


def documented() -> set[tuple[str, str]]:
    methods = {"get", "post", "put", "patch", "delete", "options"}
    return {(m.upper(), path) for path, item in DOCUMENT["paths"].items() for m in item if m in methods}


def test_the_served_document_is_the_contract() -> None:
    """Regenerate with `python -m lab.openapi`."""
    assert openapi.drifted() == []


def test_every_route_is_in_the_document_and_nothing_else_is() -> None:
    apart = SimpleNamespace(metrics=Metrics())
    made = built(MemoryLog(), webhooks=cast("Any", apart), tokens=cast("Any", apart))
    served = {(r.method, r.resource.canonical) for r in made.router.routes() if r.resource and r.method != "HEAD"}
    assert served == documented()


def test_operations_have_names_of_their_own_and_references_lead_somewhere() -> None:
    named = [op["operationId"] for item in DOCUMENT["paths"].values() for op in item.values() if isinstance(op, dict)]
    assert len(named) == len(set(named)) == len(documented())

    def follow(node: Any) -> None:
        if isinstance(node, dict) and "$ref" in node:
            found = DOCUMENT
            for part in node["$ref"].removeprefix("#/").split("/"):
                found = found[part]
        for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            follow(each)

    follow(DOCUMENT)
    for schema in DOCUMENT["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


async def test_it_is_served() -> None:
    async with TestClient(TestServer(built(MemoryLog()))) as client:
        answer = await client.get("/openapi.json")
        assert await answer.json() == DOCUMENT
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.slow
async def test_schemathesis_finds_no_fault(tmp_path: Path) -> None:
    """What fits a schema may still be refused by a source's rules, so acceptance is not checked; all else is."""
    paths = {path: item for path, item in DOCUMENT["paths"].items() if path not in APART | HOOKS}
    contract = tmp_path / "openapi.json"
    contract.write_text(json.dumps(openapi.closed({**DOCUMENT, "paths": paths})))
    (tmp_path / "schemathesis.toml").write_text(TAKEN_ALL_THE_SAME)
    log = MemoryLog()
    async with TestServer(built(log)) as server:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            str(contract),
            f"--url=http://127.0.0.1:{server.port}",
            "--header=Authorization: Bearer one",
            "--exclude-checks=positive_data_acceptance",
            "--phases=examples,coverage,fuzzing",
            "--max-examples=25",
            "--seed=1",
            "--generation-deterministic",
            "--suppress-health-check=too_slow",
            "--request-timeout=30",
            "--no-color",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
        )
        told, _ = await asyncio.wait_for(process.communicate(), 600)
    (tmp_path / "told.txt").write_bytes(told)
    assert process.returncode == 0, told.decode()[-6000:]
    assert log.kept, "some of what was tried is good"

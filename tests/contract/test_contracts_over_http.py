"""I9, control:S14: the console's routes are its document's; what goes is announced a year before, and on the page."""

import json
from datetime import date
from typing import Any, cast

import jsonschema
import pytest
from aiohttp.test_utils import TestClient, TestServer
from console import app
from console.routes.leads import Desk
from leadcore.access.callers import Keyring
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.runtime.web_contract import farewell

from lab import openapi

DOCUMENTS = {service: json.loads(openapi.rendered(service)) for service in openapi.SERVICES}
METHODS = {"get", "post", "put", "patch", "delete", "options"}


def console() -> Any:
    return app.build(Desk(guard_of(Keyring([])), cast("Any", None), Metrics()), cast("Any", None), cast("Any", None))


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    items = document["paths"].items()
    return {(method.upper(), path): each for path, item in items for method, each in item.items() if method in METHODS}


def test_the_console_s_routes_are_those_of_its_document() -> None:
    routes = {(r.method, r.resource.canonical) for r in console().router.routes() if r.resource and r.method != "HEAD"}
    assert routes == set(operations(DOCUMENTS["console"]))


async def test_strangers_are_not_told_the_console_s_routes() -> None:
    async with TestClient(TestServer(console())) as client:
        assert (await client.get("/openapi.json")).status == 401


@pytest.mark.parametrize("service", openapi.SERVICES)
def test_names_are_given_once_and_schemas_can_be_read(service: str) -> None:
    document = DOCUMENTS[service]
    named = [each["operationId"] for each in operations(document).values()]
    assert len(named) == len(set(named))
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("service", openapi.SERVICES)
def test_the_newest_version_heads_the_page_s_changelog(service: str) -> None:
    page = (openapi.ROOT / "docs" / "api.md").read_text()
    rows = page.partition(f"### The {service}\n")[2].splitlines()[2:]
    assert rows[0].startswith(f"| {DOCUMENTS[service]['info']['version']} | ")


@pytest.mark.parametrize("service", openapi.SERVICES)
def test_what_is_to_go_is_announced(service: str) -> None:
    """Twelve months, and in docs/api.md; while nothing is deprecated, the page says that."""
    page = (openapi.ROOT / "docs" / "api.md").read_text()
    marked = {name: each for name, each in operations(DOCUMENTS[service]).items() if each.get("deprecated")}
    for (method, path), each in marked.items():
        assert farewell(each)
        assert (date.fromisoformat(each["x-sunset"]) - date.fromisoformat(each["x-deprecated-since"])).days >= 365
        assert f"{method} {path}" in page.partition("## Versions")[2]
    assert not (marked and "Nothing is deprecated now." in page)

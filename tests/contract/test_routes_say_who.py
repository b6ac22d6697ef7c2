"""I9, control:S10, control:S14: each route of the gateway and the console says beside itself who may call it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web
from console import app as console
from console.routes.leads import Desk as ReadDesk
from gateway import app as gateway
from gateway.adapters.redis_limiter import NoLimiter
from gateway.domain.webhooks.keyring import read as read_keyring
from gateway.routes.forms import FormDesk
from gateway.routes.leads import Edge
from gateway.routes.oauth import Desk as TokenDesk
from gateway.routes.webhooks import WebhookEdge
from leadcore.access.callers import Keyring
from leadcore.access.doors import Held
from leadcore.access.scopes import LETTERS, READ, SCOPES, SEND
from leadcore.access.tokens import Audience
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import declared, guard_of, undeclared
from leadcore.runtime.web_callers import Access
from leadcore.workspace import load

ROOT = Path(__file__).parents[2]
GUARD = guard_of(Keyring(()))


def gateway_app() -> web.Application:
    """With all its parts; nothing behind it is asked."""
    nothing: Any = None
    metrics = Metrics()
    edge = Edge(GUARD, load(ROOT / "workspace"), nothing, NoLimiter(), lambda: 1, metrics, "")
    tokens = TokenDesk(Access(GUARD._door, GUARD, Held(Keyring(())), Audience("", "")), None, lambda: 1, metrics)
    webhooks = WebhookEdge(read_keyring(json.dumps({}), edge.workspace.sources), nothing, nothing, "")
    return gateway.build(edge, webhooks, tokens, FormDesk(b"secret", NoLimiter(), ()), contract=True)


def console_app() -> web.Application:
    return console.build(ReadDesk(GUARD, cast(Any, None), Metrics()), cast(Any, None), cast(Any, None))


def asked(app: web.Application) -> dict[str, str]:
    """The scope by route, or why there is none."""
    found = {}
    for route in app.router.routes():
        said = declared(route.handler)
        assert said is not None
        assert bool(said.scope) != bool(said.because)
        assert not said.scope or said.scope in SCOPES
        assert route.resource is not None
        found[f"{route.method} {route.resource.canonical}"] = said.scope or f"open: {said.because}"
    return found


@pytest.mark.parametrize("build", [gateway_app, console_app])
def test_no_route_is_without_a_word_on_who_may_call_it(build: Any) -> None:
    assert undeclared(build()) == []


def test_what_reads_or_writes_leads_asks_for_its_scope() -> None:
    at_gateway, at_console = asked(gateway_app()), asked(console_app())
    assert {path for path, scope in at_gateway.items() if scope == SEND} == {
        "POST /v1/leads",
        "POST /v1/leads:batch",
        "POST /v1/imports",
        "GET /v1/imports/{id}",
        "DELETE /v1/imports/{id}",
        "POST /v1/imports/{id}:cancel",
        "GET /v1/imports/{id}/report",
    }
    scopes = {path: scope for path, scope in at_console.items() if path.startswith("GET ")}
    assert {path: scope for path, scope in scopes.items() if "dead-letters" in path} == {
        "GET /v1/dead-letters": LETTERS,
        "GET /v1/dead-letters/{id}": LETTERS,
    }
    assert {scope for path, scope in scopes.items() if "dead-letters" not in path} == {READ}
    assert not [path for path, scope in at_console.items() if scope.startswith("open")]


def test_what_is_open_to_all_says_why() -> None:
    open_to_all = {path for path, scope in asked(gateway_app()).items() if scope.startswith("open")}
    known = ("/f/", "/v1/webhooks/", "/openapi.json", "/oauth/", "/.well-known/", "OPTIONS ")
    assert {path for path in open_to_all if not any(each in path for each in known)} == set()


@pytest.mark.parametrize("service", ["gateway", "console"])
def test_no_member_of_a_contract_stands_without_a_value(service: str) -> None:
    """A comma within braces of YAML ends a text: what stood behind it is then a member of its own, of null."""
    document = json.loads((ROOT / f"services/{service}/src/{service}/static/openapi.json").read_text())
    assert list(_empty(document, "")) == []


def _empty(node: Any, where: str) -> Iterator[str]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in members:
        if value is None and name not in ("default", "example"):
            yield f"{where}/{name}"
        yield from _empty(value, f"{where}/{name}")

"""
control:S13. What a gateway tells of itself, and where it listens, with the settings that it has in production.

Nothing of the versions of its parts, no document, no page of another origin, no method but those of its contract, and
neither health nor metrics on the port that outsiders reach. Of the whole pipeline: no unit listens anywhere else than
it says, so Faust's own web server, which would tell who is in a table, is off.
"""

import json
import re
from collections.abc import Iterator

import httpx
import psutil
import pytest
from lab.hostile.doors import API_KEY, Door, gateway
from lab.hostile.wire import said
from lab.spine import Spine

from lab import openapi

pytestmark = pytest.mark.slow
PATHS = json.loads(openapi.rendered("gateway"))["paths"]
NAMED = {"source": "web-form", "form": "contact", "id": "01900000-0000-7000-8000-000000000000"}
METHODS = {"get", "post", "put", "patch", "delete", "options"}
VERSION = re.compile(r"aiohttp|python|cpython|uvloop|\d+\.\d+\.\d+", re.IGNORECASE)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with gateway(tmp_path_factory.mktemp("gateway")) as found:
        yield found


@pytest.mark.parametrize("path", sorted(set(PATHS) - {"/openapi.json"}))
def test_a_path_knows_the_methods_of_its_contract_and_no_other(door: Door, path: str) -> None:
    """TRACE among them, which would tell back what a page may not read; what is no method at all is no request."""
    known = {method for method in PATHS[path] if method in METHODS}
    for method in ("TRACE", "PROPFIND", "QUACK", *(each.upper() for each in METHODS - known)):
        request = f"{method} {path.format(**NAMED)} HTTP/1.1\r\nHost: gateway\r\nX-Told: zqcanary\r\n\r\n"
        [answer] = said(door.address, request.encode(), 1, 20).answers
        assert answer.status == (400 if method == "QUACK" else 405), (method, path)
        assert "zqcanary" not in answer.body.decode() + repr(answer.headers)


def test_no_document_is_told_in_production(door: Door) -> None:
    for path in ("/openapi.json", "/docs", "/redoc", "/swagger", "/", "/debug", "/.env", "/server-status"):
        assert httpx.get(door.url + path, trust_env=False).status_code == 404


def test_health_and_metrics_are_not_where_outsiders_reach(door: Door) -> None:
    for path in ("/metrics", "/healthz", "/readyz", "/resume"):
        assert httpx.get(door.url + path, trust_env=False).status_code == 404
        assert httpx.post(door.url + path, trust_env=False).status_code == 404
    assert httpx.post(door.health + "/v1/leads", json={}, trust_env=False).status_code == 404
    assert listening(door.process.pid) == {port_of(door.url), port_of(door.health)}


def test_nothing_says_what_it_is_made_of(door: Door) -> None:
    """Headers and bodies, of answers good and bad, on both ports."""
    bearer = {"Authorization": f"Bearer {API_KEY}"}
    asked = [
        httpx.post(f"{door.url}/v1/leads", json={"email": "a@northwind.example"}, headers=bearer, trust_env=False),
        httpx.post(f"{door.url}/v1/leads", json={}, headers=bearer, trust_env=False),
        httpx.post(f"{door.url}/v1/leads", json={}, trust_env=False),
        *(
            httpx.get(f"{base}{path}", trust_env=False)
            for base in (door.url, door.health)
            for path in ("/", "/healthz")
        ),
    ]
    for answer in asked:
        assert answer.headers["server"] == "leadstream"
        assert "x-powered-by" not in answer.headers
        heads = {name: value for name, value in answer.headers.items() if name not in ("date", "content-length")}
        assert not VERSION.search(repr(heads)), heads


def test_no_page_of_another_origin_may_read_unless_a_source_names_it(door: Door) -> None:
    for method in ("OPTIONS", "POST"):
        answer = httpx.request(
            method,
            f"{door.url}/v1/leads?source=partner-api",
            json={},
            headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"},
            trust_env=False,
        )
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")], answer.headers


def test_no_unit_listens_where_it_does_not_say(spine: Spine) -> None:
    """Faust's web server (finding: it tells strangers whether a person is in a table) among what is not there."""
    services = spine.status["services"]
    assert "ingest.admit" in services, "it runs on Faust"
    said_so = {
        port_of(str(each)) for each in (*spine.status.values(), *(s["url"] for s in services.values())) if http(each)
    }
    for name in services:
        ports = listening(spine.pid(name))
        assert ports, name
        assert ports <= said_so, f"{name} listens at {ports - said_so}"
        assert len(ports) == (2 if name in ("gateway", "console") else 1), name


def http(value: object) -> bool:
    return str(value).startswith("http://")


def port_of(url: str) -> int:
    return httpx.URL(url).port or 80


def listening(pid: int) -> set[int]:
    """The ports at which a process or one of its children waits."""
    process = psutil.Process(pid)
    found = [each for one in (process, *process.children(recursive=True)) for each in one.net_connections("inet")]
    return {each.laddr.port for each in found if each.status == psutil.CONN_LISTEN}

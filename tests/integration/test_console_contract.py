"""I9, control:S14: what the console answers about real leads is what its OpenAPI document says; schemathesis agrees."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from lab.spine import DEADLINE_S, Spine

from lab import openapi

pytestmark = pytest.mark.slow
DOCUMENT = json.loads(openapi.rendered("console"))
STRICT = openapi.closed(DOCUMENT)


@pytest.fixture(scope="module")
def ids(spine: Spine) -> dict[str, str]:
    """A lead with a repeat, and a submission that made none."""
    lead = {"full_name": "Cleo Contract", "email": "cleo@contractwind.example", "company_name": "Contractwind"}
    before = spine.settled(0)["total"]["accepted"]
    made = spine.post({**lead, "event_id": "c1"})
    spine.settled(before + 1)
    found = {"lead": made, "duplicate": spine.post({**lead, "event_id": "c2", "title": "CEO"})}
    found["alike"] = spine.post({**lead, "email": "cleo@contractwind.test", "phone": "+1 202 555 0177"})
    found["rejected"] = spine.post({"email": "not an address"})
    spine.settled(before + 4)
    return found


@pytest.fixture(scope="module")
def console(spine: Spine) -> Iterator[httpx.Client]:
    key = {"Authorization": f"Bearer {spine.status['api_key']}"}
    with httpx.Client(base_url=spine.status["console"], headers=key, timeout=60, trust_env=False) as client:
        yield client


def checked(console: httpx.Client, path: str, **ids: str) -> Any:
    """The answer's document, held to the schema of its status."""
    answer = console.get(path.format(**ids))
    route, _, _ = path.partition("?")
    said = STRICT["paths"][route]["get"]["responses"][str(answer.status_code)]
    if "$ref" in said:
        said = STRICT["components"]["responses"][said["$ref"].rsplit("/", 1)[-1]]
    schema = said["content"][answer.headers["Content-Type"].partition(";")[0]]["schema"]
    whole = {
        "$schema": jsonschema.Draft202012Validator.META_SCHEMA["$id"],
        **schema,
        "components": STRICT["components"],
    }
    jsonschema.Draft202012Validator(whole).validate(answer.json())
    return answer.json()


def test_real_answers_are_what_the_document_says(console: httpx.Client, ids: dict[str, str]) -> None:
    page = checked(console, "/v1/leads?limit=1&count=true")
    assert page["next"]
    assert page["total"] >= 2
    assert checked(console, f"/v1/leads?limit=1&cursor={page['next']}")["items"]
    for name in ("lead", "duplicate", "alike", "rejected"):
        assert checked(console, "/v1/leads/{id}/passport", id=ids[name])["decisions"]
        assert checked(console, "/v1/operations/{id}", id=ids[name])["done"] is True
    assert checked(console, "/v1/leads/{id}", id=ids["lead"])["full_name"] == "Cleo Contract"
    assert [each["lead_id"] for each in checked(console, "/v1/leads/{id}/alike", id=ids["lead"])["items"]] == [
        ids["alike"]
    ]
    waiting = [{each["lead"]["lead_id"], each["other"]["lead_id"]} for each in checked(console, "/v1/alike")["items"]]
    assert waiting.count({ids["lead"], ids["alike"]}) == 1
    assert checked(console, "/v1/alike?limit=0")["errors"] == [{"field": "limit", "reason": "must-be-1-to-50"}]
    checked(console, "/v1/dead-letters")
    assert checked(console, "/v1/leads/{id}", id="nobody")["status"] == 404
    assert checked(console, "/v1/leads?colour=red")["errors"] == [{"field": "colour", "reason": "unknown-parameter"}]
    assert checked(console, "/openapi.json") == DOCUMENT


def test_another_tenant_s_administrator_finds_nothing_on_any_route(
    spine: Spine, console: httpx.Client, ids: dict[str, str]
) -> None:
    """control:S6: every id of ours is to them as one that there is not, and no page holds a row of ours."""
    secret = spine.json("keys", "create", "stranger", "--role", "admin", "--tenant", "elsewhere")["secret"]
    theirs = {"Authorization": f"Bearer {secret}"}
    end = time.monotonic() + DEADLINE_S
    while console.get("/v1/leads", headers=theirs).status_code == 401 and time.monotonic() < end:
        time.sleep(0.2)
    asked = [path for path, item in DOCUMENT["paths"].items() if "get" in item and path.startswith("/v1/")]
    assert {"/v1/leads", "/v1/leads/{id}/passport", "/v1/alike", "/v1/operations/{id}/lines"} <= set(asked)
    for path in asked:
        for one in ids.values() if "{id}" in path else ("",):
            answer = console.get(path.format(id=one), headers=theirs)
            nobody = console.get(path.format(id="01900000-0000-7000-8000-0123456789ab"), headers=theirs)
            assert (answer.status_code, answer.text.replace(one or "-", "")) == (
                nobody.status_code,
                nobody.text.replace("01900000-0000-7000-8000-0123456789ab", ""),
            ), path
            assert answer.status_code == 404 or answer.json()["items"] == [], path
    assert console.get("/v1/leads/{id}".format(id=ids["lead"])).status_code == 200, "ours do find it"


def test_schemathesis_finds_no_fault(spine: Spine, ids: dict[str, str], tmp_path: Path) -> None:
    contract = tmp_path / "openapi.json"
    contract.write_text(json.dumps(STRICT).replace("01900000-0000-7000-8000-000000000000", ids["lead"]))
    done = subprocess.run(
        (
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            str(contract),
            f"--url={spine.status['console']}",
            f"--header=Authorization: Bearer {spine.status['api_key']}",
            # Of many requests without a key from one address later ones are a 429; the 401 is test_routes_say_who's.
            "--exclude-checks=positive_data_acceptance,missing_required_header,ignored_auth",
            "--phases=examples,coverage,fuzzing",
            "--max-examples=20",
            "--seed=1",
            "--generation-deterministic",
            "--suppress-health-check=too_slow",
            "--request-timeout=30",
            "--no-color",
        ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]

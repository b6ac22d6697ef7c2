"""I2: a webhook signed by the reference library reaches PostgreSQL; a repeat is the same, a forgery nothing."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from lab.spine import Spine
from standardwebhooks import Webhook as Reference

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"
LEAD = {"email": "Hedy.Hook@Curlwind-Labs.example", "full_name": "Hedy Hook", "title": "CTO", "colour": "red"}


def posted(spine: Spine, body: bytes, headers: dict[str, str], source: str = "web-form") -> httpx.Response:
    url = f"{spine.status['gateway']}/v1/webhooks/{source}"
    return httpx.post(url, content=body, headers=headers, timeout=60, trust_env=False)


def signed(spine: Spine, name: str, body: bytes, at: datetime | None = None) -> dict[str, str]:
    [secret] = json.loads((spine.home / "secrets" / "webhook-secrets.json").read_text())["web-form"]
    at = at or datetime.now(UTC)  # noqa: TID251  the gateway's own clock is asked
    marks = {"webhook-id": name, "webhook-timestamp": str(int(at.timestamp()))}
    return {**marks, "webhook-signature": Reference(secret).sign(name, at, body.decode())}


def test_a_signed_webhook_reaches_postgresql_with_a_passport(spine: Spine) -> None:
    body = json.dumps(LEAD).encode()
    before = spine.settled(0)["total"]["accepted"]
    answer = posted(spine, body, signed(spine, "msg_hedy", body))
    assert answer.status_code == 202
    [item] = answer.json()["items"]
    spine.settled(before + 1)
    passport: dict[str, Any] = spine.delivered(item["submission_id"], 1)
    assert (passport["lead_id"], passport["lead"]["email"]) == (
        item["submission_id"],
        "Hedy.Hook@curlwind-labs.example",
    )
    assert {"ingest.normalise", "ingest.admit", "scorer", "router"} <= {each["unit"] for each in passport["decisions"]}


@pytest.mark.parametrize(("language", "email"), [("sh", "ada.hook"), ("python", "bob.hook")])
def test_the_page_works_as_it_is_written(spine: Spine, language: str, email: str) -> None:
    """docs/webhooks.md, both of its examples."""
    [code] = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    program = ["sh", "-c", code] if language == "sh" else [sys.executable, "-c", code]
    told = {**os.environ, "GATEWAY": spine.status["gateway"], "LEADSTREAM_HOME": str(spine.home)}
    answer = subprocess.run(program, env=told, capture_output=True, text=True, timeout=60, check=True).stdout
    [item] = json.loads(answer)["items"]
    passport = spine.delivered(item["submission_id"], 1)
    assert passport["lead"]["email"] == f"{email}@northwind.example"


def test_a_repeat_is_the_same_submission_and_no_second_effect(spine: Spine) -> None:
    """control:S3"""
    body = json.dumps(LEAD | {"email": "again.hook@curlwind-labs.example"}).encode()
    first = posted(spine, body, signed(spine, "msg_again", body))
    before = spine.settled(0)["total"]
    for _ in range(3):
        answer = posted(spine, body, signed(spine, "msg_again", body))
        assert (answer.status_code, answer.json()) == (202, first.json())
    assert spine.settled(before["accepted"])["total"] == before


def test_a_forged_webhook_leaves_nothing(spine: Spine) -> None:
    body = json.dumps(LEAD | {"email": "forged@curlwind-labs.example"}).encode()
    before = spine.settled(0)["total"]
    headers = signed(spine, "msg_forged", body)
    digest = hmac.new(b"x" * 24, b"msg_forged." + body, hashlib.sha256).digest()
    for forged in (
        {**headers, "webhook-signature": "v1," + base64.b64encode(digest).decode()},
        {**headers, "webhook-id": "msg_other"},
        signed(spine, "msg_forged", body, datetime(2026, 1, 1, tzinfo=UTC)),
        {},
    ):
        assert posted(spine, body, forged).status_code == 401
    assert spine.settled(before["accepted"])["total"] == before

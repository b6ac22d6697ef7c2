"""I7: what is left is told on each answer (draft-ietf-httpapi-ratelimit-headers), and imports are held to no quota."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.domain.quotas import FREE, Bounds, Quota
from gateway.ports import Allowance
from gateway.routes.leads import Edge
from leadcore import ids, workspace
from leadcore.access.callers import Caller, Credential, Keyring, digest_of
from leadcore.metrics import Metrics
from leadcore.runtime.web_access import guard_of
from leadcore.workspace import Quota as SourceQuota

TEMPLATE = workspace.load(Path(__file__).parents[3] / "workspace")
JSON = {"Authorization": "Bearer s3cret", "Content-Type": "application/json"}
GOOD = {"email": "ada@northwind.example"}


class Kept:
    def new_id(self) -> str:
        return ids.new_submission_id()

    async def append(self, submissions: Any) -> None:
        pass


@dataclass
class Told:
    """A limiter that says yes or no, and keeps what it was asked."""

    asked: list[tuple[str, int, Bounds]] = field(default_factory=list)
    allowed: bool = True

    async def take(self, client: str, cost: int, bounds: Bounds = FREE) -> Allowance:
        self.asked.append((client, cost, bounds))
        left = bounds.limit([7] * len(bounds.quotas))
        return Allowance(self.allowed, 0 if self.allowed else 30, bounds.policy, left)


LIMITER = Told()


@pytest_asyncio.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    LIMITER.asked.clear()
    LIMITER.allowed = True
    form = replace(TEMPLATE.sources["web-form"], quota=SourceQuota(50, 60, "refuse"))
    space = replace(TEMPLATE, sources={**TEMPLATE.sources, "web-form": form})
    guard = guard_of(Keyring([Credential(digest_of("s3cret"), Caller("crm"))]))
    edge = Edge(guard, space, Kept(), LIMITER, lambda: 1, Metrics(), "", quota=Quota("client", 100, 3600))
    async with TestClient(TestServer(app.build(edge))) as asked:
        yield asked


async def test_what_is_left_is_told_with_each_answer(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/v1/leads?source=web-form", data=json.dumps(GOOD), headers=JSON)
    assert answer.status == 202
    assert answer.headers["RateLimit-Policy"] == '"client";q=100;w=3600, "source.web-form";q=50;w=60'
    assert answer.headers["RateLimit"] == '"client";r=7;t=3348, "source.web-form";r=7;t=52'


async def test_who_is_over_is_told_when_to_come_again(client: TestClient[Any, Any]) -> None:
    LIMITER.allowed = False
    answer = await client.post("/v1/leads?source=partner-api", data=json.dumps(GOOD), headers=JSON)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    assert answer.headers["RateLimit-Policy"] == '"client";q=100;w=3600', "a source that lets wait refuses nobody"


async def test_a_source_without_a_quota_and_an_import_are_told_none(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/v1/leads?source=bench", data=json.dumps(GOOD), headers=JSON)
    assert (answer.status, "RateLimit" in answer.headers) == (202, False)
    rows = {"operation": "op", "lines": [1, 2], "leads": [{"E-Mail": "a@b.example"}] * 2}
    answer = await client.post("/v1/leads:batch?source=events-csv", data=json.dumps(rows), headers=JSON)
    assert (answer.status, "RateLimit" in answer.headers) == (202, False)
    assert [(client, cost, bounds.policy) for client, cost, bounds in LIMITER.asked] == [("crm", 1, ""), ("crm", 2, "")]

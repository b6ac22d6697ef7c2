"""I9: the Python client repeats what may be repeated, for as long as there is patience, and tells the rest apart."""

import json
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any

import httpx
import pytest
from leadstream_client import BatchReceipt, Lead, Leadstream, Receipt, Refusal, Refused, Unexpected, Verdict

RECEIPT = {"submission_id": "s1", "status_url": "http://c/v1/operations/s1"}
LEAD = Lead(email="ada@northwind.example")
Answer = httpx.Response | Exception


class Gateway(httpx.BaseTransport):
    """Answers as it is told, one after the other; keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers: Iterator[Answer] = iter(answers)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def taken(status: int = 202, **document: object) -> httpx.Response:
    return httpx.Response(status, json=RECEIPT | document)


def problem(status: int, code: str, after: str = "", **more: Any) -> httpx.Response:
    headers = {"Content-Type": "application/problem+json"} | ({"Retry-After": after} if after else {})
    told = {"type": f"https://leadstream.dev/problems/{code}", "title": code, "status": status, **more}
    return httpx.Response(status, content=json.dumps(told), headers=headers)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr("leadstream_client.retrying.sleep", waits.append)
    return waits


def client(gateway: Gateway, patience_s: float = 60.0) -> Leadstream:
    return Leadstream("http://gateway/", "key", source="web-form", patience_s=patience_s, transport=gateway)


def test_what_is_sent_has_key_source_and_a_key_of_its_own(slept: list[float]) -> None:
    gateway = Gateway(taken(), taken())
    leads = client(gateway)
    assert leads.send({"email": "ada@northwind.example", "budget": 3}) == Receipt.from_dict(RECEIPT)
    leads.send(LEAD, once="order-1", wait_s=2)
    first, second = gateway.asked
    assert str(first.url) == "http://gateway/v1/leads?source=web-form"
    assert first.headers["Authorization"] == "Bearer key"
    assert len(first.headers["Idempotency-Key"]) == 32
    assert json.loads(first.content) == {"email": "ada@northwind.example", "budget": 3}
    assert (second.headers["Idempotency-Key"], second.headers["Prefer"]) == ("order-1", "wait=2")
    assert slept == []


@pytest.mark.parametrize(
    ("later", "least", "most"),
    [
        (lambda: problem(429, "too-many-requests", "2"), 2, 2.25),
        (lambda: problem(503, "unavailable", "5"), 5, 5.25),
        (lambda: problem(409, "idempotency-key-in-use", "1"), 1, 1.25),
        (lambda: problem(429, "too-many-requests", formatdate(0, usegmt=True)), 0, 0.25),
        (lambda: httpx.Response(502, content="<html>"), 0.25, 0.5),
        (lambda: httpx.Response(503, content="<html>", headers={"Retry-After": "soon"}), 0.25, 0.5),
        (lambda: httpx.ConnectError("refused"), 0.25, 0.5),
        (lambda: httpx.ReadTimeout("silence"), 0.25, 0.5),
    ],
)
def test_the_same_is_sent_again(later: Callable[[], Answer], least: float, most: float, slept: list[float]) -> None:
    gateway = Gateway(later(), taken())
    assert client(gateway).send(LEAD)
    first, second = gateway.asked
    assert first.headers == second.headers
    assert first.content == second.content
    [waited] = slept
    assert least <= waited <= most


def test_pauses_grow_and_end_with_the_patience(slept: list[float]) -> None:
    gateway = Gateway(*[httpx.ConnectError("refused")] * 50)
    with pytest.raises(httpx.ConnectError):
        client(gateway, patience_s=20).send(LEAD)
    assert sum(slept) <= 20
    assert slept[0] <= 0.5
    assert max(slept) > 2


def test_who_is_told_to_wait_longer_than_there_is_patience_hears_it_at_once(slept: list[float]) -> None:
    with pytest.raises(Refused) as refused:
        client(Gateway(problem(429, "too-many-requests", "3600"))).send(LEAD)
    assert (refused.value.status, refused.value.code, slept) == (429, "too-many-requests", [])


@pytest.mark.parametrize(
    ("status", "code", "more"),
    [
        (400, "wrong-fields", {"errors": [{"field": "email", "reason": "not-text"}]}),
        (401, "unauthorized", {}),
        (404, "not-found", {}),
        (409, "duplicate", {"lead_id": "l1"}),
        (422, "rejected", {"errors": [{"field": "", "reason": "spam"}]}),
        (500, "unexpected", {}),
    ],
)
def test_an_end_is_told_once(status: int, code: str, more: dict[str, Any], slept: list[float]) -> None:
    with pytest.raises(Refused) as refused:
        client(Gateway(problem(status, code, **more))).send(LEAD)
    found = refused.value
    assert (found.status, found.code, found.lead_id) == (status, code, more.get("lead_id", ""))
    assert [{"field": each.field, "reason": each.reason} for each in found.errors] == more.get("errors", [])
    assert "ada@" not in str(found)
    assert slept == []


@pytest.mark.parametrize("answer", [(200, "text/html"), (403, "text/html"), (404, "application/json"), (302, "")])
def test_what_is_not_the_gateway_s_is_told_apart(answer: tuple[int, str], slept: list[float]) -> None:
    with pytest.raises(Unexpected) as unexpected:
        client(Gateway(httpx.Response(answer[0], content="{}", headers={"Content-Type": answer[1]}))).send(LEAD)
    assert unexpected.value.status == answer[0]


def test_a_verdict_and_a_batch_are_typed(slept: list[float]) -> None:
    routed = taken(200, outcome="routed", lead_id="s1", owner="bo", score=71.5)
    told = client(Gateway(routed)).send(LEAD, wait_s=2)
    assert isinstance(told, Verdict)
    assert (told.owner, told.score) == ("bo", 71.5)
    refused = {"problem": json.loads(problem(400, "wrong-fields").content)}
    batch = client(Gateway(httpx.Response(202, json={"items": [RECEIPT, refused], "accepted": 1}))).send_many(
        [LEAD, {}]
    )
    assert isinstance(batch, BatchReceipt)
    assert [type(each) for each in batch.items] == [Receipt, Refusal]

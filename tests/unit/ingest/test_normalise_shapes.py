"""I2, I4, I5: what a webhook brought, from the bytes that the gateway kept to lead, rejection or dead letter."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from gateway.domain.webhooks import Placed, receive
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec, decode_body
from leadcore.contracts import DeadLetter, Identified, IdentifiedPacket, Outcome, Person, Topic
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.vault import PlainVault
from leadcore.workspace import Field, Source, load

T = TypeVar("T")
CODEC = Codec()
TEMPLATE = load(Path(__file__).parents[3] / "workspace")
HOOK: Any = {"ways": ("webhook",)}
SOURCES = {
    "form": Source(**HOOK, shape="form"),
    "tf": Source(**HOOK, shape="typeform", map={"budget?": "attributes.budget_usd"}),
    "pay": Source(**HOOK, shape="stripe"),
    "fb": Source(**HOOK, shape="facebook-lead"),
    "own": Source(**HOOK, map={"budget": "attributes.budget_usd"}, transform={"budget": "double(value) * 1000.0"}),
}
WORKSPACE = replace(
    TEMPLATE,
    sources={**TEMPLATE.sources, **SOURCES},
    fields={**TEMPLATE.fields, "crm_id": Field(type="text", personal=False, transform="value.upperAscii()")},
)


async def brought(name: str, body: bytes, content_type: str = "application/json") -> MemoryLog:
    """The log after normalise has read what the gateway made of `body`."""
    log = MemoryLog(ManualClock())
    tools = Normaliser(WORKSPACE, PlainVault(), Pepper(1, b"x" * 24), CODEC, log.clock, "test", "cluster")
    received = receive(body, content_type, Placed(1, name, SOURCES[name], "msg_1", "fresh"))
    for each in received.submissions:
        log.append(Write(Topic.LEADS_RAW, each.submission_id.encode(), CODEC.encode(each).value))
    await MemoryRunner([normalise.build(tools)], log, stopwatch=lambda: 0).run()
    return log


def leads(log: MemoryLog) -> list[Identified]:
    found = []
    for message in log.all(Topic.LEADS_IDENTIFIED):
        for body in _read(IdentifiedPacket, message.value).leads:
            lead = decode_body(Identified, body)
            assert isinstance(lead, Identified)
            found.append(lead)
    return found


def rejected(log: MemoryLog) -> list[Mapping[str, str]]:
    return [dict(_read(Outcome, message.value).parameters) for message in log.all(Topic.LEADS_OUTCOMES)]


def _read(record: type[T], value: bytes | None) -> T:
    found = CODEC.decode(record, value)
    assert isinstance(found, record)
    return found


def person(lead: Identified) -> Person:
    opened = PlainVault().open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
    assert isinstance(opened, Person)
    return opened


async def test_a_form_post_becomes_a_lead() -> None:
    body = b"email=Ada%40Northwind.example&full_name=ada+lovelace&consent%5Bnews%5D=on&attributes%5Bvisits%5D=3&x=y"
    [lead] = leads(await brought("form", body, "application/x-www-form-urlencoded; charset=UTF-8"))
    assert (person(lead).email, person(lead).full_name) == ("Ada@northwind.example", "Ada Lovelace")
    assert (lead.identity.attributes, [each.purpose for each in lead.identity.consents]) == ({"visits": "3"}, ["news"])
    assert (lead.origin.event_id, lead.origin.client, person(lead).unmapped) == ("msg_1", "webhook", {"x": '"y"'})


async def test_a_typeform_answer_goes_where_the_map_says() -> None:
    answers = [
        {"type": "email", "email": "dana@northwind.example", "field": {"id": "a"}},
        {"type": "number", "number": 500, "field": {"id": "b"}},
    ]
    definition = {"fields": [{"id": "b", "title": "Budget?"}]}
    response = {"token": "t-1", "answers": answers, "definition": definition}
    log = await brought("tf", json.dumps({"event_type": "form_response", "form_response": response}).encode())
    [lead] = leads(log)
    assert (lead.origin.event_id, lead.identity.attributes) == ("t-1", {"budget_usd": "500"})


async def test_a_value_that_cannot_be_transformed_does_not_cost_the_lead_and_is_told() -> None:
    body = b'{"email": "a@northwind.example", "Budget": "a lot", "crm_id": "x1"}'
    [lead] = leads(await brought("own", body))
    [decision] = lead.identity.trail
    assert decision.parameters["untransformed"] == "attributes.budget_usd:transform-failed"
    assert person(lead).unmapped == {"Budget": '"a lot"'}
    assert lead.identity.attributes == {"crm_id": "X1"}
    [lead] = leads(await brought("own", b'{"email": "a@northwind.example", "Budget": 2.5}'))
    assert lead.identity.attributes == {"budget_usd": "2500"}


async def test_a_notice_without_the_lead_is_rejected_and_says_where_the_lead_is() -> None:
    body = b'{"entry": [{"changes": [{"field": "leadgen", "value": {"leadgen_id": 5}}]}]}'
    log = await brought("fb", body)
    [told] = rejected(log)
    assert (told["reason"], told["field"]) == ("lead-is-elsewhere", "leadgen_id")
    assert not leads(log)


async def test_a_payment_without_an_address_is_rejected_by_the_source_s_rule() -> None:
    [told] = rejected(await brought("pay", b'{"id": "evt_1", "type": "invoice.paid", "data": {"object": {}}}'))
    assert told["reason"] == "nothing-required-is-usable"


@pytest.mark.parametrize("name", SOURCES)
async def test_what_nobody_can_read_is_a_dead_letter_with_its_bytes(name: str) -> None:
    log = await brought(name, b"\xff nonsense")
    [message] = log.all(Topic.LEADS_DEAD)
    assert _read(DeadLetter, message.value).code == "undecodable"
    assert b"\xff nonsense" in log.all(Topic.LEADS_RAW)[0].value  # type: ignore[operator]


async def test_a_form_where_json_is_expected_is_rejected_as_another_media_type() -> None:
    [told] = rejected(await brought("own", b"email=a%40b.example", "application/x-www-form-urlencoded"))
    assert told["reason"] == "unsupported-media-type"

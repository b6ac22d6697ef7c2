"""P5 (control: no canary of a person outside its places): planted in what is sent, found in each place that is none."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lab.ledger.canaries import Canaries
from lab.ledger.leaks import Said, in_topics, leaks
from lab.ledger.places import Stack
from lab.ledger.plan import WHOLE, Plan
from lab.ledger.start import Start
from leadcore import message
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Decision, Header, Topic
from leadcore.framing import Emission, packed, subject_in
from leadcore.message import Delivery, Message
from leadcore.testing.builders import NOW, a_dead_letter, a_person, a_routed_lead, an_identified

CANARIES = Canaries.of("a1b2c", 7)
PERSON = replace(
    a_person(),
    email="ada-a1b2c@northwind.example",
    full_name=f"Ada {CANARIES.name}",
    phone=CANARIES.phone,
    message="ref-a1b2c",
    unmapped={"home_address": CANARIES.attribute},
)


def a_lead() -> Any:
    """A routed lead whose person is all canaries, and whose company is one."""
    lead = a_routed_lead()
    identity = replace(lead.identity, person=encode_body(PERSON), company_name=CANARIES.company)
    return replace(lead, identity=identity)


def stood(topic: Topic, record: Any) -> Message:
    """The message that carries a record, as its unit would have written it."""
    delivery = Delivery(Message(topic, 0, 0, NOW, None, None))
    [write] = packed([Emission(topic, record, subject_in(record, delivery))], Codec(), lambda _: 4, "router")
    return Message(write.topic, 0, 0, NOW, write.key, write.value, write.headers)


def found(*messages: Message) -> Counter[str]:
    total: Counter[str] = Counter()
    for place, traits in in_topics(messages, CANARIES):
        total.update({f"{place}: {trait}": number for trait, number in traits.items()})
    return total


def a_letter(**changes: Any) -> DeadLetter:
    """A dead letter of what a canary sent, with its headers."""
    sent: dict[str, Any] = {
        "value": encode_body(PERSON),
        "headers": (Header(name="lead-source", value=b"ref-a1b2c"),),
    }
    return a_dead_letter(**sent | changes)


def test_a_person_may_be_sealed_in_a_lead_and_lie_in_a_dead_letter_as_it_came() -> None:
    sent = Message("leads.raw", 0, 0, NOW, None, b'{"email": "ada-a1b2c@northwind.example"}')
    identified = replace(an_identified(), identity=a_lead().identity)
    waits = replace(stood(Topic.LEADS_ROUTED, a_lead()), topic="leads.crm-sync.hubspot.retry")
    letter = stood(Topic.LEADS_DEAD, a_letter())
    allowed = (sent, waits, letter, stood(Topic.LEADS_ROUTED, a_lead()), stood(Topic.LEADS_IDENTIFIED, identified))
    assert found(*allowed) == Counter()


def decided(lead: Any) -> Any:
    """The lead with a name in the parameters of a decision."""
    told = Decision(unit="router", code="assigned", parameters={"to": CANARIES.name}, release="r")
    return replace(lead, routing=replace(lead.routing, trail=(told,)))


@pytest.mark.parametrize(
    ("stands", "place"),
    [
        (replace(stood(Topic.LEADS_ROUTED, a_lead()), key=b"ada-a1b2c@b.example"), "key on leads.routed: address"),
        (
            replace(stood(Topic.LEADS_ROUTED, a_lead()), headers=(("lead-noted", CANARIES.phone.encode()),)),
            "header lead-noted on leads.routed: phone",
        ),
        (stood(Topic.LEADS_ROUTED, decided(a_lead())), "text on leads.routed: name"),
        (
            stood(Topic.LEADS_DEAD, a_letter(parameters={"reason": f"not a name: {CANARIES.name.upper()}"})),
            "text on leads.dead: name",
        ),
        (stood(Topic.LEADS_DEAD, a_letter(parameters={"reason": CANARIES.company})), "text on leads.dead: company"),
        (stood(Topic.LEADS_DEAD, a_letter(field=CANARIES.attribute)), "text on leads.dead: attribute"),
        (
            Message("ingest.admit-sightings-changelog", 0, 0, NOW, b"p1.x", b'{"ada-a1b2c@northwind.example": 1}'),
            "text on ingest.admit-sightings-changelog: address",
        ),
        (Message("leads.raw", 0, 0, NOW, b"ada-a1b2c", b"{}"), "key on leads.raw: address"),
        (
            Message("leads.enricher.retry", 0, 0, NOW, None, b"", ((message.NOTED, CANARIES.company.encode()),)),
            "header lead-noted on leads.enricher.retry: company",
        ),
    ],
)
def test_a_canary_anywhere_else_on_a_topic_is_found(stands: Message, place: str) -> None:
    assert found(stands) == {place: 1}


def test_a_name_in_a_log_and_in_an_answer_is_found_and_never_told(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "enricher.log"
    log.write_text("of before: ref-a1b2c\n")
    stack = Stack("", home=tmp_path)
    start = Start(NOW, {}, logs={log: log.stat().st_size})
    with log.open("a") as opened:
        opened.write(f'{{"event": "enriched", "who": "{CANARIES.name}"}}\n')
    said = Said((), (f'{{"detail": "no such address: {CANARIES.attribute}"}}', '{"detail": "email: not usable"}'))
    told = leaks(stack, start, said, CANARIES)
    assert [each.place for each in told] == ["an answer to a caller: attribute", "log enricher.log: name"]
    assert CANARIES.name not in str(told)


@pytest.mark.parametrize("spelt", CANARIES.spellings["phone"])
def test_a_telephone_number_is_known_in_each_of_its_spellings(spelt: str) -> None:
    assert CANARIES.in_(f"call {spelt}!".encode()) == {"phone": 1}


def test_canaries_are_of_one_run_alone() -> None:
    one, other = Plan(1, 4001).canaries, Plan(1, 4002).canaries
    for trait in ("address", "name", "company", "attribute"):
        assert not set(one.spellings[trait]) & set(other.spellings[trait])


def test_every_trait_is_planted_in_what_a_plan_sends() -> None:
    plan = Plan(800, 21)
    by_kind: dict[str, Counter[str]] = {}
    for each in plan.requests():
        planted: Any = plan.canaries.in_(each.payload)
        by_kind.setdefault(each.kind, Counter()).update(planted.keys())
    assert set(by_kind["new"]) == {"address", "name", "phone", "company", "attribute"}
    assert by_kind["new"]["attribute"] == sum(each.kind == "new" for each in plan.requests())
    assert by_kind["new"]["phone"] > 800 * 0.88 / WHOLE * 0.7
    assert {"name", "attribute"} <= set(by_kind["invalid"])
    assert "address" in by_kind["undecodable"]

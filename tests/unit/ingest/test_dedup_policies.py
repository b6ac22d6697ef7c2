"""I6: who is the same, by the policy of the source."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec
from leadcore.contracts import Identified
from leadcore.message import Delivery, Message
from leadcore.vault import PlainVault
from leadcore.verdict import Emit
from leadcore.workspace import Dedup, load

WORKSPACE = load(Path(__file__).parents[3] / "workspace")
PHONE = "+44 20 7946 0000"


async def keys(policy: Dedup, *bodies: object) -> list[str]:
    sources = {**WORKSPACE.sources, "upstream": replace(WORKSPACE.sources["upstream"], dedup=policy)}
    tools = Normaliser(
        replace(WORKSPACE, sources=sources), PlainVault(), Pepper(1, bytes(32)), Codec(), lambda: 1, "test", "cluster"
    )
    sent = [
        Delivery(Message("leads.raw", 0, offset, 1, b"k", json.dumps(body).encode()), internal=False)
        for offset, body in enumerate(bodies)
    ]
    verdicts = await normalise.build(tools).handle(sent)
    leads = [verdict.record for verdict in verdicts if isinstance(verdict, Emit)]
    assert len(leads) == len(bodies)
    assert all(isinstance(lead, Identified) for lead in leads)
    return [lead.identity.identity_key for lead in leads]


@pytest.mark.parametrize(("policy", "people"), [("alone", 1), ("with-name", 2)])
async def test_two_names_at_one_number(policy: str, people: int) -> None:
    dedup = Dedup(phone=policy)  # type: ignore[arg-type]
    found = await keys(dedup, {"phone": PHONE, "name": "Ada Lovelace"}, {"phone": PHONE, "name": "Grace Hopper"})
    assert len(set(found)) == people


@pytest.mark.parametrize("name", ["ADA LOVELACE", "Lovelace, Ada", "Dr. Ada Lovelace", "Ada B. Lovelace"])
async def test_one_name_however_it_is_written_is_one_person_at_a_number(name: str) -> None:
    found = await keys(
        Dedup(phone="with-name"), {"phone": PHONE, "name": "Ada Lovelace"}, {"phone": PHONE, "name": name}
    )
    assert len(set(found)) == 1


async def test_without_a_name_the_company_tells_who_is_at_a_number() -> None:
    companies = ("Northwind Ltd", "Northwind", "Contoso")
    found = await keys(Dedup(phone="with-name"), *({"phone": PHONE, "company": name} for name in companies))
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(("policy", "people"), [("ignored", 1), ("kept", 2)])
async def test_plus_tags(policy: str, people: int) -> None:
    dedup = Dedup(plus_tags=policy)  # type: ignore[arg-type]
    found = await keys(dedup, {"email": "Ada@acme.com"}, {"email": "ada+fair@acme.com"})
    assert len(set(found)) == people
    again = await keys(dedup, {"email": "Ada+Fair@Acme.com"}, {"email": "ada+fair@acme.com"})
    assert len(set(again)) == 1


async def test_an_address_tells_a_person_whatever_the_name() -> None:
    bodies = (
        {"email": "ada@acme.com", "name": "Ada Lovelace", "phone": PHONE},
        {"email": "ada@acme.com", "name": "A L"},
    )
    assert len(set(await keys(Dedup(phone="with-name"), *bodies))) == 1

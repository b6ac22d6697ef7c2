"""I6: who is the same, by the policy of the source."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from console.domain import alike
from console.domain.alike import Contact
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec
from leadcore.contracts import Identified, Person
from leadcore.message import Delivery, Message
from leadcore.vault import PlainVault
from leadcore.verdict import Emit
from leadcore.workspace import Dedup, load

WORKSPACE = load(Path(__file__).parents[3] / "workspace")
PHONE = "+44 20 7946 0000"


async def keys(policy: Dedup, *bodies: object) -> list[str]:
    return [lead.identity.identity_key for lead in await leads(policy, *bodies)]


async def leads(policy: Dedup, *bodies: object) -> list[Identified]:
    sources = {**WORKSPACE.sources, "upstream": replace(WORKSPACE.sources["upstream"], dedup=policy)}
    tools = Normaliser(
        replace(WORKSPACE, sources=sources), PlainVault(), Pepper(1, bytes(32)), Codec(), lambda: 1, "test", "cluster"
    )
    sent = [
        Delivery(Message("leads.raw", 0, offset, 1, b"k", json.dumps(body).encode()), internal=False)
        for offset, body in enumerate(bodies)
    ]
    verdicts = await normalise.build(tools).handle(sent)
    found = [verdict.record for verdict in verdicts if isinstance(verdict, Emit)]
    assert len(found) == len(bodies)
    return found


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


async def test_without_a_name_the_company_and_its_house_tell_who_is_at_a_number() -> None:
    sites = (("Northwind Ltd", "12 High Street"), ("Northwind", "12, high st."), ("Northwind", "14 High Street"))
    bodies = ({"phone": PHONE, "company": name, "address": where} for name, where in sites)
    found = await keys(Dedup(), *bodies, {"phone": PHONE, "company": "Contoso", "street": "12 High Street"})
    assert found[0] == found[1]
    assert len(set(found)) == 3


async def test_a_company_without_its_house_is_told_by_its_event_and_the_trail_says_so() -> None:
    bodies = [{"phone": PHONE, "company": "Northwind", "id": event} for event in ("7", "7", "8")]
    found = await leads(Dedup(), *bodies)
    assert [lead.identity.identity_kind for lead in found] == ["event"] * 3
    assert len({lead.identity.identity_key for lead in found}) == 2
    assert {lead.identity.trail[0].parameters["number_of"] for lead in found} == {"institution"}


async def test_a_number_that_nobody_is_named_beside_is_itself() -> None:
    found = await keys(
        Dedup(), {"phone": PHONE}, {"phone": PHONE, "city": "London"}, {"phone": PHONE, "name": "Ada Bee"}
    )
    assert found[0] == found[1] != found[2]


async def test_a_name_beside_a_number_is_what_is_asked_unless_the_source_says_otherwise() -> None:
    """I6: several people answer at a switchboard."""
    assert Dedup() == Dedup(phone="with-name")
    assert {source.dedup.phone for source in WORKSPACE.sources.values()} == {"with-name"}


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


MAIL, GMAIL, NUMBER = {"email": "ada@acme.example"}, {"email": "ada@gmail.com"}, {"phone": PHONE}
ADA, GRACE, GIVEN = {"name": "Ada Lovelace"}, {"name": "Grace Hopper"}, {"name": "Ada"}
ACME, SCHOOL = {"company": "Acme Ltd"}, {"company": "Beethoven School"}
HERE, THERE, EVENT = {"address": "25 W 47th St"}, {"address": "310 Roosevelt Road"}, {"id": "7"}


@pytest.mark.parametrize(
    ("one", "other", "decided"),
    [
        (MAIL | ADA, {"email": "ADA+fair@acme.example"} | GRACE, "joined"),
        (MAIL | NUMBER | ADA, MAIL, "joined"),
        (MAIL | NUMBER | ADA, MAIL | {"phone": "+44 20 7946 0999"}, "joined"),
        (MAIL | NUMBER | ADA, NUMBER | ADA, "suggested"),
        (MAIL | NUMBER | ADA, NUMBER, "suggested"),
        (MAIL | NUMBER | ADA, NUMBER | GRACE, "neither"),
        (MAIL | NUMBER | ADA, GMAIL | NUMBER | ADA, "suggested"),
        (MAIL | ADA, GMAIL | ADA, "suggested"),
        (MAIL | ADA, GMAIL | GRACE, "neither"),
        (NUMBER | ADA, NUMBER | ADA | MAIL, "suggested"),
        (NUMBER | ADA, NUMBER | {"name": "Dr. Ada B. LOVELACE"}, "joined"),
        (NUMBER | ADA | ACME, NUMBER | ADA | SCHOOL | HERE, "joined"),
        (NUMBER | ADA, NUMBER | {"name": "Ada Lovelaec"}, "suggested"),
        (NUMBER | ADA, NUMBER | GRACE, "neither"),
        (NUMBER | ADA, NUMBER, "suggested"),
        (NUMBER | GIVEN | ACME, NUMBER | GIVEN | {"company": "ACME"}, "joined"),
        (NUMBER | GIVEN, NUMBER | GIVEN, "suggested"),
        (NUMBER | SCHOOL | HERE, NUMBER | SCHOOL | {"street": "25, West 47th Street"}, "joined"),
        (NUMBER | SCHOOL | HERE, NUMBER | SCHOOL | THERE, "neither"),
        (NUMBER | SCHOOL | HERE, NUMBER | SCHOOL, "suggested"),
        (NUMBER | SCHOOL, NUMBER | SCHOOL, "suggested"),
        (NUMBER | SCHOOL | EVENT, NUMBER | SCHOOL | EVENT, "joined"),
        (NUMBER, NUMBER, "joined"),
        (ACME | EVENT, ACME | EVENT, "joined"),
        (ACME, ACME, "neither"),
    ],
)
async def test_what_is_joined_what_is_suggested_and_what_is_neither(
    one: dict[str, str], other: dict[str, str], decided: str
) -> None:
    """Each line of `docs/identity.md`: the weaker the evidence, the more it is a person's to decide."""
    first, second = await leads(Dedup(), one, other)
    if first.identity.identity_key == second.identity.identity_key:
        assert decided == "joined"
    else:
        points = alike.compared(contact(first), contact(second)).points
        assert ("suggested" if points >= alike.LIKELY else "neither") == decided, points


async def test_a_trusted_number_joins_whoever_answers() -> None:
    found = await keys(Dedup(phone="alone"), NUMBER | ADA, NUMBER | GRACE, NUMBER, NUMBER | SCHOOL)
    assert len(set(found)) == 1


def contact(lead: Identified) -> Contact:
    identity, person = lead.identity, PlainVault().open("main", lead.identity.person, "")
    assert isinstance(person, Person)
    return Contact(
        lead.origin.submission_id,
        name=person.full_name,
        email=person.email,
        phone=person.phone,
        company=identity.company_name,
        domain=identity.company_domain,
        address=person.address,
        city=identity.city,
    )

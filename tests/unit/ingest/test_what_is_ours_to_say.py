"""control:S8: a sender who says what only we may say is not believed; the trail tells it, and it is counted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ingest.adapters.alarms import MetricAlarms, TalliedAlarms
from ingest.domain import claims
from ingest.domain.identity import Pepper
from ingest.ports import Alarms
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec
from leadcore.contracts import Identified, Person
from leadcore.message import Delivery, Message
from leadcore.metrics import Metrics
from leadcore.vault import PlainVault
from leadcore.verdict import Emit
from leadcore.workspace import ALIASES, CANONICAL_KEYS, OURS, load
from prometheus_client import generate_latest

WORKSPACE = load(Path(__file__).parents[3] / "workspace")
LEAD = {"email": "ada@northwind.example", "attributes": {"visits": "3"}}
CLAIMS = {
    "tenant_id": "other",
    "Tenant": "other",
    "score": 100,
    "owner": "me@elsewhere.example",
    "consent_at": "2020-01-01T00:00:00Z",
    "lead-id": "018f0000-0000-7000-8000-000000000009",
    "version": 9,
    "status": "won",
}


async def read(body: object, alarms: Alarms | None = None) -> Identified:
    """What normalise makes of an upstream's record."""
    tools = Normaliser(WORKSPACE, PlainVault(), Pepper(1, b"x" * 24), Codec(), lambda: 7, "test", "cluster", alarms)
    message = Message("leads.raw", 0, 0, 7, b"k", json.dumps(body).encode(), ())
    [verdict] = await normalise.build(tools).handle([Delivery(message, internal=False)])
    assert isinstance(verdict, Emit)
    return verdict.record


async def test_what_only_we_may_say_is_ignored_told_and_counted() -> None:
    alarms = TalliedAlarms()
    plain, lead = await read(LEAD), await read({**LEAD, **CLAIMS}, alarms)
    alike = replace(lead.origin, payload_sha256=plain.origin.payload_sha256)
    assert alike == plain.origin, "whose it is and its ids are as without it"
    told = lead.identity.trail[0].parameters
    assert told["claimed"] == "consent_at,lead_id,owner,score,status,tenant,tenant_id,version"
    assert alarms.names == dict.fromkeys(told["claimed"].split(","), 1)
    person = PlainVault().open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
    assert isinstance(person, Person)
    assert set(person.unmapped) == set(CLAIMS), "it is kept, sealed, as what nobody knows"
    same = "identity_key", "country", "attributes", "consents"
    assert [getattr(lead.identity, each) for each in same] == [getattr(plain.identity, each) for each in same]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"leadId": "1", "tenantId": "2", "ownerId": "3"}, "lead_id,owner_id,tenant_id"),
        ({"attributes": {"score": 99, "owner": "x", "visits": "3"}}, "owner,score"),
        ({"attributes": {"OwnerEmail": "x"}, "attributes.identity-key": "y"}, "identity_key,owner_email"),
        ({"Lead.ID": "1", "LEADID": "2", " Consent At ": "x", "owner/id": "3"}, "consent_at,lead_id,owner_id"),
    ],
)
async def test_it_is_told_however_it_is_spelled_and_wherever_it_stands(said: dict[str, object], names: str) -> None:
    alarms = TalliedAlarms()
    lead = await read({**LEAD, **said}, alarms)
    assert lead.identity.trail[0].parameters["claimed"] == names
    assert alarms.names == dict.fromkeys(names.split(","), 1)


def test_what_the_workspace_asks_for_and_what_only_begins_alike_is_nobody_s_claim() -> None:
    assert claims.claimed(["Status", "attributes.status"], {"status"}) == []
    assert claims.claimed(["scores", "lead identity", "attributes", "", "_", "score" + "_" * 100], {}) == []


async def test_the_sender_s_own_id_is_its_event_s_and_never_the_lead_s() -> None:
    lead = await read({**LEAD, "id": "theirs"})
    assert (lead.origin.event_id, "claimed" in lead.identity.trail[0].parameters) == ("theirs", False)
    assert lead.origin.submission_id == (await read(LEAD)).origin.submission_id


async def test_a_lead_without_claims_says_nothing_of_them() -> None:
    alarms = TalliedAlarms()
    lead = await read({**LEAD, "colour": "red"}, alarms)
    assert "claimed" not in lead.identity.trail[0].parameters
    assert not alarms.names


async def test_the_metric_s_labels_are_a_closed_set() -> None:
    metrics = Metrics()
    await read({**LEAD, **CLAIMS, "owner_of_ada": 1, "Score": 1}, MetricAlarms(metrics))
    told = generate_latest(metrics.registry).decode()
    assert 'lead_claimed_fields_total{field="owner"} 1.0' in told
    assert 'lead_claimed_fields_total{field="score"} 1.0' in told, "once a lead, however often it is said"
    assert "owner_of_ada" not in told


def test_no_key_that_a_sender_may_use_is_ours() -> None:
    keys = {*CANONICAL_KEYS, *ALIASES}
    assert not OURS & keys
    assert claims.claimed(keys, {}) == [], "nor is one of ours in another spelling"

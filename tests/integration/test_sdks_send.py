"""I9: leads of the generated clients, through the whole of Leadstream, and what their senders are told."""

import pytest
from lab.spine import Spine
from leadstream_client import Lead, Leadstream, Receipt, Refusal, Refused, Verdict

pytestmark = pytest.mark.slow


def python_client(spine: Spine) -> Leadstream:
    return Leadstream(spine.status["gateway"], spine.status["api_key"], source="web-form")


def test_python_sends_one_many_and_waits(spine: Spine) -> None:
    before = spine.settled(0)["total"]["accepted"]
    with python_client(spine) as leads:
        one = leads.send(Lead(email="pia@sdkwind.example", full_name="Pia Python", title="CTO"), once="pia-1")
        assert isinstance(one, Receipt)
        assert leads.send(Lead(email="pia@sdkwind.example", full_name="Pia Python", title="CTO"), once="pia-1") == one
        batch = leads.send_many([{"email": "many1@sdkwind.example"}, {"email": 5}, Lead(email="many2@sdkwind.example")])
        assert [type(each) for each in batch.items] == [Receipt, Refusal, Receipt]
        assert batch.accepted == 2
        spine.settled(before + 3)
        with pytest.raises(Refused) as known:
            waited(leads, "pia@sdkwind.example")
        assert (known.value.status, known.value.code, known.value.lead_id) == (409, "duplicate", one.submission_id)
        with pytest.raises(Refused) as rejected:
            waited(leads, "not an address")
        assert (rejected.value.status, rejected.value.code) == (422, "rejected")
        assert [each.field for each in rejected.value.errors] == ["email"]
        with pytest.raises(Refused) as wrong:
            leads.send({"email": ["a list"]})
        assert (wrong.value.status, wrong.value.errors[0].field) == (400, "email")
        told = waited(leads, "vera@sdkwind.example")
        assert isinstance(told, Verdict)
        assert told.owner
    passport = spine.json("why", "pia@sdkwind.example")
    assert passport["lead"]["full_name"] == "Pia Python"
    assert passport["lead"]["lead_id"] == one.submission_id


def waited(leads: Leadstream, email: str) -> Receipt | Verdict:
    """The verdict of who waits; on a busy machine the first ones may take longer than anyone waits."""
    for n in range(5):
        told = leads.send({"email": email, "full_name": "Wera Wait", "event_id": f"{email}-{n}"}, wait_s=10)
        if isinstance(told, Verdict):
            return told
    return told


def test_python_without_a_good_key_is_told_so(spine: Spine) -> None:
    with Leadstream(spine.status["gateway"], "lsk_nobody") as leads, pytest.raises(Refused) as refused:
        leads.send(Lead(email="nobody@sdkwind.example"))
    assert (refused.value.status, refused.value.code) == (401, "unauthorized")

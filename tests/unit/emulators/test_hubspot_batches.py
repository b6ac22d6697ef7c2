"""How a batch fails: row by row with trace ids, as a whole without (fault:G5)."""

from typing import Any

import orjson
import pytest
from emulators.hubspot import api
from emulators.hubspot.account import Account
from emulators.hubspot.api import Answer, Call, Handler
from emulators.hubspot.failures import Failure

LEAD = "leadstream_lead_id"


def ask(account: Account, handler: Handler, body: object, **rest: Any) -> Answer | Failure:
    return handler(account, Call(now=5_000, kind="contacts", body=orjson.dumps(body), **rest))


def row(lead: str, email: str, trace: str | None = None, **values: str) -> dict[str, Any]:
    told = {"idProperty": LEAD, "id": lead, "properties": {"email": email, **values}}
    return told | ({"objectWriteTraceId": trace} if trace else {})


def body_of(answer: Answer | Failure) -> dict[str, Any]:
    assert isinstance(answer, Answer)
    assert answer.body is not None
    return answer.body


def test_traced_rows_fail_alone_and_name_their_trace() -> None:
    """D1: partial failures per row."""
    account = Account(0)
    rows = [row("L1", "a@x.example", "t1"), row("L2", "bad@", "t2"), row("L3", "c@x.example", "t3")]
    told = body_of(ask(account, api.batch_upsert, {"inputs": rows}))
    assert [r["objectWriteTraceId"] for r in told["results"]] == ["t3", "t1"]
    (error,) = told["errors"]
    assert error["context"]["objectWriteTraceId"] == ["t2"]
    assert error["errors"][0]["code"] == "INVALID_EMAIL"
    assert error["errors"][0]["in"] == "email"
    assert len(account.stores["contacts"].records) == 2


@pytest.mark.parametrize("traces", [[None, None, None], ["t", "t", "t2"], ["t1", None, "t3"]])
def test_without_a_trace_of_its_own_for_each_row_one_bad_row_fails_all(traces: list[str | None]) -> None:
    account = Account(0)
    emails = ["a@x.example", "bad@", "c@x.example"]
    rows = [row(f"L{n}", emails[n], traces[n]) for n in range(3)]
    answer = ask(account, api.batch_upsert, {"inputs": rows})
    assert isinstance(answer, Failure)
    assert answer.status == 400
    assert account.stores["contacts"].records == {}
    assert account.effects.creates["contacts"] == 0


def test_a_conflict_in_an_untraced_batch_is_a_409_for_all() -> None:
    account = Account(0)
    ask(account, api.create, {"properties": {"email": "a@x.example"}})
    answer = ask(account, api.batch_upsert, {"inputs": [row("L1", "b@x.example"), row("L2", "A@x.example")]})
    assert isinstance(answer, Failure)
    assert (answer.status, answer.message) == (409, "Contact already exists. Existing ID: 90210001")
    assert len(account.stores["contacts"].records) == 1


def test_a_row_sees_what_the_rows_before_it_wrote() -> None:
    account = Account(0)
    rows = [row("L1", "a@x.example", "t1"), row("L2", "a@x.example", "t2")]
    told = body_of(ask(account, api.batch_upsert, {"inputs": rows}))
    assert told["errors"][0]["message"] == "Contact already exists. Existing ID: 90210001"
    assert len(told["results"]) == 1


def test_a_value_given_up_earlier_in_the_batch_can_be_taken_later() -> None:
    account = Account(0)
    ask(account, api.batch_upsert, {"inputs": [row("L1", "a@x.example"), row("L2", "b@x.example")]})
    swap = [row("L1", "new@x.example"), row("L2", "a@x.example")]
    body_of(ask(account, api.batch_upsert, {"inputs": swap}))
    store = account.stores["contacts"]
    assert {(r.properties[LEAD], r.properties["email"]) for r in store.records.values()} == {
        ("L1", "new@x.example"),
        ("L2", "a@x.example"),
    }
    found = store.find("email", "A@x.example")
    assert found is not None
    assert found.properties[LEAD] == "L2"


@pytest.mark.parametrize("trace", [None, "t"])
def test_the_same_id_twice_fails_the_batch_with_or_without_traces(trace: str | None) -> None:
    account = Account(0)
    rows = [row("L1", "a@x.example", trace and f"{trace}{n}") for n in range(2)]
    answer = ask(account, api.batch_upsert, {"inputs": rows})
    assert isinstance(answer, Failure)
    assert answer.message == "Duplicate IDs found in batch input: [L1]. IDs must be unique"
    assert account.stores["contacts"].records == {}


@pytest.mark.parametrize(
    ("handler", "name", "accepted"),
    [
        (api.batch_upsert, "email", True),
        (api.batch_upsert, LEAD, True),
        (api.batch_upsert, "company", False),
        (api.batch_upsert, None, False),
        (api.batch_update, "email", False),
        (api.batch_update, "hs_object_id", False),
        (api.batch_update, LEAD, True),
        (api.batch_update, None, True),
    ],
)
def test_which_properties_may_name_a_record(handler: Handler, name: str | None, accepted: bool) -> None:
    values: dict[str, Any] = {"inputs": [{"idProperty": name, "id": "a@x.example", "properties": {}}]}
    answer = ask(Account(0), handler, values)
    assert isinstance(answer, Answer) is accepted


def test_companies_have_no_unique_domain() -> None:
    account = Account(0)
    body = orjson.dumps({"inputs": [{"idProperty": "domain", "id": "x.example", "properties": {}}]})
    refused = api.batch_upsert(account, Call(now=1, kind="companies", body=body))
    assert isinstance(refused, Failure)
    assert "non-unique 0-2 property domain" in refused.message
    create = Call(now=1, kind="companies", body=orjson.dumps({"properties": {"domain": "x.example"}}))
    assert [api.create(account, create).status for _ in range(2)] == [201, 201]


def test_an_update_of_a_missing_record_does_not_harm_the_others() -> None:
    account = Account(0)
    ask(account, api.create, {"properties": {"email": "a@x.example"}})
    rows = [{"id": "90210001", "properties": {"city": "Oslo"}}, {"id": "7", "properties": {"city": "Bonn"}}]
    answer = ask(account, api.batch_update, {"inputs": rows})
    assert answer.status == 207
    told = body_of(answer)
    assert told["errors"][0]["context"]["ids"] == ["7"]
    assert told["results"][0]["properties"]["city"] == "Oslo"


def test_batch_read_lists_the_missing_in_one_error() -> None:
    account = Account(0)
    ask(account, api.batch_upsert, {"inputs": [row("L1", "a@x.example")]})
    asked = {"idProperty": LEAD, "inputs": [{"id": "L1"}, {"id": "L8"}, {"id": "L9"}], "properties": [LEAD]}
    answer = ask(account, api.batch_read, asked)
    assert answer.status == 207
    told = body_of(answer)
    assert told["results"][0]["properties"][LEAD] == "L1"
    assert told["errors"][0]["category"] == "OBJECT_NOT_FOUND"
    assert told["errors"][0]["context"] == {"ids": ["L8", "L9"]}


@pytest.mark.parametrize("count", [0, 101])
def test_a_batch_holds_one_to_a_hundred_inputs(count: int) -> None:
    answer = ask(Account(0), api.batch_create, {"inputs": [{"properties": {}}] * count})
    assert isinstance(answer, Failure)
    assert answer.status == 400


def test_condemned_rows_are_refused_and_the_rest_done() -> None:
    account = Account(0)
    rows = [row(f"L{n}", f"p{n}@x.example", f"t{n}") for n in range(3)]
    doomed = {1: Failure(400, "VALIDATION_ERROR", "scripted")}
    told = body_of(ask(account, api.batch_upsert, {"inputs": rows}, doomed=doomed))
    assert told["numErrors"] == 1
    assert told["errors"][0]["message"] == "scripted"
    assert {r["properties"][LEAD] for r in told["results"]} == {"L0", "L2"}


def test_what_is_not_emulated_is_said() -> None:
    linked = {"properties": {}, "associations": [{"to": {"id": "1"}, "types": []}]}
    assert ask(Account(0), api.create, linked).status == 501
    assert ask(Account(0), api.batch_create, {"inputs": [linked]}).status == 501
    history = {"inputs": [{"id": "1"}], "propertiesWithHistory": ["email"]}
    assert ask(Account(0), api.batch_read, history).status == 501


def test_an_older_version_over_a_newer_one_is_counted() -> None:
    """The ledger's rule O: a sink never goes back."""
    account = Account(0)
    for version in ("1", "3", "4", "2"):
        ask(account, api.batch_upsert, {"inputs": [row("L1", "a@x.example", leadstream_version=version)]})
    assert account.effects.version_regressions == 1
    assert account.effects.creates_by_lead == {"L1": 1}


def test_nothing_changes_where_the_journal_fails() -> None:
    def full(_entries: object) -> None:
        raise OSError("no space left")

    account = Account(0, full)
    with pytest.raises(OSError, match="no space"):
        ask(account, api.create, {"properties": {"email": "a@x.example"}})
    assert account.stores["contacts"].records == {}


def test_replay_names_the_entry_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="entry 1 is not"):
        Account(0).replay([{"op": "put", "kind": "deals"}])

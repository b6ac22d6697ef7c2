"""What a search finds, and that it finds it late."""

from typing import Any

import orjson
import pytest
from emulators.hubspot import api
from emulators.hubspot.account import Account
from emulators.hubspot.api import Answer, Call
from emulators.hubspot.failures import Failure
from emulators.hubspot.records import MAX_LAG_MS, as_of, born, written
from hypothesis import given
from hypothesis import strategies as st

PEOPLE = [
    {"email": "ann@x.example", "firstname": "Ann", "city": "Oslo", "leadstream_score": "9"},
    {"email": "bob@y.example", "firstname": "Bob", "city": "Bonn", "leadstream_score": "40"},
    {"email": "cat@y.example", "firstname": "Cat", "leadstream_score": "100"},
    {"email": "dan@z.example", "firstname": "Dan", "jobtitle": "VP Sales Europe"},
]


def account() -> Account:
    made = Account(0)
    for number, person in enumerate(PEOPLE):
        api.create(
            made,
            Call(now=1_000 + number, kind="contacts", body=orjson.dumps({"properties": person})),
        )
    return made


def ask(body: dict[str, Any], now: int = 100_000, lag: int = 0, on: Account | None = None) -> Answer | Failure:
    call = Call(now=now, kind="contacts", body=orjson.dumps(body), search_lag_ms=lag)
    return api.find(on or account(), call)


def names(answer: Answer | Failure) -> list[str]:
    assert isinstance(answer, Answer)
    told: Any = answer.body
    return [hit["properties"]["firstname"] for hit in told["results"]]


def one(operator: str, name: str, **rest: Any) -> dict[str, Any]:
    return {"filterGroups": [{"filters": [{"propertyName": name, "operator": operator, **rest}]}]}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (one("EQ", "email", value="ANN@x.example"), ["Ann"]),
        (one("EQ", "leadstream_score", value="9.0"), ["Ann"]),
        (one("NEQ", "city", value="Oslo"), ["Bob"]),
        (one("GT", "leadstream_score", value="9"), ["Bob", "Cat"]),
        (one("LTE", "leadstream_score", value="40"), ["Ann", "Bob"]),
        (one("GTE", "leadstream_score", value=40), ["Bob", "Cat"]),
        (one("LT", "leadstream_score", value="40"), ["Ann"]),
        (one("BETWEEN", "leadstream_score", value="9", highValue="40"), ["Ann", "Bob"]),
        (one("IN", "city", values=["oslo", "bonn"]), ["Ann", "Bob"]),
        (one("NOT_IN", "city", values=["oslo"]), ["Bob"]),
        (one("HAS_PROPERTY", "city"), ["Ann", "Bob"]),
        (one("NOT_HAS_PROPERTY", "city"), ["Cat", "Dan"]),
        (one("CONTAINS_TOKEN", "jobtitle", value="sales"), ["Dan"]),
        (one("CONTAINS_TOKEN", "jobtitle", value="sale"), []),
        (one("CONTAINS_TOKEN", "email", value="*@y.example"), ["Bob", "Cat"]),
        (one("NOT_CONTAINS_TOKEN", "city", value="oslo"), ["Bob"]),
        (one("GTE", "createdate", value="1001"), ["Bob", "Cat", "Dan"]),
        (one("GTE", "createdate", value="1970-01-01T00:00:01.003Z"), ["Dan"]),
        ({"query": "y.example bob"}, ["Bob"]),
        ({}, ["Ann", "Bob", "Cat", "Dan"]),
        ({"sorts": [{"propertyName": "leadstream_score", "direction": "DESCENDING"}], "limit": 1}, ["Cat"]),
        ({"sorts": ["firstname"], "after": "1", "limit": 2}, ["Bob", "Cat"]),
    ],
)
def test_what_matches(body: dict[str, Any], found: list[str]) -> None:
    assert names(ask(body)) == found


def test_filters_of_a_group_join_and_groups_are_alternatives() -> None:
    y = {"propertyName": "email", "operator": "CONTAINS_TOKEN", "value": "*@y.example"}
    rich = {"propertyName": "leadstream_score", "operator": "GT", "value": "50"}
    oslo = {"propertyName": "city", "operator": "EQ", "value": "Oslo"}
    assert names(ask({"filterGroups": [{"filters": [y, rich]}, {"filters": [oslo]}]})) == ["Ann", "Cat"]


@pytest.mark.parametrize(
    "body",
    [
        one("EQ", "nonsense", value="1"),
        one("LIKE", "city", value="1"),
        one("IN", "city"),
        one("EQ", "city"),
        one("BETWEEN", "leadstream_score", value="1"),
        {"limit": 201},
        {"limit": -1},
        {"after": "x"},
        {"after": "9" * 5000},
        {"after": "9900", "limit": 200},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": [{"filters": [{"propertyName": "city", "operator": "HAS_PROPERTY"}] * 7}]},
        {"filterGroups": "all"},
    ],
)
def test_what_is_refused(body: dict[str, Any]) -> None:
    answer = ask(body)
    assert isinstance(answer, Failure)
    assert answer.status == 400


def test_pages_tell_where_to_go_on() -> None:
    answer = ask({"limit": 3})
    assert isinstance(answer, Answer)
    assert answer.body is not None
    assert answer.body["total"] == 4
    assert answer.body["paging"] == {"next": {"after": "3"}}
    assert names(ask({"limit": 3, "after": "3"})) == ["Dan"]


def test_a_write_is_found_only_after_the_lag() -> None:
    made = account()
    change = Call(now=50_000, kind="contacts", id="90210001", body=b'{"properties":{"city":"Rome"}}')
    api.update(made, change)
    rome, oslo = one("EQ", "city", value="Rome"), one("EQ", "city", value="Oslo")
    assert names(ask(rome, now=51_999, lag=2_000, on=made)) == []
    assert names(ask(oslo, now=51_999, lag=2_000, on=made)) == ["Ann"]
    assert names(ask(rome, now=52_000, lag=2_000, on=made)) == ["Ann"]
    assert names(ask(oslo, now=52_000, lag=2_000, on=made)) == []
    read = api.read(made, Call(now=50_000, kind="contacts", id="90210001", query={"properties": "city"}))
    assert isinstance(read, Answer)
    assert read.body is not None
    assert read.body["properties"]["city"] == "Rome"  # type: ignore[index,call-overload]


def test_a_deleted_record_is_found_until_the_lag_has_passed() -> None:
    made = account()
    api.archive(made, Call(now=50_000, kind="contacts", id="90210001"))
    assert "Ann" in names(ask({}, now=50_500, lag=1_000, on=made))
    assert "Ann" not in names(ask({}, now=51_000, lag=1_000, on=made))


@given(
    gaps=st.lists(st.integers(0, 5_000) | st.integers(0, MAX_LAG_MS), max_size=12),
    lag=st.integers(0, MAX_LAG_MS),
    late=st.integers(0, 1_000),
)
def test_forgetting_old_versions_never_changes_what_a_search_sees(gaps: list[int], lag: int, late: int) -> None:
    """A record that keeps every version answers the same as one that prunes."""
    record, kept, now = born("1", {"city": "0"}, 0), [(0, "0")], 0
    for number, gap in enumerate(gaps, 1):
        now += gap
        record = written(record, {"city": str(number)}, now)
        kept.append((now, str(number)))
    at = now + late - lag
    seen = as_of(record, at)
    expected = [city for when, city in kept if when <= at]
    assert (seen.properties["city"] if seen else None) == (expected[-1] if expected else None)

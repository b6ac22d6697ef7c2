"""What HubSpot's answers say of each row, in whatever order and shape they come (D1, fault:G5)."""

from typing import Any

import pytest
from crm_sync.adapters.hubspot_answers import Error, answer, answers, setup, shaped
from crm_sync.domain.contacts import LEAD_ID
from crm_sync.domain.effects import Answer, Doubt, Row, Taken, Written
from hypothesis import given
from hypothesis import strategies as st
from leadcore.failures import Refused

ROWS = [Row("0", {LEAD_ID: "A"}), Row("1", {LEAD_ID: "B"}), Row("2", {"city": "Oslo"}, "77")]


def a_record(record_id: str, lead_id: str | None, trace: str | None) -> dict[str, Any]:
    traced = {} if trace is None else {"objectWriteTraceId": trace}
    return {"id": record_id, "properties": {LEAD_ID: lead_id, "city": None}, "archived": False, **traced}


def test_answers_are_matched_by_trace_not_by_order() -> None:
    body = {"status": "COMPLETE", "results": [a_record("77", None, "2"), a_record("91", "B", "1")]}
    refused = {"category": "VALIDATION_ERROR", "message": "x", "errors": [{"code": "INVALID_EMAIL", "in": "email"}]}
    body["errors"] = [{**refused, "context": {"objectWriteTraceId": ["0"]}}]
    assert answers(ROWS, body) == {
        "0": Refused("values-the-crm-does-not-take", "email", {"crm_code": "INVALID_EMAIL"}),
        "1": Written("91"),
        "2": Written("77"),
    }


def test_without_traces_the_lead_id_or_the_record_tells_and_silence_is_doubt() -> None:
    body = {"results": [a_record("77", None, None), a_record("91", "B", None), a_record("99", "stranger", "x")]}
    assert answers(ROWS, body) == {"0": Doubt("not-spoken-of"), "1": Written("91"), "2": Written("77")}


@pytest.mark.parametrize("traces", [None, 1, "0", [{}], [["0"]], [None]])
def test_a_refusal_that_names_no_row_leaves_all_in_doubt(traces: Any) -> None:
    body = {"results": [], "errors": [{"category": "VALIDATION_ERROR", "context": {"objectWriteTraceId": traces}}]}
    assert set(answers(ROWS, body).values()) == {Doubt("not-spoken-of")}


@pytest.mark.parametrize("body", [None, [], "x", 1, {}, {"results": 1}, {"results": [{"properties": {}}]}])
def test_an_answer_of_another_shape_is_doubt(body: Any) -> None:
    assert set(answers(ROWS, body).values()) == {Doubt("unreadable-answer")}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["results", "errors", "id"]), inner),
    max_leaves=8,
)


@given(body=json_values)
def test_no_answer_is_an_exception_and_every_row_has_its_own(body: Any) -> None:
    assert answers(ROWS, body).keys() == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ({"category": "CONFLICT", "message": "Contact already exists. Existing ID: 42"}, Taken("42")),
        ({"category": "CONFLICT", "message": "Contact already exists."}, Taken("")),
        ({"category": "VALIDATION_ERROR", "message": "Cannot set x on 1. 2 already has that value."}, Taken("")),
        ({"category": "OBJECT_NOT_FOUND", "message": "gone"}, Doubt("object-not-found")),
        ({"category": "RATE_LIMITS"}, Doubt("rate-limits")),
        ({}, Refused("values-the-crm-does-not-take")),
        (
            {"category": "VALIDATION_ERROR", "errors": [{"code": "ada@x.example", "in": "Ada Example"}]},
            Refused("values-the-crm-does-not-take"),
        ),
    ],
)
def test_what_a_refusal_means(error: dict[str, Any], told: Answer) -> None:
    read = shaped(error, Error)
    assert read is not None
    assert answer(read) == told


def test_codes_of_the_set_up_are_not_the_rows_fault() -> None:
    mine = Refused("values-the-crm-does-not-take", "email", {"crm_code": "INVALID_EMAIL"})
    ours = Refused("values-the-crm-does-not-take", "x", {"crm_code": "PROPERTY_DOESNT_EXIST"})
    assert setup({"0": mine, "1": Written("1")}) == ""
    assert setup({"0": mine, "1": ours}) == "PROPERTY_DOESNT_EXIST"

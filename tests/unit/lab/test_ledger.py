"""The conservation equation and the lanes it waits for (P5; control C)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab.ledger import OUTCOMES, Account, Lane, Ledger, OpenOperation, lanes
from leadcore.contracts import Topic

ended = st.fixed_dictionaries({name: st.integers(0, 1000) for name in OUTCOMES})


@given(ended, st.integers(0, 1000), st.booleans())
def test_accepted_is_the_sum_of_everything_else(ended: dict[str, int], left: int, moving: bool) -> None:
    account = Account.of(sum(ended.values()) + left, ended, moving=moving)
    rest = [getattr(account, name) for name in (*OUTCOMES, "in_flight", "unaccounted")]
    assert account.accepted == sum(rest)
    assert (account.in_flight, account.unaccounted) == ((left, 0) if moving else (0, left))


def test_what_does_not_add_up_is_not_shown_as_an_account() -> None:
    with pytest.raises(ValueError, match="outcomes"):
        Account.of(1, {"routed": 2}, moving=False)
    with pytest.raises(ValueError, match="outcomes"):
        Account.of(1, {"lost": 1}, moving=False)


def test_the_shape_is_the_one_that_scripts_rely_on() -> None:
    accounts = {"b": Account(accepted=2, routed=1, unaccounted=1), "a": Account(accepted=1, dead=1)}
    found = Ledger(True, accounts, [OpenOperation("import-7", "b", 3, 1, 2, "2026-01-01T00:00:00.000+00:00")])
    assert found.as_json() == {
        "at_rest": True,
        "total": _account(accepted=3, routed=1, dead=1, unaccounted=1),
        "by_source": {"a": _account(accepted=1, dead=1), "b": _account(accepted=2, routed=1, unaccounted=1)},
        "operations": [
            {
                "operation_id": "import-7",
                "source": "b",
                "lines": 3,
                "ended": 1,
                "open": 2,
                "since": "2026-01-01T00:00:00.000+00:00",
            }
        ],
    }
    assert not found.balanced


def test_a_lane_is_every_topic_that_can_still_become_an_outcome() -> None:
    found = set(lanes())
    assert {
        Lane("ingest.normalise", Topic.LEADS_RAW),
        Lane("ingest.admit", Topic.LEADS_IDENTIFIED),
        Lane("enricher", Topic.LEADS_OVERFLOW),
        Lane("router", Topic.LEADS_SCORED),
        Lane("scorer", Topic.LEADS_SCORER_RETRY),
        Lane("crm-sync.postgres", Topic.LEADS_OUTCOMES),
        Lane("crm-sync.postgres", Topic.LEADS_BULK),
    } <= found
    assert not {lane for lane in found if lane.unit in {"gateway", "reviser", "crm-sync.hubspot"}}
    assert not {lane for lane in found if "changelog" in lane.topic or lane.topic == Topic.LEADS_ASSIGNMENTS}


def _account(**counts: int) -> dict[str, int]:
    return {**dict.fromkeys(("accepted", *OUTCOMES, "in_flight", "unaccounted"), 0), **counts}

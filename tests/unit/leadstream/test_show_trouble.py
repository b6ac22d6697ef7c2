"""P5: the show says well only of what it measured: a blow that hit nothing, a fault that never struck is a finding."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from lab.faults.blows import Dealt
from lab.faults.schedule import Blow
from leadstream import passport, trouble
from leadstream.connection import Connection
from leadstream.trouble import Trouble

CONNECTION = Connection("k", "p", "r", "http://g", "http://c", "key", {"hubspot": "http://h"}, {})
DEALT = Dealt(Blow(1, "enricher", "SIGKILL", 0.0), at=1.0, in_flight=7, recovered_s=2.0)
STRUCK = {"rate_limited": trouble.REFUSED, "reset_after": trouble.BROKEN}
COUNTS = {"calls_during_pause": 0, "lead_ids": {"max_creates": 1}}
FOUR: dict[str, Any] | None = {"duplicates": [{}] * 4}

Told = Callable[..., bool]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr(trouble, "PATIENCE_S", 0.0)

    def told(dealt: Dealt = DEALT, struck: Any = STRUCK, counts: Any = COUNTS, found: Any = FOUR) -> bool:
        made = Trouble(CONNECTION, seed=2)
        made._dealing = Future()
        made._dealing.set_result([dealt])
        faults = {"faults": [{"fault": {"kind": kind}, "struck": times} for kind, times in struck.items()]}
        answers = {("GET", "faults"): faults, ("GET", "counts"): counts, ("DELETE", "faults"): {}}
        monkeypatch.setattr(made, "_crm", lambda method, path, _body=None: answers[method, path])
        monkeypatch.setattr(passport, "fetch", lambda _connection, _lead: found)
        return made.told()

    return told


def test_all_trouble_that_struck_and_was_got_over_is_well(told: Told) -> None:
    assert told()


@pytest.mark.parametrize(
    "wrong",
    [
        {"dealt": replace(DEALT, in_flight=0)},
        {"dealt": replace(DEALT, recovered_s=None)},
        {"struck": {**STRUCK, "rate_limited": 0}},
        {"struck": {**STRUCK, "reset_after": trouble.BROKEN - 1}},
        {"counts": {**COUNTS, "calls_during_pause": 1}},
        {"counts": {**COUNTS, "lead_ids": {"max_creates": 2}}},
        {"found": None},
        {"found": {"duplicates": []}},
    ],
)
def test_whatever_is_missing_is_a_finding(told: Told, wrong: dict[str, Any]) -> None:
    assert not told(**wrong)

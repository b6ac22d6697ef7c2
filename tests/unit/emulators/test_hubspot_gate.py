"""Who gets in: tokens, the rolling ten seconds, the day, the limit of searches."""

import msgspec
import pytest
from emulators.calls import CallLog
from emulators.hubspot.gate import DAY_MS, Gate, Settings

GOOD = "Bearer abc"


@pytest.mark.parametrize("header", ["", "abc", "Basic abc", "Bearer", "Bearer ", "Bearer wrong"])
def test_a_wrong_token_is_a_401(header: str) -> None:
    refusal = Gate(Settings(tokens=["abc"])).admit(header, False, 0)
    assert refusal is not None
    assert (refusal.status, refusal.category) == (401, "INVALID_AUTHENTICATION")


def test_any_token_will_do_where_none_is_set() -> None:
    assert Gate(Settings()).admit("bearer anything", False, 0) is None


def test_the_rolling_limit_and_its_headers() -> None:
    gate = Gate(Settings(per_10s=2))
    assert [gate.admit(GOOD, False, now) is None for now in (0, 4_000, 9_999, 10_000)] == [
        True, True, False, True,
    ]  # fmt: skip
    refusal = gate.admit(GOOD, False, 10_001)
    assert refusal is not None
    assert (refusal.status, refusal.policy) == (429, "TEN_SECONDLY_ROLLING")
    assert gate.headers(10_001)["X-HubSpot-RateLimit-Remaining"] == "0"
    assert gate.headers(14_000)["X-HubSpot-RateLimit-Remaining"] == "1"


def test_searches_have_a_limit_of_their_own() -> None:
    gate = Gate(Settings(per_10s=1, search_per_s=1))
    assert gate.admit(GOOD, True, 0) is None
    refusal = gate.admit(GOOD, True, 999)
    assert refusal is not None
    assert refusal.policy == "SECONDLY"
    assert gate.admit(GOOD, False, 999) is None


def test_the_day_begins_anew_at_midnight() -> None:
    gate = Gate(Settings(per_day=1))
    assert gate.admit(GOOD, False, DAY_MS - 2) is None
    refusal = gate.admit(GOOD, False, DAY_MS - 1)
    assert refusal is not None
    assert refusal.policy == "DAILY"
    assert gate.headers(DAY_MS - 1)["X-HubSpot-RateLimit-Daily-Remaining"] == "0"
    assert gate.admit(GOOD, False, DAY_MS) is None


@pytest.mark.parametrize("body", [b'{"per_10s":-1}', b'{"search_lag_ms":60001}', b'{"nonsense":1}'])
def test_settings_that_make_no_sense_are_refused(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=Settings)


def test_calls_during_an_announced_pause_and_the_busiest_ten_seconds_are_counted() -> None:
    """fault:G1 asks for 0 calls in the pause and no more than the quota in any window."""
    log = CallLog()
    log.announce_pause(0, 30)
    for now in (1, 29_999, 30_000, 30_001, 35_000, 90_000):
        log.receive(now)
    assert log.during_pause == 2
    assert log.peak == 4

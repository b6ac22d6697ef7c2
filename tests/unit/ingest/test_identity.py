"""The identity key: stable, unambiguous, secret (P5, I6)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ingest.domain import identity
from ingest.domain.identity import Identifiers, Pepper

PEPPER = Pepper(1, b"a pepper for tests, 24+ bytes")


def test_the_strongest_identifier_counts() -> None:
    everything: dict[str, Any] = {
        "email": "a@b.de",
        "phone": "+4915112345678",
        "source": "form",
        "event_id": "7",
        "submission_id": "s",
    }
    assert Identifiers(**everything).strongest() == ("email", ("a@b.de",))
    assert Identifiers(**{**everything, "email": ""}).strongest() == ("phone", ("+4915112345678",))
    assert Identifiers(**{**everything, "email": "", "phone": ""}).strongest() == ("event", ("form", "7"))
    assert Identifiers(submission_id="s").strongest() == ("submission", ("s",))
    with pytest.raises(ValueError, match="without an id"):
        Identifiers().strongest()


def test_the_key_is_written_down_for_ever() -> None:
    """Sightings outlive releases: a change of this value makes every known person a stranger."""
    message = b"leadstream.identity.1" + b"".join(
        len(part).to_bytes(4, "big") + part for part in (b"main", b"email", b"a@b.de")
    )
    digest = hmac.new(PEPPER.secret, message, hashlib.sha256).digest()
    expected = "p1." + urlsafe_b64encode(digest).decode().rstrip("=")
    assert identity.identity_key(PEPPER, "main", Identifiers(email="a@b.de")) == expected
    assert expected == "p1.JY2VST7DgTGZMRoMw4Su7FYXScg8-XnhL_UR2bMuGm4"
    assert identity.is_identity_key(expected)


def test_pepper_version_tenant_kind_and_value_all_count() -> None:
    keys = {
        identity.identity_key(PEPPER, "main", Identifiers(email="x")),
        identity.identity_key(PEPPER, "other", Identifiers(email="x")),
        identity.identity_key(PEPPER, "main", Identifiers(phone="x")),
        identity.identity_key(PEPPER, "main", Identifiers(phone="x", beside_phone=("ada lovelace",))),
        identity.identity_key(PEPPER, "main", Identifiers(phone="x", beside_phone=("ada", "lovelace"))),
        identity.identity_key(PEPPER, "main", Identifiers(source="a", event_id="x")),
        identity.identity_key(PEPPER, "main", Identifiers(source="b", event_id="x")),
        identity.identity_key(PEPPER, "main", Identifiers(submission_id="x")),
        identity.identity_key(Pepper(2, PEPPER.secret), "main", Identifiers(email="x")),
        identity.identity_key(Pepper(1, b"another pepper, also 24+ bytes"), "main", Identifiers(email="x")),
    }
    assert len(keys) == 10


@given(
    st.lists(st.text(max_size=6), min_size=2, max_size=2),
    st.lists(st.text(max_size=6), min_size=2, max_size=2),
)
def test_no_two_parts_run_together(one: list[str], other: list[str]) -> None:
    assume(one != other and one[1] and other[1])
    keys = [identity.identity_key(PEPPER, tenant, Identifiers(email=value)) for tenant, value in (one, other)]
    assert keys[0] != keys[1]


def test_a_weak_pepper_is_refused_without_being_shown() -> None:
    with pytest.raises(ValueError, match="24 bytes") as refused:
        Pepper(1, b"too short")
    assert "too short" not in str(refused.value)
    with pytest.raises(ValueError, match="from 1"):
        Pepper(0, PEPPER.secret)
    assert "tests" not in repr(PEPPER)

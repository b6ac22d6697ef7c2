"""I9, control:S4, control:S5: who a secret belongs to, from when and until when; and who nobody is."""

import hashlib
import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.access.callers import PREFIX, Caller, Credential, Keyring, digest_of, new_secret
from leadcore.access.doors import KNOWN_TOKENS, Door, Held
from leadcore.access.scopes import ROLES, SCOPES, scopes_of
from leadcore.access.tokens import Audience, Claims, new_signing_key, read_signing_keys
from leadcore.api_keys import ApiKey, keyring, read_keys

NOW = 1_800_000_000_000
OURS = Audience("https://leads.example", "leadstream")


def file(*keys: dict[str, object]) -> str:
    return json.dumps([{"sha256": digest_of("s"), **key} for key in keys])


def test_roles_stand_for_scopes() -> None:
    assert scopes_of(["sender"]) == {"leads:write"}
    assert scopes_of(["analyst", "sender"], ["dead-letters:read"]) == SCOPES == scopes_of(["admin"])
    assert scopes_of([]) == frozenset()
    assert all(scopes <= SCOPES for scopes in ROLES.values())
    with pytest.raises(ValueError, match="no such role: root"):
        scopes_of(["root"])
    with pytest.raises(ValueError, match="no such scope: leads:delete"):
        scopes_of([], ["leads:delete"])


def test_the_keys_file_of_before_still_says_what_it_said() -> None:
    """INTERFACES: id, sha256, tenant, sources, scopes."""
    old = '[{"id": "local", "sha256": "%s", "tenant": "t", "sources": ["*"], "scopes": ["leads:write", "leads:read"]}]'
    ring = keyring(read_keys(old % hashlib.sha256(b"s").hexdigest().upper()))
    caller = ring.by_secret("s", NOW)
    assert caller == Caller("local", "t", ("*",), frozenset({"leads:write", "leads:read"}))
    assert ring.by_secret("S", NOW) is None


def test_a_key_without_roles_and_scopes_may_send() -> None:
    [key] = read_keys(file({"id": "a"}))
    assert key.credential().caller.scopes == {"leads:write"}
    [key] = read_keys(file({"id": "a", "roles": ["analyst"]}))
    assert key.credential().caller.scopes == {"leads:read"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a keys file"),
        ("{}", "not a keys file"),
        ("\ud800", "not a keys file"),
        ('[{"sha256": "00"}]', "missing required field `id`"),
        (file({"id": ""}), "not a keys file"),
        (file({"id": "a\nb"}), "not a keys file"),
        (file({"id": "a\n"}), "not a keys file"),
        (file({"id": "a", "surprise": 1}), "surprise"),
        (file({"id": "a", "sha256": "zz"}), "not 64 hex digits for key a"),
        (file({"id": "a", "sha256": "٣" * 64}), "not 64 hex digits for key a"),
        (file({"id": "a", "roles": ["root"]}), "key a: no such role: root"),
        (file({"id": "a", "scopes": ["everything"]}), "key a: no such scope: everything"),
        (file({"id": "a", "expires_at": "2026-01-01T00:00:00"}), "not a keys file"),
        (file({"id": "a", "expires_at": "soon"}), "not a keys file"),
    ],
)
def test_a_wrong_keys_file_is_refused_in_words(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as told:
        read_keys(text)
    assert digest_of("s") not in str(told.value)


def test_two_secrets_hold_while_one_follows_the_other() -> None:
    old, new = digest_of("old"), digest_of("new")
    ends = {"id": "a", "sha256": old, "expires_at": "2027-01-15T08:00:00Z"}
    ring = keyring(read_keys(json.dumps([ends, {"id": "a", "sha256": new}])))
    over = round(datetime(2027, 1, 15, 8, tzinfo=UTC).timestamp() * 1000)
    assert ring.by_secret("old", over - 1) == ring.by_secret("new", over - 1) is not None
    assert ring.by_secret("old", over) is None
    assert ring.by_secret("new", over) is not None


def test_a_client_whose_secrets_are_all_over_is_nobody() -> None:
    ring = Keyring([Credential(digest_of("s"), Caller("a"), NOW)])
    assert ring.by_name("a", NOW - 1)
    assert ring.by_name("a", NOW) is None
    assert ring.by_name("b", NOW - 1) is None


def test_the_file_stands_above_postgresql() -> None:
    kept = [Credential(digest_of(name), Caller(name)) for name in ("kept", "shared", "ended")]
    keys = read_keys(file({"id": "shared", "roles": ["analyst"]}, {"id": "ended", "revoked": True, "sha256": ""}))
    ring = keyring(keys, kept)
    assert ring.by_secret("kept", NOW) is not None
    assert ring.by_secret("shared", NOW) is None, "the file's client has the file's secret"
    assert ring.by_secret("s", NOW) == Caller("shared", scopes=frozenset({"leads:read"}))
    assert ring.by_secret("ended", NOW) is None
    assert ring.by_name("ended", NOW) is None, "nor do its tokens hold"


def test_a_secret_is_long_random_and_found_by_scanners() -> None:
    drawn = {new_secret() for _ in range(100)}
    assert len(drawn) == 100
    assert all(each.startswith(PREFIX) and len(each) == len(PREFIX) + 43 for each in drawn)


RING = Keyring([Credential(digest_of("s3cret"), Caller("crm", scopes=scopes_of(["sender", "analyst"])))])
SIGNING = read_signing_keys(json.dumps({"keys": [new_signing_key("k")]}))


def token(scope: str = "leads:write leads:read", sub: str = "crm", exp: int = 600, jti: str = "") -> str:
    now = NOW // 1000
    return SIGNING.sign(Claims(OURS.issuer, OURS.audience, sub, sub, scope, now, now + exp, jti))


def door(ring: Keyring = RING, now: int = NOW) -> Door:
    return Door(Held(ring, SIGNING), OURS, lambda: now)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "s3cret",
        "Bearer",
        "Bearer ",
        "Basic s3cret",
        "Bearer wrong",
        "Bearer s3cret x",
        "bearer\ts3cret",
        "Bearer a.b.c",
    ],
)
def test_whoever_is_not_known_is_nobody(header: str) -> None:
    assert door().caller(header) is None


@given(st.text())
def test_no_header_breaks_the_door(header: str) -> None:
    assert door().caller(header) is None
    assert door().caller(f"Bearer {header}") is None


def test_a_secret_or_a_token_made_of_it_leads_to_the_same_caller() -> None:
    here = door()
    assert here.caller("Bearer s3cret") == here.caller(f"bearer {token()}")


def test_a_token_may_do_what_both_it_and_its_client_may() -> None:
    here = door()
    assert here.caller(f"Bearer {token('leads:read')}") == Caller("crm", scopes=frozenset({"leads:read"}))
    caller = here.caller(f"Bearer {token('leads:write dead-letters:read')}")
    assert caller is not None
    assert caller.scopes == {"leads:write"}


def test_a_revoked_client_s_tokens_end_at_once_and_a_lesser_one_s_shrink() -> None:
    held = Held(RING, SIGNING)
    here, sent = Door(held, OURS, lambda: NOW), f"Bearer {token()}"
    assert here.caller(sent) is not None
    held.ring = Keyring([Credential(digest_of("s3cret"), Caller("crm", scopes=scopes_of(["analyst"])))])
    assert here.caller(sent) == Caller("crm", scopes=frozenset({"leads:read"}))
    held.ring = Keyring([])
    assert here.caller(sent) is None


def test_a_known_token_ends_in_its_time_and_with_its_key() -> None:
    clock = [NOW]
    held = Held(RING, SIGNING)
    here, sent = Door(held, OURS, lambda: clock[0]), f"Bearer {token(exp=60)}"
    assert here.caller(sent) is not None
    clock[0] += 200_000
    assert here.caller(sent) is None
    clock[0] = NOW
    held.signing = read_signing_keys(json.dumps({"keys": [new_signing_key("k")]}))
    assert here.caller(sent) is None
    held.signing = None
    assert here.caller(sent) is None


def test_known_tokens_have_a_bound() -> None:
    here = door()
    known = Claims(OURS.issuer, OURS.audience, "crm", "crm", "", NOW // 1000, NOW // 1000 + 60, "")
    for at in range(KNOWN_TOKENS + 2):
        here._known[str(at)] = (SIGNING, known, frozenset())
    assert here.caller(f"Bearer {token()}")
    assert len(here._known) <= KNOWN_TOKENS + 2


def test_the_copy_of_what_was_known_comes_back() -> None:
    """control:S22: it holds digests, and no secret."""
    kept = [Credential(digest_of("s3cret"), Caller("crm", "t", ("a", "b"), scopes_of(["admin"]), True), 5)]
    told = msgspec.json.encode(kept)
    assert msgspec.json.decode(told, type=list[Credential]) == kept
    assert b"s3cret" not in told


def test_a_key_is_shown_without_what_it_opens() -> None:
    assert ApiKey("a").credential().caller == Caller("a")

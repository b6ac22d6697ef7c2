"""control:S7 (RFC 8725): only what we signed, for us, in time, is a token; all else is nobody's, and no fault."""

import hashlib
import hmac
import itertools
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from leadcore.access.tokens import (
    ALGORITHM,
    LEEWAY_S,
    LONGEST_S,
    MAX_BYTES,
    Audience,
    Claims,
    SigningKeys,
    new_signing_key,
    read_signing_keys,
)

NOW = 1_800_000_000
OURS = Audience("https://leads.example", "leadstream")
FIRST, SECOND = new_signing_key("first"), new_signing_key("second")
KEYS = read_signing_keys(json.dumps({"keys": [FIRST]}))
CLAIMS = Claims("https://leads.example", "leadstream", "crm", "crm", "leads:write", NOW, NOW + 600, "j1", NOW)
TOKEN = KEYS.sign(CLAIMS)


def text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def signed(header: dict[str, Any], claims: bytes, key: dict[str, Any] = FIRST) -> str:
    """A token of any header and any claims, signed by a key of ours as it should be."""
    registry = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
    return jws.serialize_compact(header, claims, ECKey.import_key(key), [ALGORITHM], registry)


HEADER = {"alg": ALGORITHM, "typ": "at+jwt", "kid": "first"}
BODY = msgspec.json.encode(CLAIMS)


def changed(**changes: Any) -> bytes:
    told = {**msgspec.to_builtins(CLAIMS), **changes}
    return json.dumps({name: value for name, value in told.items() if value is not ...}).encode()


def test_a_token_comes_back() -> None:
    assert KEYS.read(TOKEN, OURS, NOW) == CLAIMS


def hs256_by_public_key() -> str:
    """The old confusion: a MAC whose secret is the public key, in the forms in which libraries took it."""
    head = text(json.dumps({**HEADER, "alg": "HS256"}).encode()) + "." + text(BODY)
    public = ECKey.import_key(FIRST).as_pem(private=False)
    return head + "." + text(hmac.digest(public, head.encode(), hashlib.sha256))


def rs256() -> str:
    return jws.serialize_compact({**HEADER, "alg": "RS256"}, BODY, RSAKey.generate_key(2048), ["RS256"])


UNSIGNED = text(json.dumps({**HEADER, "alg": "none"}).encode()) + "." + text(BODY)

HOSTILE: dict[str, Callable[[], str]] = {
    "none": lambda: UNSIGNED + ".",
    "none with a signature": lambda: UNSIGNED + "." + TOKEN.rpartition(".")[2],
    "None": lambda: text(json.dumps({**HEADER, "alg": "nOnE"}).encode()) + "." + text(BODY) + ".x",
    "HS256 made with the public key": hs256_by_public_key,
    "RS256": rs256,
    "another's key under our id": lambda: signed(HEADER, BODY, {**SECOND, "kid": "first"}),
    "an unknown key": lambda: signed({**HEADER, "kid": "second"}, BODY, SECOND),
    "no kid": lambda: signed({"alg": ALGORITHM, "typ": "at+jwt"}, BODY),
    "a kid that is no text": lambda: text(json.dumps({**HEADER, "kid": 1}).encode()) + "." + text(BODY) + ".eA",
    "a kid that is a path": lambda: signed({**HEADER, "kid": "../../dev/null"}, BODY),
    "a key in the header": lambda: signed({**HEADER, "jwk": ECKey.import_key(SECOND).as_dict(private=False)}, BODY),
    "jku": lambda: signed({**HEADER, "jku": "https://evil.example/keys"}, BODY),
    "x5u": lambda: signed({**HEADER, "x5u": "https://evil.example/cert"}, BODY),
    "an ID token": lambda: signed({**HEADER, "typ": "JWT"}, BODY),
    "no type": lambda: signed({"alg": ALGORITHM, "kid": "first"}, BODY),
    "another issuer": lambda: signed(HEADER, changed(iss="https://evil.example")),
    "another audience": lambda: signed(HEADER, changed(aud="billing")),
    "several audiences": lambda: signed(HEADER, changed(aud=["leadstream", "billing"])),
    "no audience": lambda: signed(HEADER, changed(aud=...)),
    "no exp": lambda: signed(HEADER, changed(exp=...)),
    "no iat": lambda: signed(HEADER, changed(iat=...)),
    "no subject": lambda: signed(HEADER, changed(sub=...)),
    "an empty subject": lambda: signed(HEADER, changed(sub="", client_id="")),
    "another subject than client": lambda: signed(HEADER, changed(client_id="other")),
    "exp more than a day ahead": lambda: signed(HEADER, changed(exp=NOW + LONGEST_S + 1)),
    "exp 10^12": lambda: signed(HEADER, changed(exp=10**12)),
    "exp as text": lambda: signed(HEADER, changed(exp=str(NOW + 600))),
    "exp as a fraction": lambda: signed(HEADER, changed(exp=NOW + 600.5)),
    "exp beyond all numbers": lambda: signed(HEADER, BODY.replace(b'"exp":1800000600', b'"exp":1e999')),
    "over": lambda: signed(HEADER, changed(exp=NOW - LEEWAY_S)),
    "not yet": lambda: signed(HEADER, changed(nbf=NOW + LEEWAY_S + 1)),
    "made in the future": lambda: signed(HEADER, changed(iat=NOW + LEEWAY_S + 1)),
    "a claim twice": lambda: signed(HEADER, BODY[:-1] + b',"sub":"crm"}'),
    "a header twice": lambda: (
        text(b'{"alg":"ES256","typ":"at+jwt","kid":"first","alg":"ES256"}') + TOKEN[TOKEN.index(".") :]
    ),
    "a surprise": lambda: signed(HEADER, changed(admin=True)),
    "claims that are no object": lambda: signed(HEADER, b"[]"),
    "claims that are no JSON": lambda: signed(HEADER, b"\xff"),
    "deep claims": lambda: signed(HEADER, b"[" * 800),
    "1 MB": lambda: signed(HEADER, changed(jti="x" * 1_000_000)[:100_000]) + "A" * 1_000_000,
    "a little too long": lambda: signed(HEADER, changed(jti="x" * MAX_BYTES)),
    "padding": lambda: TOKEN + "=",
    "white space": lambda: TOKEN + "\n",
    "standard base64": lambda: TOKEN.replace("-", "+").replace("_", "/") + "+",
    "five parts": lambda: TOKEN + ".x.y",
    "two parts": lambda: TOKEN.rpartition(".")[0],
    "empty": lambda: "",
    "dots": lambda: "..",
    "not ASCII": lambda: TOKEN[:-1] + "é",
    "a lone surrogate": lambda: TOKEN[:-1] + "\udcff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_token_of_ours_is_nobody_s(name: str) -> None:
    assert KEYS.read(HOSTILE[name](), OURS, NOW) is None


def test_clocks_may_differ_a_little() -> None:
    assert KEYS.read(TOKEN, OURS, CLAIMS.exp + LEEWAY_S - 1)
    assert KEYS.read(TOKEN, OURS, CLAIMS.exp + LEEWAY_S) is None
    assert KEYS.read(TOKEN, OURS, CLAIMS.iat - LEEWAY_S)
    assert KEYS.read(TOKEN, OURS, CLAIMS.iat - LEEWAY_S - 1) is None


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_a_token_with_one_other_character_is_none(at: int, other: str) -> None:
    mutant = TOKEN[:at] + other + TOKEN[at + 1 :]
    assert (KEYS.read(mutant, OURS, NOW) is not None) == (mutant == TOKEN)


def test_a_token_has_one_text() -> None:
    """The last character of a signature has bits that mean nothing: fifteen others would be the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [
        each
        for each in letters
        if urlsafe_b64decode(TOKEN[-86:-1] + each + "==") == urlsafe_b64decode(TOKEN[-86:] + "==")
    ]
    assert len(same) == 16
    assert [each for each in same if KEYS.read(TOKEN[:-1] + each, OURS, NOW)] == [TOKEN[-1]]


@given(st.data())
def test_a_token_that_was_cut_joined_or_flipped_is_none(data: st.DataObject) -> None:
    where = data.draw(st.integers(0, 2))
    parts = TOKEN.split(".")
    raw = bytearray(urlsafe_b64decode(parts[where] + "=="))
    for at in data.draw(st.sets(st.integers(0, len(raw) - 1), max_size=3)):
        raw[at] ^= data.draw(st.integers(1, 255))
    parts[where] = text(bytes(raw[: data.draw(st.integers(0, len(raw)))] + data.draw(st.binary(max_size=3))))
    mutant = ".".join(parts)
    assert (KEYS.read(mutant, OURS, NOW) is not None) == (mutant == TOKEN)


@given(st.text() | st.binary().map(lambda raw: ".".join([text(raw)] * 3)))
def test_no_text_breaks_the_reader(mess: str) -> None:
    assert KEYS.read(mess, OURS, NOW) is None


def test_a_key_is_announced_before_it_signs_and_accepted_after() -> None:
    """Rotation with overlap: nobody is turned away at any step."""
    sets = [[FIRST], [FIRST, SECOND], [SECOND, FIRST], [SECOND]]
    known = [read_signing_keys(json.dumps({"keys": each})) for each in sets]
    for before, after in itertools.pairwise(known):
        assert after.read(before.sign(CLAIMS), OURS, NOW) == CLAIMS
        assert before.read(after.sign(CLAIMS), OURS, NOW) == CLAIMS, "instances change one by one"
    assert known[3].read(known[0].sign(CLAIMS), OURS, NOW) is None, "a key that is gone is gone"


def test_what_is_published_signs_nothing() -> None:
    published = KEYS.published()
    assert all("d" not in key and key["kid"] and key["alg"] == ALGORITHM for key in published["keys"])
    public = read_signing_keys(json.dumps(published))
    assert public.read(TOKEN, OURS, NOW) == CLAIMS
    assert not public.signs
    with pytest.raises(ValueError, match="no private key"):
        public.sign(CLAIMS)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("", "not a JSON Web Key Set"),
        ("[]", "not a JSON Web Key Set"),
        ('{"keys": {}}', None),
        ('{"keys": 1}', "not a JSON Web Key Set"),
        ('{"keys": [1]}', "keys[0] is no P-256 key"),
        (json.dumps({"keys": [{**FIRST, "crv": "P-384"}]}), "keys[0] is no P-256 key"),
        (json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "x"}]}), "keys[0] is no P-256 key"),
        (json.dumps({"keys": [FIRST, {**SECOND, "kid": ""}]}), "keys[1] has no kid"),
        (json.dumps({"keys": [{**FIRST, "alg": "HS256"}]}), "keys[0] is not for ES256"),
        (json.dumps({"keys": [{**FIRST, "x": "AAAA"}]}), "keys[0] cannot be read"),
        (json.dumps({"keys": [{**FIRST, "x": 1}]}), "keys[0] cannot be read"),
        (json.dumps({"keys": [FIRST, {**SECOND, "kid": "first"}]}), "two keys have one kid"),
    ],
)
def test_wrong_signing_keys_are_refused_in_words_without_a_value(keys: str, reason: str | None) -> None:
    if reason is None:
        assert isinstance(read_signing_keys(keys), SigningKeys)
        return
    with pytest.raises(ValueError, match=reason.replace("[", r"\[").replace("]", r"\]")) as told:
        read_signing_keys(keys)
    assert str(FIRST["d"]) not in str(told.value)

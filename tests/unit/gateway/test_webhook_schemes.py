"""I2, control:S1 to S5 and finding 6 of reliability §0: what is signed is taken, anything else is one and the same
401."""

import base64
import hashlib
import hmac
import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from gateway.domain.webhooks import RULES, Authentic, Judged, Post, Refused
from gateway.domain.webhooks.keyring import read as read_keyring
from hypothesis import given
from hypothesis import strategies as st
from leadcore.workspace import Scheme, Source, Webhook
from standardwebhooks import Webhook as Reference

NOW_S = 1_777_885_964
NOW = NOW_S * 1000
BODY = b'{"email":"ada@northwind.example","full_name":"Ada"}'
URL = "https://leads.vendor.example/v1/webhooks/crm?tag=a%40b"
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
OTHER = "whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA"
PLAIN, PLAIN_OTHER = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
EC = ec.generate_private_key(ec.SECP256R1())
EC_OTHER = ec.generate_private_key(ec.SECP256R1())


def mac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def public(key: ec.EllipticCurvePrivateKey) -> str:
    return b64(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def standard(secret: str, at: int, body: bytes) -> dict[str, str]:
    signature = Reference(secret).sign("msg_1", datetime.fromtimestamp(at, UTC), body.decode())
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}


def stamped(header: str) -> Callable[[str, int, bytes], dict[str, str]]:
    return lambda secret, at, body: {header: f"t={at},v1={mac(secret, b'%d.' % at + body).hex()}"}


def hubspot(secret: str, at: int, body: bytes) -> dict[str, str]:
    url = URL.replace("%40", "@")
    signed = mac(secret, b"POST" + url.encode() + body + str(at * 1000).encode())
    return {"X-HubSpot-Signature-v3": b64(signed), "X-HubSpot-Request-Timestamp": str(at * 1000)}


def slack(secret: str, at: int, body: bytes) -> dict[str, str]:
    signature = "v0=" + mac(secret, b"v0:%d:" % at + body).hex()
    return {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": str(at)}


def sendgrid(secret: str, at: int, body: bytes) -> dict[str, str]:
    key = EC if secret == public(EC) else EC_OTHER
    signature = key.sign(str(at).encode() + body, ec.ECDSA(SHA256()))
    name = "X-Twilio-Email-Event-Webhook"
    return {f"{name}-Signature": b64(signature), f"{name}-Timestamp": str(at)}


def own(secret: str, at: int, body: bytes) -> dict[str, str]:
    return {"X-Id": "m-1", "X-Time": str(at), "X-Sign": "sha256=" + mac(secret, b"m-1.%d." % at + body).hex()}


@dataclass(frozen=True)
class Case:
    """A scheme, its signer, two secrets, and where the time stands, if one is signed."""

    scheme: Scheme
    sign: Callable[[str, int, bytes], dict[str, str]]
    secrets: tuple[str, str] = (PLAIN, PLAIN_OTHER)
    timed: str = ""
    rules: dict[str, str] = field(default_factory=dict)
    event_id: str = ""

    @property
    def webhook(self) -> Webhook:
        return Webhook(scheme=self.scheme, **self.rules)  # type: ignore[arg-type]


CASES = {
    each.scheme: each
    for each in (
        Case("standard", standard, (SECRET, OTHER), "webhook-timestamp", event_id="msg_1"),
        Case("stripe", stamped("Stripe-Signature"), timed="Stripe-Signature"),
        Case("calendly", stamped("Calendly-Webhook-Signature"), timed="Calendly-Webhook-Signature"),
        Case("hubspot", hubspot, timed="X-HubSpot-Request-Timestamp"),
        Case("slack", slack, timed="X-Slack-Request-Timestamp"),
        Case("sendgrid", sendgrid, (public(EC), public(EC_OTHER)), "X-Twilio-Email-Event-Webhook-Timestamp"),
        Case(
            "hmac",
            own,
            timed="X-Time",
            rules={"header": "X-Sign", "prefix": "sha256=", "timestamp_header": "X-Time", "id_header": "X-Id"},
            event_id="m-1",
        ),
        Case("typeform", lambda secret, _at, body: {"Typeform-Signature": "sha256=" + b64(mac(secret, body))}),
        Case("facebook", lambda secret, _at, body: {"X-Hub-Signature-256": "sha256=" + mac(secret, body).hex()}),
        Case("linkedin", lambda secret, _at, body: {"X-LI-Signature": mac(secret, b"hmacsha256=" + body).hex()}),
        Case("token", lambda secret, _at, _body: {"X-Webhook-Token": secret}),
        Case("google", lambda _secret, _at, _body: {}),
    )
}
SIGNED = [name for name in CASES if name not in ("token", "google")]
TIMED = [name for name, case in CASES.items() if case.timed]


def post(headers: Mapping[str, str], body: bytes = BODY, url: str = URL) -> Post:
    return Post("POST", url, {name.lower(): [value] for name, value in headers.items()}, body)


def judged(case: Case, sent: Post, *secrets: str, now: int = NOW) -> Judged:
    rules = RULES[case.scheme]
    return rules.judge(sent, [rules.key_of(each) for each in secrets or case.secrets[:1]], case.webhook, now)


def body_for(case: Case, secret: str) -> bytes:
    return json.dumps({"lead_id": "l", "google_key": secret}).encode() if case.scheme == "google" else BODY


def signed(case: Case, secret: str, at: int = NOW_S) -> Post:
    body = body_for(case, secret)
    return post(case.sign(secret, at, body), body)


def test_every_scheme_with_secrets_is_tried() -> None:
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("name", CASES)
def test_what_is_signed_is_taken(name: Scheme) -> None:
    case = CASES[name]
    assert judged(case, signed(case, case.secrets[0])) == Authentic(case.event_id)


@pytest.mark.parametrize("name", CASES)
def test_either_of_two_secrets_will_do_and_the_old_one_alone_will_not(name: Scheme) -> None:
    """control:S4"""
    case = CASES[name]
    new, old = case.secrets
    assert isinstance(judged(case, signed(case, old), new, old), Authentic)
    assert judged(case, signed(case, old), new) == Refused("signature")


@pytest.mark.parametrize("name", SIGNED)
def test_another_body_is_refused(name: Scheme) -> None:
    case = CASES[name]
    sent = signed(case, case.secrets[0])
    changed = Post(sent.method, sent.url, sent.headers, json.dumps(json.loads(BODY)).encode())
    assert changed.body != sent.body
    assert judged(case, changed) == Refused("signature")


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize(("off", "taken"), [(-301, False), (-299, True), (0, True), (299, True), (301, False)])
def test_the_window_has_two_sides(name: Scheme, off: int, taken: bool) -> None:
    """control:S2"""
    case = CASES[name]
    found = judged(case, signed(case, case.secrets[0], NOW_S + off))
    assert found == (Authentic(case.event_id) if taken else Refused("timestamp"))


def test_a_window_of_ones_own() -> None:
    case = CASES["stripe"]
    key = RULES["stripe"].key_of(PLAIN)
    found = RULES["stripe"].judge(
        signed(case, PLAIN, NOW_S - 5), [key], Webhook(scheme="stripe", tolerance_seconds=2), NOW
    )
    assert found == Refused("timestamp")


ODD_TIMES = [
    "+{}",
    "-{}",
    " {}",
    "{} ",
    "{}.9",
    "{}e0",
    "1_777_885_964",
    "０{}",
    "٣{}",
    "",
    "0x69f8",
    "nan",
    "{}" + "0" * 12,
]


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize("odd", ODD_TIMES)
def test_a_time_is_digits_and_nothing_else(name: Scheme, odd: str) -> None:
    """Signed by the right key, so that the time alone is what is wrong."""
    case = CASES[name]
    if name == "standard":
        text = odd.format(NOW_S)
        content = b"msg_1." + text.encode() + b"." + BODY
        value = b64(hmac.new(base64.b64decode(SECRET[6:]), content, hashlib.sha256).digest())
        headers = {"webhook-id": "msg_1", "webhook-timestamp": text, "webhook-signature": f"v1,{value}"}
    else:
        headers = {
            header: value.replace(str(NOW_S), odd.format(NOW_S))
            for header, value in _signed_over(case, odd.format(NOW_S)).items()
        }
    assert isinstance(judged(case, post(headers)), Refused)


def _signed_over(case: Case, text: str) -> dict[str, str]:
    """Headers whose signature covers the time as `text`."""
    said = text.encode()
    plain = {
        "stripe": lambda: {"Stripe-Signature": f"t={text},v1={mac(PLAIN, said + b'.' + BODY).hex()}"},
        "calendly": lambda: {"Calendly-Webhook-Signature": f"t={text},v1={mac(PLAIN, said + b'.' + BODY).hex()}"},
        "hubspot": lambda: {
            "X-HubSpot-Signature-v3": b64(mac(PLAIN, b"POST" + URL.replace("%40", "@").encode() + BODY + said)),
            "X-HubSpot-Request-Timestamp": text,
        },
        "slack": lambda: {
            "X-Slack-Signature": "v0=" + mac(PLAIN, b"v0:" + said + b":" + BODY).hex(),
            "X-Slack-Request-Timestamp": text,
        },
        "sendgrid": lambda: {
            "X-Twilio-Email-Event-Webhook-Signature": b64(EC.sign(said + BODY, ec.ECDSA(SHA256()))),
            "X-Twilio-Email-Event-Webhook-Timestamp": text,
        },
        "hmac": lambda: {
            "X-Id": "m-1",
            "X-Time": text,
            "X-Sign": "sha256=" + mac(PLAIN, b"m-1." + said + b"." + BODY).hex(),
        },
    }
    return plain[case.scheme]()


GOOD = standard(SECRET, NOW_S, BODY)["webhook-signature"]
VALUE = GOOD.partition(",")[2]
MALFORMED = {
    "empty": "",
    "no comma": "v1" + VALUE,
    "two commas": f"v1,{VALUE},x",
    "empty value": "v1,",
    "bad base64": "v1,not*base64!",
    "cut base64": GOOD[:-3],
    "doubled space alone": "  ",
    "an unknown version alone": f"v2,{VALUE}",
    "upper-case version": f"V1,{VALUE}",
    "non-ASCII": f"v1,{VALUE[:-1]}ё",
    "a surrogate": f"v1,{VALUE[:-1]}\udc80",
    "one thousand": " ".join([f"v1,{b64(bytes(32))}"] * 1_000),
    "the right one and one thousand": " ".join([GOOD] + [f"v1,{b64(bytes(32))}"] * 1_000),
    "one thousand and the right one": " ".join([f"v1,{b64(bytes(32))}"] * 1_000 + [GOOD]),
    "a line break": GOOD + "\n",
    "url-safe": GOOD.replace("+", "-").replace("/", "_") + "-",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_signature_is_refused(name: str) -> None:
    headers = {**standard(SECRET, NOW_S, BODY), "webhook-signature": MALFORMED[name]}
    assert judged(CASES["standard"], post(headers)) == Refused("signature")


@pytest.mark.parametrize("text", [f"v2,abc {GOOD}", f"{GOOD} v1,{b64(bytes(32))}", f"v1a,{VALUE}  {GOOD}"])
def test_one_right_signature_of_several_will_do(text: str) -> None:
    headers = {**standard(SECRET, NOW_S, BODY), "webhook-signature": text}
    assert judged(CASES["standard"], post(headers)) == Authentic("msg_1")


@pytest.mark.parametrize("name", ["msg.1", "", "x" * 201, "a b"])
def test_an_id_that_could_mean_two_things_is_refused(name: str) -> None:
    value = hmac.new(base64.b64decode(SECRET[6:]), f"{name}.{NOW_S}.".encode() + BODY, hashlib.sha256).digest()
    headers = {"webhook-id": name, "webhook-timestamp": str(NOW_S), "webhook-signature": f"v1,{b64(value)}"}
    assert judged(CASES["standard"], post(headers)) == Refused("signature")


def test_the_vector_of_the_contract() -> None:
    body = b'{"type":"lead.scored","timestamp":"2026-05-04T09:12:44.120Z","data":{"lead_id":"lead-0001","score":87}}'
    headers = {
        "webhook-id": "msg_0001",
        "webhook-timestamp": "1777885964",
        "webhook-signature": "v1,RtEZWBItvF3IqTBe2Aw+9x844krHf8w/4gdRkJp6VZ4=",
    }
    assert judged(CASES["standard"], post(headers, body)) == Authentic("msg_0001")


def test_a_public_key_signs_too() -> None:
    private = Ed25519PrivateKey.generate()
    known = "whpk_" + b64(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
    content = f"msg_1.{NOW_S}.".encode() + BODY
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(NOW_S)}
    right = {**headers, "webhook-signature": f"v1a,{b64(private.sign(content))}"}
    wrong = {**headers, "webhook-signature": f"v1a,{b64(private.sign(content + b' '))}"}
    assert judged(CASES["standard"], post(right), known) == Authentic("msg_1")
    assert judged(CASES["standard"], post(wrong), known) == Refused("signature")


def test_a_header_that_comes_twice_is_none() -> None:
    headers = {name.lower(): [value] for name, value in standard(SECRET, NOW_S, BODY).items()}
    twice = {**headers, "webhook-signature": [GOOD, GOOD]}
    assert judged(CASES["standard"], Post("POST", URL, twice, BODY)) == Refused("signature")


def test_stripe_signs_one_time_and_may_sign_twice() -> None:
    case, at = CASES["stripe"], NOW_S
    good = mac(PLAIN, b"%d." % at + BODY).hex()
    takes = [f"t={at},v1={'0' * 64},v1={good}", f"t={at},v1={good},v0=x", f"t={at}, v1={good.upper()}"]
    refuses = [
        f"t={at},t={at},v1={good}",
        f"v1={good}",
        f"t={at},v1={good[:-1]}",
        f"t={at},v0={good}",
        f"t={at};v1={good}",
    ]
    assert all(isinstance(judged(case, post({"Stripe-Signature": text})), Authentic) for text in takes)
    assert all(judged(case, post({"Stripe-Signature": text})) == Refused("signature") for text in refuses)


def test_hubspot_signs_the_address_as_it_knows_it() -> None:
    case = CASES["hubspot"]
    headers = hubspot(PLAIN, NOW_S, BODY)
    assert isinstance(judged(case, post(headers, url=URL)), Authentic)
    assert judged(case, post(headers, url=URL.replace("https", "http"))) == Refused("signature")


def test_linkedin_may_say_how_it_signs() -> None:
    value = mac(PLAIN, b"hmacsha256=" + BODY).hex()
    assert isinstance(judged(CASES["linkedin"], post({"X-LI-Signature": f"hmacsha256={value}"})), Authentic)


def test_a_token_may_stand_in_the_address_or_the_form() -> None:
    case = CASES["token"]
    form = Post(
        "POST", URL, {"content-type": ["application/x-www-form-urlencoded"]}, f"a=1&form_token={PLAIN}".encode()
    )
    twice = Post("POST", URL, form.headers, form.body + f"&form_token={PLAIN}".encode())
    assert isinstance(judged(case, Post("POST", URL, {}, BODY, {"token": PLAIN})), Authentic)
    assert isinstance(judged(case, form), Authentic)
    assert judged(case, twice) == Refused("signature")
    assert judged(case, Post("POST", URL, {}, form.body)) == Refused("signature")
    assert judged(case, post({"X-Webhook-Token": ""})) == Refused("signature")


@pytest.mark.parametrize("name", ["google"])
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"google_key": 1}', b'{"google_key": null}', b"\xff", b"[" * 9_999]
)
def test_a_body_that_names_no_key_is_refused(name: Scheme, body: bytes) -> None:
    assert judged(CASES[name], post({}, body)) == Refused("signature")


HEADERS = sorted({header for case in CASES.values() for header in case.sign(case.secrets[0], NOW_S, BODY)})
PIECES = st.sampled_from(
    ["v1,", "v1a,", "v0=", "t=", "sha256=", ",", " ", "=", str(NOW_S), b64(bytes(32)), "0" * 64, "é"]
)
VALUES = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=12).map("".join),
    st.text(string.printable, max_size=100),
    st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
)


@given(
    headers=st.dictionaries(st.sampled_from(HEADERS), st.lists(VALUES, max_size=3)),
    body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
    url=st.text(max_size=60),
)
def test_nothing_that_can_be_written_is_taken_or_raises(headers: dict[str, list[str]], body: bytes, url: str) -> None:
    """Finding 6: the reference verifiers raise errors of their parsers' own; here all of it is one refusal."""
    sent = Post("POST", url, {name.lower(): values for name, values in headers.items()}, body, {"token": url})
    for case in CASES.values():
        assert isinstance(judged(case, sent), Refused)


@given(
    at=st.integers(NOW_S - 290, NOW_S + 290), body=st.text(max_size=300), name=st.text(string.ascii_letters, min_size=1)
)
def test_the_reference_library_and_we_agree(at: int, body: str, name: str) -> None:
    signature = Reference(SECRET).sign(name, datetime.fromtimestamp(at, UTC), body)
    headers = {"webhook-id": name, "webhook-timestamp": str(at), "webhook-signature": signature}
    assert judged(CASES["standard"], post(headers, body.encode("utf-8", "surrogatepass"))) == Authentic(name)


SOURCES = {
    "shop": Source(ways=("webhook",)),
    "pay": Source(ways=("webhook",), webhook=Webhook(scheme="stripe")),
    "mail": Source(ways=("webhook",), webhook=Webhook(scheme="sendgrid")),
    "aws": Source(ways=("webhook",), webhook=Webhook(scheme="sns", topics=("arn:aws:sns:eu-west-1:123456789012:t",))),
    "api": Source(ways=("http",)),
}
WRONG = {
    "no JSON": ("nonsense", "not of the form"),
    "of another form": ('{"shop": 5}', "not of the form"),
    "an unknown key": ('{"shop": {"secrets": [], "x": 1}}', "not of the form"),
    "no such source": (f'{{"shoop": ["{SECRET}"]}}', "shoop: no such source"),
    "not by webhook": (f'{{"api": ["{SECRET}"]}}', "api: no such source that takes webhooks"),
    "none": ('{"shop": []}', "shop: one secret, or two"),
    "three": (f'{{"shop": ["{SECRET}", "{SECRET}", "{SECRET}"]}}', "shop: one secret, or two"),
    "too short": ('{"shop": ["whsec_AAECAwQFBgcICQoLDA0ODxA="]}', "shop: secret 1: not of 24 to 64 bytes"),
    "no base64": ('{"shop": ["whsec_***"]}', "shop: secret 1: not base64"),
    "too short a text": ('{"pay": ["whsec_short"]}', "pay: secret 1: shorter than 24 bytes"),
    "a line break": ('{"pay": ["0123456789abcdef0123456789\\n"]}', "pay: secret 1: not printable ASCII"),
    "no public key": (f'{{"mail": ["{b64(bytes(91))}"]}}', "mail: secret 1: not the base64"),
    "no secrets at all": ('{"aws": ["0123456789abcdef0123456789"]}', "aws: the scheme sns has no secrets"),
    "no time": (f'{{"shop": [{{"secret": "{SECRET}", "until": "soon"}}]}}', "shop: secret 1: until is no time"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_secret_is_refused_at_the_start_and_not_repeated(name: str) -> None:
    text, reason = WRONG[name]
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")) as raised:
        read_keyring(text, SOURCES)
    assert not any(secret in str(raised.value) for secret in (SECRET, "whsec_short", "0123456789abcdef"))


def test_an_old_secret_ends_by_itself() -> None:
    """control:S4"""
    until = datetime.fromtimestamp(NOW_S, UTC).isoformat()
    ring = read_keyring(json.dumps({"shop": [SECRET, {"secret": OTHER, "until": until}]}), SOURCES)
    assert len(ring.keys("shop", NOW - 1)) == 2
    assert len(ring.keys("shop", NOW)) == 1
    assert ring.keys("nobody", NOW) == ()

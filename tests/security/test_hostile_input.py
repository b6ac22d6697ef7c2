"""
reliability §3.1: the corpus of bad input, case by case against a gateway of its own, over its socket.

The global rule holds for every case: no 5xx (none is documented for any of them), no second of the gateway's own time,
no stack trace, nothing personal in an answer or a line of the log (control:S23), each line of the log one JSON document
of at most 16 KB (control:S30), headers of security on every answer (control:S13).
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest
from gateway.domain import forms
from lab.hostile.corpus import Case, Secrets, read
from lab.hostile.doors import API_KEY, FORM_KEY, ROOT, WEBHOOK_KEY, Door, gateway, webhook_secret
from lab.hostile.ends import Reading
from lab.hostile.wire import Answer, said
from leadcore.clock import system_clock
from leadcore.workspace import load

CASES = read(Path(__file__).parent / "corpus")
WAITING = [case for case in CASES if case.within_s > 1]
"""Those that are answered only once it is clear that nothing more comes."""
CANARY = "zqcanary"
pytestmark = pytest.mark.slow
BUSY_S = 15.0
"""What a busy machine may add to an answer; what it costs the gateway is counted in its own time."""
MOST_OF_A_LINE = 16 * 1024
WORKSPACE = ROOT / "workspace"
CONTACT = load(WORKSPACE).forms["contact"]
LINES = {"Framing", "Encoding", "JSON", "Forms", "Identity", "Content attacks stored for later", "Signatures"}
"""Of reliability §3.1; each has its file."""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(WORKSPACE)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with gateway(tmp_path_factory.mktemp("gateway")) as found:
        yield found


def secrets() -> Secrets:
    def stamp() -> str:
        made_at = system_clock() - 60_000
        return forms.stamped(FORM_KEY, "contact", CONTACT, made_at, bytes(forms.NONCE_BYTES))

    return Secrets(API_KEY, WEBHOOK_KEY, stamp, lambda: system_clock() // 1000)


def test_every_line_of_the_reference_has_its_cases() -> None:
    assert {case.line for case in CASES} == LINES
    assert len(CASES) > 250


@pytest.mark.parametrize(
    "case", [case for case in CASES if case not in WAITING], ids=lambda case: f"{case.entry}: {case.name}"
)
async def test_a_hostile_sender_is_answered_as_the_corpus_says(door: Door, reading: Reading, case: Case) -> None:
    process = psutil.Process(door.process.pid)
    before = process.cpu_times()
    answered_as_it_says(door, case)
    after = process.cpu_times()
    assert after.user + after.system - before.user - before.system <= 1.0
    kept = door.broker.new()
    assert len(kept) == case.kept
    if case.end:
        end = await reading.end_of(kept[0])
        assert case.end == {name: end.get(name) for name in case.end}, end


def test_who_does_not_go_on_is_told_in_time_and_keeps_nobody_waiting(door: Door) -> None:
    with ThreadPoolExecutor(len(WAITING)) as pool:
        waiting = [pool.submit(answered_as_it_says, door, case) for case in WAITING]
        good = next(case for case in CASES if case.name == "a good one")
        answered_as_it_says(door, good)
        assert not any(each.done() for each in waiting), "they are not waited for"
        for each in waiting:
            each.result()
    assert len(door.broker.new()) == 1


def answered_as_it_says(door: Door, case: Case) -> None:
    found = said(door.address, case.request(secrets()), len(case.statuses), case.within_s + BUSY_S)
    assert [each.status for each in found.answers] == list(case.statuses), found.raw[:500]
    assert found.rest == b""
    for each in found.answers:
        as_it_must_be(each)
    last = found.answers[-1]
    if code := case.told("code"):
        assert json.loads(last.body)["type"].endswith(f"/{code}")
    assert case.told("says") in last.body.decode()


def as_it_must_be(answer: Answer) -> None:
    if answer.status == 100:
        return
    assert answer.status < 500
    assert answer.headers["server"] == "leadstream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]
    told = answer.body.decode()
    assert "Traceback" not in told
    assert 'File "' not in told
    if answer.headers.get("content-type", "").startswith("text/html"):
        return  # a person sees again what they typed, in a page that runs no script
    assert CANARY not in told.lower() + repr(answer.headers).lower()
    if answer.status >= 400:
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_nothing_of_it_stands_in_the_log(door: Door) -> None:
    """control:S23, control:S30. After all of the corpus, in whatever order."""
    lines = door.log().splitlines()
    assert lines
    for line in lines:
        assert isinstance(json.loads(line), dict), line[:500]
        assert len(line.encode(errors="surrogateescape")) <= MOST_OF_A_LINE
        assert json.loads(line)["severity"] == "INFO", line
    assert CANARY not in door.log().lower()
    assert "Traceback" not in door.log()


def test_nothing_of_it_stands_in_the_metrics(door: Door) -> None:
    """control:S23: neither who was named nor what was asked for is a label."""
    assert CANARY not in door.exposition().lower()


def test_nothing_that_is_secret_stands_in_either(door: Door) -> None:
    """control:S22: keys and secrets of its settings, as they are and as they are kept."""
    told = door.log() + door.exposition()
    kept = [secret for name, secret in door.process.command.env.items() if name.endswith(("_SECRET", "_SECRETS"))]
    assert kept
    for secret in (API_KEY, webhook_secret(), WEBHOOK_KEY.decode(), *kept):
        assert secret not in told


def test_what_only_we_may_say_is_not_taken_from_outside(door: Door) -> None:
    """control:S17: neither whom a request is from nor which trace it is of is believed, and no baggage is carried."""
    spoofed = {
        "X-Forwarded-For": f"{CANARY}.example",
        "Forwarded": f"for={CANARY}",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "tracestate": f"vendor={CANARY}",
        "baggage": f"person={CANARY}",
        "lead-tenant": CANARY,
    }
    door.broker.new()
    answer = httpx.post(
        f"{door.url}/v1/leads?source=web-form",
        json={"email": "spoofed@northwind.example"},
        headers={"Authorization": f"Bearer {API_KEY}", **spoofed},
        timeout=BUSY_S,
        trust_env=False,
    )
    assert answer.status_code == 202
    (kept,) = door.broker.new()
    assert CANARY not in repr(kept)
    assert "0af7651916cd43dd8448eb211c80319c" not in repr(kept)
    assert CANARY not in repr(answer.headers)

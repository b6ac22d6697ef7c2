"""P1, P2, P3, P5, P6, R4: leads enter through HTTP and Kafka and come out owned, explained, once each."""

import asyncio
import json
import os
import secrets
import signal
import struct
import time
from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest
from confluent_kafka import Producer
from lab.generator import generate
from lab.spine import Spine
from leadcore.codec import Codec
from leadcore.contracts import Submission
from leadcore.contracts.schemas import CURRENT
from leadcore.testing import patience
from leadcore.testing.builders import a_lead

pytestmark = pytest.mark.slow

until = partial(patience.until, deadline_s=120.0)


def test_http_and_kafka_end_as_the_generator_says(spine: Spine, tmp_path: Path) -> None:
    before = spine.settled(0)["total"]
    leads = list(generate(600, 4242))
    http = [lead for lead in leads if lead.source != "upstream"]
    kafka = [lead for lead in leads if lead.source == "upstream"]
    (tmp_path / "http.jsonl").write_bytes(b"\n".join(lead.body for lead in http))
    (tmp_path / "kafka.jsonl").write_bytes(b"\n".join(lead.body for lead in kafka))
    sent = spine.json("send", str(tmp_path / "http.jsonl"), "--source", "web-form", check=False)
    spine.json("send", "--kafka", str(tmp_path / "kafka.jsonl"))
    ledger = spine.settled(before["accepted"] + sent["accepted"] + len(kafka))["total"]
    gained = {name: ledger[name] - before[name] for name in ledger}
    expected = Counter(lead.outcome for lead in leads)
    refused = sum(lead.outcome == "rejected" for lead in http)
    # A form must have one of three things, a partner one of two: all of it went through the form.
    assert sent["refused"] <= refused
    assert gained["routed"] == expected["routed"]
    assert gained["duplicate"] == expected["duplicate"]
    assert gained["rejected"] == expected["rejected"] - sent["refused"]
    assert gained["dead"] == gained["unaccounted"] == gained["in_flight"] == 0


def test_destinations_agree_with_the_ledger(spine: Spine) -> None:
    ledger = spine.settled(1)["total"]
    assert spine.console("/v1/leads", limit="1", count="true")["total"] == ledger["routed"]
    counts = spine.hubspot(ledger["routed"])
    assert counts["records"]["contacts"] == ledger["routed"]
    assert counts["lead_ids"]["max_creates"] == 1
    assert counts["version_regressions"] == 0


def test_a_lead_by_curl_is_owned_explained_and_delivered(spine: Spine) -> None:
    lead = {
        "email": "Grace.Curl@Curlwind-Labs.example",
        "full_name": "Grace Curl",
        "title": "VP Engineering",
        "country": "United Kingdom",
        "phone": "020 7946 0958",
    }
    before = spine.settled(0)["total"]["accepted"]
    headers = {"Authorization": f"Bearer {spine.status['api_key']}"}
    answer = httpx.post(f"{spine.status['gateway']}/v1/leads", json=lead, headers=headers, timeout=60, trust_env=False)
    assert answer.status_code == 202
    spine.settled(before + 1)
    _until_delivered(spine, answer.json()["submission_id"])
    passport = spine.json("why", "grace.curl@curlwind-labs.example")
    assert passport["lead_id"] == answer.json()["submission_id"]
    assert passport["lead"]["phone"] == "+442079460958"
    assert passport["lead"]["country"] == "GB"
    assert passport["lead"]["title_level"] == "vp"
    units = [decision["unit"] for decision in passport["decisions"]]
    wanted = ["ingest.normalise", "ingest.admit", "enricher", "scorer", "router"]
    assert [unit for unit in dict.fromkeys(units) if unit in wanted] == wanted
    assert {"crm-sync.postgres", "crm-sync.hubspot"} <= set(units)
    assert passport["routing"]["owner"]
    assert any(decision["duration_ms"] > 0 for decision in passport["decisions"])
    assert "grace" in spine.run("why", passport["lead_id"]).stdout.lower()


def _until_delivered(spine: Spine, lead_id: str) -> None:
    """Destinations answer in their own time, and their receipts come back through Kafka."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        receipts = spine.console(f"/v1/leads/{lead_id}/passport")["receipts"]
        if {receipt["destination"] for receipt in receipts} >= {"postgres", "hubspot"}:
            return
        time.sleep(0.2)
    raise AssertionError("no receipts of both destinations in time")


def test_the_same_event_five_times_is_one_lead(spine: Spine, tmp_path: Path) -> None:
    before = spine.settled(0)["total"]
    lead = {"event_id": "five-times", "email": "five.times@curlwind-labs.example"}
    (tmp_path / "five.jsonl").write_text("\n".join([json.dumps(lead)] * 5))
    spine.json("send", str(tmp_path / "five.jsonl"))
    after = spine.settled(before["accepted"] + 5)["total"]
    assert (after["routed"] - before["routed"], after["duplicate"] - before["duplicate"]) == (1, 4)


def _framed(body: bytes, schema_id: int) -> bytes:
    return struct.pack(">bI", 0, schema_id) + body


def _submission(submission_id: str) -> bytes:
    made = Submission(
        submission_id=submission_id, tenant="main", source="proof", accepted_at=1, payload=b'{"email": "a@b.example"}'
    )
    return Codec().encode(made).value


GOOD = _submission("corpus")
DEADLY: dict[str, bytes | None] = {
    "empty": b"",
    "tombstone": None,
    "not JSON": b"hello?",
    "someone's test message": b"test",
    "a number": b"42",
    "lone surrogate": b'{"full_name": "\\ud800", "email": "a@b.example"}',
    "NUL": b'{"email": "a\\u0000@b.example"}',
    "NaN": b'{"email": "a@b.example", "attributes": {"x": NaN}}',
    "100,000 deep": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "wrong magic byte": b"\x01" + GOOD[1:],
    "schema id 0": _framed(GOOD[5:], 0),
    "unknown schema id": _framed(GOOD[5:], 7),
    "id of another record": Codec().encode(a_lead()).value,
    "header left on": _framed(GOOD, CURRENT["Submission"]),
    "truncated": GOOD[:-3],
    "trailing byte": _submission("corpus-trailing") + b"\x00",
    "string length 2^40": _framed(b"\x80\x80\x80\x80\x80\x40", CURRENT["Submission"]),
    "overlong varint": _framed(b"\xff" * 20, CURRENT["Submission"]),
}


def test_bad_records_on_kafka_are_dead_letters_and_harm_nobody(spine: Spine, tmp_path: Path) -> None:
    """Exactly as many dead letters as were bad, each with a typed failure; the good ones between them are routed."""
    before = spine.settled(0)["total"]
    letters = asyncio.run(_error_codes(spine.status["postgres"]))
    good = [{"event_id": f"corpus-{n}", "email": f"corpus{n}@curlwind-labs.example"} for n in range(len(DEADLY))]
    producer = Producer({"bootstrap.servers": spine.status["kafka"], "partitioner": "murmur2_random"})
    for value, lead in zip(DEADLY.values(), good, strict=True):
        producer.produce(
            "leads.raw", value, headers=[("lead-source", b"proof"), ("traceparent", b"ff-zz"), ("x", None)]
        )
        producer.produce("leads.raw", json.dumps(lead).encode(), headers=[("lead-source", b"proof")])
    assert producer.flush(60) == 0
    after = spine.settled(before["accepted"] + 2 * len(DEADLY))["total"]
    assert after["dead"] - before["dead"] == len(DEADLY)
    assert after["routed"] - before["routed"] == len(good)
    codes = asyncio.run(_error_codes(spine.status["postgres"])) - letters
    assert codes.total() == len(DEADLY)
    assert set(codes) <= {"undecodable", "too-large"}


async def _error_codes(dsn: str) -> Counter[str]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("select code, count(*) as number from pipeline.pipeline_errors group by code")
        return Counter({row["code"]: row["number"] for row in rows})
    finally:
        await connection.close()


def test_operations_say_how_a_submission_ended(spine: Spine) -> None:
    headers = {"Authorization": f"Bearer {spine.status['api_key']}"}
    body = {"email": "operation@curlwind-labs.example"}
    before = spine.settled(0)["total"]["accepted"]
    answer = httpx.post(
        f"{spine.status['gateway']}/v1/leads", json=body, headers=headers, timeout=60, trust_env=False
    ).json()
    assert answer["status_url"].startswith(spine.status["console"])
    spine.settled(before + 1)
    operation = httpx.get(answer["status_url"], headers=headers, timeout=60, trust_env=False).json()
    assert operation["done"] is True
    assert operation["counts"] == {"routed": 1}
    assert (operation["lines"], operation["ended"], operation["open"]) == (1, 1, 0)
    assert httpx.get(answer["status_url"], timeout=60, trust_env=False).status_code == 401


def test_an_import_is_open_from_the_moment_that_its_lines_are_known(spine: Spine) -> None:
    """I1: while the enricher stands still, its lines have no outcome; everybody who asks is told how many."""
    before, name = spine.settled(0)["total"]["accepted"], f"import-{secrets.token_hex(4)}"
    lines = [{"event_id": f"{name}-{n % 5}", "email": f"{name}-{n % 5}@curlwind-labs.example"} for n in range(6)]
    enricher = spine.pid("enricher")
    os.kill(enricher, signal.SIGSTOP)
    try:
        headers = {"Authorization": f"Bearer {spine.status['api_key']}"}
        batch = {"operation": name, "leads": lines, "lines": list(range(2, 8))}
        url = f"{spine.status['gateway']}/v1/leads:batch?source=proof"
        answer = httpx.post(url, json=batch, headers=headers, timeout=60, trust_env=False)
        assert answer.status_code == 202, answer.text
        until(lambda: counted(spine, name) == (6, 1, 5), "five lines are open, one is a duplicate")
        [told] = [each for each in spine.ledger()["operations"] if each["operation_id"] == name]
        assert (told["lines"], told["ended"], told["open"], told["source"]) == (6, 1, 5, "proof")
        assert f"{name}  5 of 6 lines open" in spine.run("ledger", check=False).stdout
    finally:
        os.kill(enricher, signal.SIGCONT)
    after = spine.settled(before + 6)
    assert counted(spine, name) == (6, 6, 0)
    assert name not in {each["operation_id"] for each in after["operations"]}


def counted(spine: Spine, operation: str) -> tuple[int, int, int]:
    """Lines, ended and open of an operation, as the console tells; zeros where it knows none."""
    headers = {"Authorization": f"Bearer {spine.status['api_key']}"}
    told = httpx.get(
        f"{spine.status['console']}/v1/operations/{operation}", headers=headers, timeout=60, trust_env=False
    )
    found = told.json() if told.status_code == 200 else {}
    assert found.get("done", False) is (found.get("open") == 0)
    return found.get("lines", 0), found.get("ended", 0), found.get("open", 0)


def test_the_ledger_says_what_the_reconciler_counted_and_when(spine: Spine) -> None:
    """V3: at rest nothing is unaccounted or in flight, and the count is of this minute."""
    spine.settled(0)
    document = spine.json("ledger")["reconciler"]
    ran = datetime.fromisoformat(document["ran_at"]).timestamp()

    def counted() -> bool:
        after = spine.json("ledger")["reconciler"]
        later = datetime.fromisoformat(after["ran_at"]).timestamp() > ran
        return later and (after["unaccounted"], after["in_flight"]) == ({}, {})

    # The first count that is told later may have been begun before all was at rest.
    until(counted, "it counts, and finds nothing")
    assert "s ago: 0 unaccounted, 0 in flight" in spine.run("ledger").stdout


def test_status_has_the_shape_that_scripts_rely_on(spine: Spine) -> None:
    # A unit that another test had stand still may be joining its group again.
    until(lambda: all(each["ready"] for each in spine.json("status")["services"].values()), "all are ready")
    status = spine.json("status")
    assert {"services", "kafka", "postgres", "redis", "gateway", "console", "emulators", "api_key"} <= set(status)
    assert {"ingest.normalise", "ingest.admit", "crm-sync.postgres", "crm-sync.hubspot"} <= set(status["services"])


def test_topics_are_as_the_contracts_say(spine: Spine) -> None:
    assert "All topics" in spine.run("topics", "plan").stdout
    assert spine.run("doctor").returncode == 0


def test_what_a_known_person_says_anew_becomes_the_next_version_everywhere(spine: Spine) -> None:
    """The same address, another title: a duplicate whose news is in every destination, once, with the same owner."""
    email = "second.thought@curlwind-labs.example"
    before = spine.settled(0)["total"]
    first = spine.post({"event_id": "thought-1", "email": email, "full_name": "Ada Curl", "title": "Sales Manager"})
    spine.settled(before["accepted"] + 1)
    owner = spine.json("why", first)["routing"]["owner"]
    spine.post({"event_id": "thought-2", "email": email, "title": "Chief Executive Officer", "phone": "+442079460999"})
    after = spine.settled(before["accepted"] + 2)["total"]
    assert (after["routed"] - before["routed"], after["duplicate"] - before["duplicate"]) == (1, 1)
    passport = spine.delivered(first, 2)
    assert (passport["lead"]["title"], passport["lead"]["title_level"]) == ("Chief Executive Officer", "c-level")
    assert passport["lead"]["full_name"] == "Ada Curl", "what was not said again stays"
    assert passport["routing"]["owner"] == owner
    assert [(each["version"], each["cause"]) for each in passport["versions"]] == [(1, "created"), (2, "same-person")]
    [told] = [each for each in passport["decisions"] if each["unit"] == "reviser"]
    assert (told["code"], told["version"], told["parameters"]["fields"]) == ("revised", 2, "phone,place,title"), (
        "the country is known by the phone"
    )
    assert spine.contact(email, "phone", "jobtitle") == {
        "leadstream_lead_id": first,
        "leadstream_version": "2",
        "phone": "+442079460999",
        "jobtitle": "Chief Executive Officer",
    }
    assert spine.hubspot(0)["lead_ids"]["max_creates"] == 1
    assert spine.ledger()["total"]["unaccounted"] == 0

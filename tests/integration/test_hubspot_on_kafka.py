"""
P6, D5, rule D: `crm-sync.hubspot` as a process on real Kafka and PostgreSQL, against a HubSpot of its own process.

What: leads go to `leads.routed`; the unit is killed three times while it works, HubSpot resets connections.
How: a broker of its own; the console script; SIGKILL once HubSpot has made some more contacts; SIGTERM at the end.
Property: inside HubSpot one contact and one create for each lead; on `leads.delivered` one word for each lead version.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from lab.stack import kafka as kafka_server
from lab.stack import postgres as postgres_server
from lab.stack.testing import temporary_home
from leadcore.codec import Codec, encode_body
from leadcore.contracts import Receipt, RoutedLead, Topic
from leadcore.testing import builders
from leadcore.testing.kafka import Reader, emptied
from leadcore.testing.processes import halt_at_work

from lab import topics

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
CODEC = Codec()
LEADS = 3_000
KILLS = 3
PATIENCE_S = 180.0
CANARY = "zebrafinch"


@dataclass
class Unit:
    """Starts and ends instances of the unit; asks HubSpot what it really has."""

    kafka: str
    dsn: str
    hubspot: str
    tmp: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> "subprocess.Popen[bytes]":
        token = self.tmp / "token"
        token.write_text("pat-secret-token\n")
        environment = {
            "PATH": os.environ["PATH"],
            "UNIT": "crm-sync.hubspot",
            "GROUP_INSTANCE_ID": "1",
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "POSTGRES_DSN": self.dsn,
            "HUBSPOT_URL": self.hubspot,
            "HUBSPOT_TOKEN_FILE": str(token),
            "DELIVERY_TIMEOUT": "2",
            "RETRY_DELAY": "1",
        }
        log = (self.tmp / f"unit-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen([BIN / "crm-sync"], env=environment, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def logs(self) -> str:
        return "".join(path.read_text() for path in self.tmp.glob("unit-*.log"))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        raw = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.hubspot + path, raw, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def contacts(self) -> int:
        return int(self.ask("GET", "/_emulator/counts")["records"]["contacts"])

    def has_more_than(self, contacts: int) -> bool:
        return self.contacts() > contacts

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, self.logs()[-5000:]
            time.sleep(0.02)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    hubspot = subprocess.Popen([BIN / "emulator", "hubspot", "--port", "0"], stdout=subprocess.PIPE, text=True)
    assert hubspot.stdout is not None
    with temporary_home() as home:
        kafka, postgres = kafka_server.start(home), postgres_server.start(home)
        found = Unit(kafka.address, postgres.address, json.loads(hubspot.stdout.readline())["url"], tmp_path)
        try:
            topics.ensure(kafka.address)
            subprocess.run([BIN / "migrations"], env={**os.environ, "POSTGRES_DSN": postgres.address}, check=True)
            yield found
        finally:
            for process in found.processes:
                process.kill()
                process.wait()
            hubspot.kill()
            hubspot.wait()
            kafka.stop()
            postgres.stop()


def test_one_contact_for_each_lead_through_three_kills_and_lost_answers(unit: Unit) -> None:
    reader = emptied(unit.kafka, [Topic.LEADS_DELIVERED, Topic.LEADS_DEAD])
    sent = 0

    def more() -> None:
        nonlocal sent
        _send(unit.kafka, [a_lead(number) for number in range(sent, sent + LEADS)])
        sent += LEADS

    more()
    unit.ask(
        "POST", "/_emulator/faults", {"kind": "reset_after", "route": "contacts/batch/*", "probability": 0.1, "seed": 4}
    )
    for kill in range(1, KILLS + 1):
        # Counted before it runs: it may have done all of it before it is looked at.
        if (enough := max(unit.contacts(), LEADS * kill // 8)) >= sent:
            more()
        process = unit.start()
        begun = partial(unit.until, partial(unit.has_more_than, enough))
        halt_at_work(process, begun, lambda: unit.contacts() < sent, more)
        process.send_signal(signal.SIGKILL)
        process.wait()
    last = unit.start()
    unit.until(lambda: len(_words(reader)) == sent)
    _send(unit.kafka, [a_lead(number, version=2) for number in range(0, sent, 3)])
    unit.until(lambda: len(_words(reader)) == sent + sent // 3)
    last.send_signal(signal.SIGTERM)
    assert last.wait(60) == 0, unit.logs()

    counts = unit.ask("GET", "/_emulator/counts")
    assert (counts["records"]["contacts"], counts["creates"]["contacts"]) == (sent, sent)
    assert counts["lead_ids"]["max_creates"] == 1
    assert counts["duplicates"] == {"email": 0, "leadstream_lead_id": 0}
    assert counts["version_regressions"] == 0
    assert counts["calls"]["POST contacts/batch/create"]["reset"] >= 1
    words = _words(reader)
    assert {len(each) for each in words.values()} == {1}, "a repeat says another thing than what it repeats"
    results = [each for ((_, version), told) in words.items() for each, _ in told if version == 1]
    assert results.count("created") == sent
    assert reader.read(Topic.LEADS_DEAD) == []
    assert CANARY not in unit.logs()
    assert "pat-secret-token" not in unit.logs()


def _words(reader: Reader) -> dict[tuple[str, int], set[tuple[str, str]]]:
    """By lead version, what its receipts say: result and record."""
    words = defaultdict(set)
    for message in reader.read(Topic.LEADS_DELIVERED):
        receipt = CODEC.decode(Receipt, message.value)
        assert isinstance(receipt, Receipt)
        words[receipt.lead_id, receipt.version].add((receipt.result, receipt.record_id))
    return words


def a_lead(number: int, version: int = 1) -> RoutedLead:
    lead = builders.a_routed_lead(f"018f0000-0000-7000-8000-{number:012}")
    who = replace(builders.a_person(), email=f"{CANARY}{number}@northwind.example", last_name=CANARY)
    return replace(
        lead,
        identity=replace(lead.identity, identity_key=f"p1.{number}", person=encode_body(who)),
        admission=replace(lead.admission, version=version),
        scoring=replace(lead.scoring, score=50.0 + version),
    )


def _send(address: str, leads: list[RoutedLead]) -> None:
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
    for lead in leads:
        told: list[tuple[str, str | bytes | None]] = [
            ("ce_id", f"{lead.admission.lead_id}/{lead.admission.version}/0".encode())
        ]
        producer.produce(Topic.LEADS_ROUTED, CODEC.encode(lead).value, lead.admission.lead_id.encode(), headers=told)
        producer.poll(0)
    assert producer.flush(60) == 0

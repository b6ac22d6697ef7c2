"""
The oracle is proved: with each deliberate fault it goes red, on the rule that the fault breaks.

What: a unit runs as a process on real servers, with a mutant put around its production classes from outside. How: some
hundred leads, and where it needs one a kill at a named point, a broker that dies or a topic that takes nothing.
Property: the named rule is broken, and no other that the fault does not touch; where a kill is part of it, the same
kill without the mutant breaks nothing.
"""

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from confluent_kafka import Producer
from lab.faults import points
from lab.faults.bench import PASSES_TO, PATIENCE_S, Bench, written
from lab.faults.points import Arm
from lab.faults.unit import command
from lab.ledger.alone import alone
from lab.ledger.evidence import Counted
from lab.ledger.places import Log, Stack, exposition, samples
from lab.ledger.plan import Kind, Plan
from lab.ledger.proofs import proof
from lab.ledger.rest import await_rest
from lab.ledger.rules import judge
from lab.ledger.verdict import Rule
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack.home import free_port
from lab.stack.testing import temporary_home
from leadcore import accounts, ids, message
from leadcore.clock import system_clock
from leadcore.codec import encode_body
from leadcore.contracts import Topic
from leadcore.message import Delivery, Message, Write
from leadcore.testing.builders import NOW, a_lead, a_person, a_routed_lead, an_identified
from leadcore.testing.kafka import limited

from lab import topics
from migrations import apply

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.fixture
def bench(kafka: Running, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    benches: list[Bench] = []

    def make(unit: str, postgres: str = "", hubspot: str = "", **environment: str) -> Bench:
        benches.append(Bench(kafka.address, unit, tmp_path, ROOT / "workspace", environment))
        benches[-1].begin(postgres, hubspot)
        return benches[-1]

    yield make
    for each in benches:
        each.end()


def leads(count: int) -> list[Any]:
    return [a_lead(f"lead-{n}") for n in range(count)]


@pytest.mark.parametrize(("mutant", "broken"), [(True, {"L", "C"}), (False, set())], ids=["mutant", "control"])
def test_commits_before_it_handles_and_is_killed(bench: Callable[..., Bench], mutant: bool, broken: set[Rule]) -> None:
    """Rule L. The control dies at the same point, commits afterwards as it should, and loses nothing."""
    one = bench("enricher", BATCH_RECORDS="50")
    one.give(Topic.LEADS_VALIDATED, leads(1000))
    points.arm(one.folder, one.unit, Arm("after-decode", nth=4))
    one.died(one.start("--points", str(one.folder), *(("--mutant", "commit-first") if mutant else ())))
    one.start()
    verdict = one.judged()
    assert verdict.broken == broken, str(verdict)
    assert (0 < verdict.figures.missing <= 50) is mutant


def test_drops_every_thousandth_lead(bench: Callable[..., Bench]) -> None:
    """Rules L, C."""
    one = bench("enricher")
    one.give(Topic.LEADS_VALIDATED, leads(2000))
    one.start("--mutant", "drop-thousandth")
    verdict = one.judged()
    assert verdict.broken == {"L", "C"}, str(verdict)
    assert verdict.figures.missing == 2


@pytest.fixture
def hubspot() -> Iterator[str]:
    """An emulator of this test alone; its base URL."""
    process = subprocess.Popen([BIN / "emulator", "hubspot", "--port", "0"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.kill()
    process.wait()


@pytest.fixture
def migrated(database: str) -> str:
    """A database with the schema."""
    asyncio.run(apply(database))
    return database


@pytest.mark.parametrize(("mutant", "broken"), [(True, {"D"}), (False, set())], ids=["mutant", "control"])
def test_sends_twice_and_creates_for_upsert(
    bench: Callable[..., Bench], migrated: str, hubspot: str, mutant: bool, broken: set[Rule]
) -> None:
    """Rule D. The control gets the same leads twice, and makes one contact of each."""
    one = bench("crm-sync.hubspot", hubspot=hubspot, POSTGRES_DSN=migrated, HUBSPOT_URL=hubspot, HUBSPOT_TOKEN="t")
    routed = [_of_another_person(a_routed_lead(f"lead-{n}"), n) for n in range(200)]
    one.give(Topic.LEADS_ROUTED, routed, "router")
    one.put(written(Topic.LEADS_ROUTED, routed[::100], "router"))
    one.start(*(("--mutant", "create-for-upsert") if mutant else ()))
    verdict = one.judged()
    assert verdict.broken == broken, str(verdict)
    assert verdict.figures.extra == (2 if mutant else 0)


def test_gives_contacts_the_numbers_of_others(bench: Callable[..., Bench], migrated: str, hubspot: str) -> None:
    """Rule D, by the fields at the CRM; the control is that of the fault before."""
    one = bench("crm-sync.hubspot", hubspot=hubspot, POSTGRES_DSN=migrated, HUBSPOT_URL=hubspot, HUBSPOT_TOKEN="t")
    one.give(Topic.LEADS_ROUTED, [_of_another_person(a_routed_lead(f"lead-{n}"), n) for n in range(200)], "router")
    one.start("--mutant", "swap-phones")
    verdict = one.judged()
    assert verdict.broken == {"D"}, str(verdict)
    assert verdict.figures.extra == 200
    assert "hubspot lead-0: phone" in str(verdict)


def test_cuts_a_name_short(bench: Callable[..., Bench], migrated: str) -> None:
    """Rule D, by the fields in PostgreSQL; the control is that of the version guard."""
    one = bench("crm-sync.postgres", postgres=migrated, POSTGRES_DSN=migrated)
    routed = [_of_another_person(a_routed_lead(f"lead-{n}"), n) for n in range(100)]
    one.give(Topic.LEADS_ROUTED, routed, "router")
    one.put(written(Topic.LEADS_OUTCOMES, [_outcome(each) for each in routed], "router"))
    one.start("--mutant", "cut-names")
    verdict = one.judged()
    assert verdict.broken == {"D"}, str(verdict)
    assert verdict.figures.extra == 100
    assert "contacts p1.0: last_name" in str(verdict)


@pytest.mark.parametrize(("mutant", "broken"), [(True, {"canary"}), (False, set())], ids=["mutant", "control"])
def test_logs_a_name(bench: Callable[..., Bench], mutant: bool, broken: set[Rule]) -> None:
    """No person outside its places: canaries in good, bad and broken submissions; the control tells nobody of them."""
    one, plan = bench("ingest.normalise"), Plan(200, 77)
    for kind in ("new", "invalid", "undecodable"):
        _on_raw(one, [each.payload for each in plan.requests() if each.kind == kind], kind=kind)
    one.start(*(("--mutant", "tell-names") if mutant else ()))
    verdict = one.judged(plan.canaries)
    assert verdict.broken == broken, str(verdict)
    assert ("log ingest.normalise.log: name" in str(verdict)) is mutant


def _of_another_person(lead: Any, number: int) -> Any:
    person = replace(a_person(), email=f"ada{number}@northwind.example", phone=f"+4420794{60000 + number}")
    return replace(lead, identity=replace(lead.identity, identity_key=f"p1.{number}", person=encode_body(person)))


@pytest.mark.parametrize("mutant", [True, False], ids=["mutant", "control"])
def test_dedups_without_position_and_is_killed(bench: Callable[..., Bench], mutant: bool) -> None:
    """
    Rule L. Killed once it remembers: the mutant takes its own lead for a duplicate of itself when it comes again; the
    control repeats its verdict. Rule C besides, where the lead itself was out before, which it may be.
    """
    one = bench("ingest.admit")
    one.give(Topic.LEADS_IDENTIFIED, [_identified(n) for n in range(500)], "ingest.normalise")
    points.arm(one.folder, one.unit, Arm("after-state"))
    options = ("--mutant", "dedup-without-position") if mutant else ()
    one.died(one.start("--points", str(one.folder), *options))
    one.start(*options)
    verdict = one.judged()
    assert verdict.broken - {"C"} == ({"L"} if mutant else set()), str(verdict)
    assert mutant or not verdict.broken, str(verdict)
    assert (verdict.figures.missing > 0) is mutant


def _identified(number: int) -> Any:
    made = an_identified(f"lead-{number}")
    # Of now: what happened so long ago that it need not be remembered is forgotten at a restart.
    made = replace(made, origin=replace(made.origin, accepted_at=system_clock(), appended_at=system_clock()))
    return replace(made, identity=replace(made.identity, identity_key=f"p1.{number}"))


def test_swallows_an_exception(bench: Callable[..., Bench]) -> None:
    """Rules L, C."""
    one = bench("ingest.admit")
    for start in range(0, 800, 4):
        one.give(Topic.LEADS_IDENTIFIED, [_identified(n) for n in range(start, start + 4)], "ingest.normalise")
    one.start("--mutant", "swallow")
    verdict = one.judged()
    assert verdict.broken == {"L", "C"}, str(verdict)


@pytest.mark.parametrize(("mutant", "broken"), [(True, {"O"}), (False, set())], ids=["mutant", "control"])
def test_writes_without_the_version_guard(
    bench: Callable[..., Bench], migrated: str, mutant: bool, broken: set[Rule]
) -> None:
    """Rule O. Every first version comes after the second, from the retry topic; the control keeps the second."""
    one = bench("crm-sync.postgres", postgres=migrated, POSTGRES_DSN=migrated)
    first = [a_routed_lead(f"lead-{n}") for n in range(200)]
    second = [replace(each, admission=replace(each.admission, version=2)) for each in first]
    one.give(Topic.LEADS_ROUTED, second, "router")
    one.put(written(Topic.LEADS_OUTCOMES, [_outcome(each) for each in second], "router"))
    one.start(*(("--mutant", "no-version-guard") if mutant else ()))
    one.until(lambda: await_rest(one.stack, 0.2, 1.0) is not None, "the second versions are in")
    one.put([_retried(place, write) for place, write in enumerate(written(Topic.LEADS_ROUTED, first, "router"))])
    verdict = one.judged()
    assert verdict.broken == broken, str(verdict)
    assert (verdict.figures.regressions >= 200) is mutant


def _outcome(lead: Any) -> Any:
    subject = accounts.subject_of(lead.origin, lead_id=lead.admission.lead_id, version=lead.admission.version)
    return accounts.outcome(subject, "routed", unit="router", code="assigned", at=NOW)


def _retried(place: int, write: Write) -> Write:
    stood = Message(write.topic, 0, place, NOW, write.key, write.value, write.headers)
    return message.deferred(Delivery(stood), Topic.LEADS_CRM_SYNC_POSTGRES_RETRY, write.value, now=NOW, delay_ms=0)


def test_answers_before_the_brokers_ack_and_the_broker_dies(tmp_path: Path) -> None:
    """Rule L, and C with it. The control is `fault:A3`: no 202 without the broker."""
    with temporary_home() as home:
        broker = kafka_server.start(home)
        gateway = _gateway(broker.address, tmp_path, "--mutant", "answer-first")
        try:
            topics.ensure(broker.address)
            stack = Stack(broker.address, gateway=f"http://127.0.0.1:{gateway.port}", api_key="s3cret")
            gateway.ready()
            with proof(stack, 300, 5, rate=100, ways=("http",), kinds=(("new", 1.0),), apart_s=0.2) as run:
                run.until_sent(60)
                os.kill(broker.pid, signal.SIGKILL)
                broker.process.wait(60)
                run.until_sent(300)
                time.sleep(2.5)  # the gateway's producer gives up what the broker did not take: that is the fault
                broker = kafka_server.start(home)
            began = run.start
            verdict = judge(alone(stack, began, run.asked(), Topic.LEADS_RAW))
        finally:
            gateway.process.kill()
            gateway.process.wait()
            broker.stop()
    assert verdict.broken == {"L", "C"}, str(verdict)
    assert verdict.figures.ok > verdict.figures.routed


@dataclass(frozen=True, slots=True)
class _Gateway:
    process: "subprocess.Popen[bytes]"
    port: int
    health: int

    def ready(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                if httpx.get(f"http://127.0.0.1:{self.health}/readyz", timeout=60, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise AssertionError("the gateway did not become ready")


def _gateway(kafka: str, folder: Path, *options: str) -> _Gateway:
    keys = [{"id": "k", "sha256": hashlib.sha256(b"s3cret").hexdigest(), "sources": ["*"]}]
    (folder / "keys.json").write_text(json.dumps(keys))
    port, health = free_port(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "KAFKA_BOOTSTRAP_SERVERS": kafka,
        "WORKSPACE_DIR": str(ROOT / "workspace"),
        "GATEWAY_KEYS_FILE": str(folder / "keys.json"),
        "HTTP_PORT": str(port),
        "HEALTH_PORT": str(health),
        "ACKNOWLEDGEMENT_TIMEOUT": "1",
    }
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command("gateway", *options), env=environment, stdout=log, stderr=log)
    return _Gateway(process, port, health)


@pytest.fixture
def unwritable(kafka: Running) -> Iterator[Callable[[Topic, bool], None]]:
    """Make a topic unwritable, and writable again; at the end all are."""
    touched: set[Topic] = set()

    def switch(topic: Topic, shut: bool) -> None:
        touched.add(topic)
        limited(kafka.address, topic, 1 if shut else 2 * 1024 * 1024)

    yield switch
    for each in touched:
        switch(each, False)


def test_sends_dead_letters_without_asking(
    bench: Callable[..., Bench], unwritable: Callable[[Topic, bool], None]
) -> None:
    """Rule L. The topic of dead letters takes nothing; a unit that asks stops instead (fault:F6)."""
    one = bench("ingest.normalise")
    unwritable(Topic.LEADS_DEAD, True)
    _on_raw(one, [b"hello?"] * 500, kind="undecodable")
    one.start("--mutant", "letters-not-awaited")
    verdict = one.judged()
    assert verdict.broken == {"L"}, str(verdict)
    assert verdict.figures.missing == 500


def _on_raw(one: Bench, values: Sequence[bytes], transactional: bool = False, kind: Kind = "new") -> None:
    """Put values on `leads.raw`, in a transaction that is aborted or in none, and ask for them."""
    places: list[tuple[int, int]] = []
    settings = {"transactional.id": "upstream"} if transactional else {}
    producer = Producer({"bootstrap.servers": one.kafka, "linger.ms": 5, **settings})
    if transactional:
        producer.init_transactions(60)
        producer.begin_transaction()
    for value in values:
        producer.produce(
            Topic.LEADS_RAW.value,
            value,
            headers=[("lead-source", b"proof")],
            on_delivery=lambda _error, got: places.append((got.partition() or 0, got.offset() or 0)),
        )
    assert producer.flush(60) == 0
    if transactional:
        producer.abort_transaction(60)
    cluster = Log(one.kafka).cluster_id()
    one.ask(
        (ids.submission_id_at(cluster, Topic.LEADS_RAW.value, *place) for place in places),
        "fail" if transactional else "ok",
        kind,
    )


def test_reads_what_an_aborted_transaction_wrote(bench: Callable[..., Bench]) -> None:
    """Rule P."""
    one = bench("ingest.normalise")
    _on_raw(one, [b'{"email": "a%d@b.example"}' % n for n in range(400)])
    _on_raw(one, [b'{"email": "x%d@b.example"}' % n for n in range(100)], transactional=True)
    one.start("--mutant", "read-uncommitted")
    verdict = one.judged()
    assert verdict.broken == {"P"}, str(verdict)
    assert verdict.figures.phantom == 100


@pytest.mark.parametrize(("mutant", "broken"), [(True, {"metrics"}), (False, set())], ids=["mutant", "control"])
def test_counts_attempts(
    bench: Callable[..., Bench], unwritable: Callable[[Topic, bool], None], mutant: bool, broken: set[Rule]
) -> None:
    """Metrics equal the ledger, repeats aside. At first no outcome can be written; the control counts what is."""
    one = bench("ingest.normalise")
    unwritable(Topic.LEADS_OUTCOMES, True)
    _on_raw(one, [b'{"full_name": "Nobody"}'] * 500, kind="invalid")
    one.start(*(("--mutant", "count-attempts") if mutant else ()))
    paused = ("lead_stage_paused", (("dependency", "kafka"), ("unit", one.unit)))
    one.until(lambda: samples(_metrics(one)).get(paused) == 1.0, "a batch was tried in vain")
    unwritable(Topic.LEADS_OUTCOMES, False)
    assert await_rest(one.stack, 0.5, PATIENCE_S) is not None
    found = alone(one.stack, one.began, one.asked, PASSES_TO[one.unit])
    counted = samples(_metrics(one))["lead_outcomes_total", (("outcome", "rejected"), ("unit", one.unit))]
    # A batch that was tried while the topic was opened may have written some of its outcomes before.
    least, most = len(one.asked), len(found.outcomes)
    verdict = judge(replace(found, metrics=(Counted(one.unit, "rejected", int(counted), least, most),)))
    assert verdict.broken == broken, str(verdict)


def _metrics(one: Bench) -> str:
    return exposition(one.stack.units[one.unit])

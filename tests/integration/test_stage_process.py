"""A stage service as a process of its own on real Kafka: killed, stopped, started without a broker, set wrongly."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.testing import patience
from leadcore.testing.builders import a_lead
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied
from leadcore.testing.processes import halt_at_work

from lab import topics

pytestmark = pytest.mark.slow

WORKSPACE = Path(__file__).parents[2] / "workspace"
until = partial(patience.until, deadline_s=PATIENCE_S, step_s=0.02)
USED = (
    Topic.LEADS_VALIDATED,
    Topic.LEADS_OVERFLOW,
    Topic.LEADS_ENRICHED,
    Topic.LEADS_ENRICHER_RETRY,
    Topic.LEADS_OUTCOMES,
    Topic.LEADS_DEAD,
)
EACH, BATCH, KILLS = 3000, 5, 3
"""Leads of one round and of one batch: small batches make the round long enough to be met in the middle."""
MARGIN = 500
"""So many leads must be left when a unit is told to stop: it may finish some batches before it hears of it."""
HANGING = """
import asyncio
from contextlib import asynccontextmanager
from leadcore.contracts import Topic
from leadcore.runtime.kit import RunnerSettings
from leadcore.runtime.serve import serve
from leadcore.stage import Stage

async def handle(records):
    print('{"event.name": "handling"}', flush=True)
    await asyncio.sleep(3600)

@asynccontextmanager
async def bootstrap(settings, kit):
    yield Stage("leadcore", (Topic.LEADS_VALIDATED,), None, Topic.LEADS_ENRICHER_RETRY, handle)

serve("leadcore", RunnerSettings, bootstrap)
"""


class Service:
    """One process of a service, with what it says."""

    def __init__(self, folder: Path, address: str, argv: list[str], **environ: str) -> None:
        self._ready_file, self._log = folder / "ready.json", folder / "log"
        self._ready_file.unlink(missing_ok=True)
        env = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": address,
            "WORKSPACE_DIR": str(WORKSPACE),
            "GROUP_INSTANCE_ID": "1",
            "READY_FILE": str(self._ready_file),
            **environ,
        }
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(argv, env=env, stdout=log, stderr=log)

    def lines(self) -> list[dict[str, Any]]:
        # The last line may be half written.
        whole = self._log.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    def url(self) -> str:
        """Its health base, as its first log line says it: it is there before it is ready."""
        until(lambda: any("url" in line for line in self.lines()), "it listens")
        return str(next(line["url"] for line in reversed(self.lines()) if "url" in line))

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            with urllib.request.urlopen(self.url() + path, timeout=PATIENCE_S) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def ready(self) -> None:
        until(self._ready_file.exists, "it is ready")

    def ends(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    started: list[Service] = []

    def start(address: str, argv: list[str] | None = None, **environ: str) -> Service:
        program = argv or [str(Path(sys.executable).with_name("enricher"))]
        started.append(Service(tmp_path, address, program, **environ))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def put(address: str, numbers: range) -> None:
    codec = Codec()
    producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
    for n in numbers:
        producer.produce(Topic.LEADS_VALIDATED, codec.encode(a_lead(f"lead-{n}")).value, f"lead-{n}")
    assert producer.flush(PATIENCE_S) == 0


def out(reader: Reader) -> list[str]:
    return [message.header("lead-submission-id") for message in reader.read(Topic.LEADS_ENRICHED)]


def test_sigkill_loses_nothing_and_sigterm_repeats_nothing(kafka: Running, run: Callable[..., Service]) -> None:
    """
    fault:B1, fault:B5. Killed three times in the middle of its work, the enricher loses no lead; stopped by SIGTERM
    in the middle of it, it ends with 0 and its successor repeats nothing.
    """
    topics.ensure(kafka.address)
    given = Given(kafka.address, emptied(kafka.address, USED, ["enricher"]))
    for _ in range(KILLS):
        given.more()
        service = run(kafka.address, BATCH_RECORDS=str(BATCH))
        given.halted_at_work(service, 0)
        assert service.ends(signal.SIGKILL) == -signal.SIGKILL
    begun = given.standing()
    service = run(kafka.address)
    until(lambda: given.reader.committed("enricher", Topic.LEADS_VALIDATED) == given.number, "all are committed")
    assert service.ends(signal.SIGTERM) == 0
    said = Counter(out(given.reader))
    # What was not committed comes again, at most once a process; what nobody had begun at the last kill does not.
    assert said.keys() == given.names()
    assert max(said.values()) <= KILLS + 1
    assert {said[each] for each in said.keys() - begun} <= {1}
    repeats = said.total() - given.number
    given.more()
    service = run(kafka.address, BATCH_RECORDS=str(BATCH))
    given.halted_at_work(service, repeats - MARGIN)
    service.process.send_signal(signal.SIGTERM)
    assert service.ends(signal.SIGCONT) == 0
    done = len(out(given.reader)) - repeats
    assert given.reader.committed("enricher", Topic.LEADS_VALIDATED) == done
    assert done < given.number, "it was stopped after its work: the test says nothing"
    service = run(kafka.address)
    until(lambda: given.reader.stands(Topic.LEADS_ENRICHED) >= given.number + repeats, "all are out")
    assert service.ends(signal.SIGINT) == 0
    assert Counter(out(given.reader)) == said + Counter(given.names() - said.keys())


@dataclass
class Given:
    """What the enricher was given, in rounds, and what it made of it."""

    address: str
    reader: Reader
    number: int = 0
    stood: int = 0
    """How many were out before the last round was given: who looks later may find all of it done."""

    def more(self) -> None:
        """Another round of leads."""
        self.stood = self.reader.stands(Topic.LEADS_ENRICHED)
        put(self.address, range(self.number, self.number + EACH))
        self.number += EACH

    def names(self) -> set[str]:
        return {f"lead-{n}" for n in range(self.number)}

    def halted_at_work(self, service: Service, repeated: int) -> None:
        """Have it stand still when some are out and more than `-repeated` of its leads are not."""
        halt_at_work(
            service.process,
            lambda: until(lambda: self.reader.stands(Topic.LEADS_ENRICHED) > self.stood + 50, "a part is done"),
            lambda: self.reader.stands(Topic.LEADS_ENRICHED) < self.number + repeated,
            self.more,
        )

    def standing(self) -> set[str]:
        """The leads that are out, once the broker has taken what a dead process sent last."""
        before = -1
        while (now := self.reader.stands(Topic.LEADS_ENRICHED)) != before:
            before = now
            time.sleep(2)
        return set(out(self.reader))


def test_a_broker_that_is_away_is_waited_for(run: Callable[..., Service]) -> None:
    """anchor:P5, fault:A4: absent at start, gone later: up, alive, not ready, few words, and on by itself."""
    with temporary_home() as home:
        address = f"127.0.0.1:{home.port('kafka')}"
        service = run(address, GROUP_INSTANCE_ID="")
        assert service.get("/healthz")[0] == 200
        until(lambda: service.get("/readyz")[1]["reasons"].get("kafka") == "unreachable", "it says what is away")
        broker = kafka_server.start(home)
        assert broker.address == address
        try:
            topics.ensure(address)
            reader = emptied(address, USED)
            service.ready()
            put(address, range(50))
            until(lambda: len(out(reader)) >= 50, "leads pass")
            broker.stop()
            until(lambda: service.get("/readyz")[1]["reasons"].get("kafka") == "unreachable", "it says what is away")
            assert service.get("/readyz")[0] == 503
            assert service.get("/healthz")[0] == 200
            broker = kafka_server.start(home)
            until(lambda: service.get("/readyz")[0] == 200, "it is ready again")
            put(address, range(50, 100))
            until(lambda: len(set(out(reader))) == 100, "leads pass again")
            passed = partial(reader.committed, "enricher", Topic.LEADS_VALIDATED)
            until(lambda: passed() == 100, "what it did is committed, so that nothing is left to say to a broker")
        finally:
            broker.stop()
        waits = [line for line in service.lines() if line["event.name"] == "unit.waiting"]
        assert len(waits) < 20, "one line a change and one a minute"
        assert service.ends(signal.SIGTERM) == 0, service.lines()[-3:]


def test_a_stop_that_takes_too_long_ends_with_one(kafka: Running, run: Callable[..., Service]) -> None:
    """fault:B5: past the deadline the process ends, says so, and nothing of its batch is committed."""
    topics.ensure(kafka.address)
    reader = emptied(kafka.address, USED, ["leadcore"])
    put(kafka.address, range(10))
    service = run(kafka.address, [sys.executable, "-c", HANGING], SHUTDOWN_TIMEOUT="2")
    service.ready()
    until(lambda: any(line["event.name"] == "handling" for line in service.lines()), "it has a batch in hand")
    began = time.monotonic()
    assert service.ends(signal.SIGTERM) == 1
    assert time.monotonic() - began > 1.5
    assert service.lines()[-1]["event.name"] == "unit.stop-took-too-long"
    assert reader.committed("leadcore", Topic.LEADS_VALIDATED) == 0


def test_a_stop_before_the_broker_is_there_ends_well(run: Callable[..., Service]) -> None:
    service = run("127.0.0.1:9")
    until(lambda: "kafka" in service.get("/readyz")[1]["reasons"], "it waits")
    assert service.ends(signal.SIGTERM) == 0


def said(**environ: str) -> tuple[int, str]:
    program = Path(sys.executable).with_name("enricher")
    ended = subprocess.run([program], env=environ, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return ended.returncode, ended.stderr


def test_wrong_settings_are_all_said_at_once() -> None:
    code, told = said(BATCH_RECORDS="many", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9")
    assert (code, "Traceback" in told) == (2, False)
    assert {line.partition(":")[0] for line in told.splitlines()} == {"WORKSPACE_DIR", "BATCH_RECORDS"}
    code, told = said(DELIVERY_MODE="exactly_once", KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:9", WORKSPACE_DIR="/")
    assert (code, told.partition(":")[0]) == (2, "DELIVERY_MODE")


def test_a_service_of_several_units_wants_to_know_which() -> None:
    program = Path(sys.executable).with_name("ingest")
    for environ, argv in (({}, []), ({"UNIT": "ingest.nothing"}, []), ({}, ["--unit", "ingest.nothing"])):
        ended = subprocess.run(
            [program, *argv], env=environ, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
        assert "ingest.normalise" in ended.stderr


def test_a_bad_workspace_is_said_in_words(kafka: Running, tmp_path: Path) -> None:
    code, told = said(KAFKA_BOOTSTRAP_SERVERS=kafka.address, WORKSPACE_DIR=str(tmp_path))
    assert (code, "Traceback" in told) == (2, False)
    assert "sources.yaml" in told

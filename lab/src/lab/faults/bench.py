"""
One unit alone on a broker: started through the launcher that can break it, given records, and judged.

    one = Bench(kafka, "enricher", folder); one.begin()
    one.give(Topic.LEADS_VALIDATED, leads); one.start("--mutant", "commit-first"); one.judged().broken
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from confluent_kafka import Producer
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Topic
from leadcore.framing import Emission, packed, subject_in
from leadcore.message import Delivery, Message, Write
from leadcore.testing.builders import NOW
from leadcore.testing.kafka import emptied

from lab import topics
from lab.faults.unit import command
from lab.ledger.alone import alone
from lab.ledger.canaries import Canaries
from lab.ledger.evidence import Asked
from lab.ledger.journal import Result
from lab.ledger.places import Stack
from lab.ledger.plan import Kind
from lab.ledger.rest import await_rest
from lab.ledger.rules import judge
from lab.ledger.start import Start
from lab.ledger.verdict import Verdict
from lab.stack.home import Home, free_port

PATIENCE_S = 180.0
LEAVING_S = 8.0
PASSES_TO = {
    "ingest.normalise": Topic.LEADS_IDENTIFIED,
    "ingest.admit": Topic.LEADS_VALIDATED,
    "enricher": Topic.LEADS_ENRICHED,
    "crm-sync.postgres": Topic.LEADS_ROUTED,
    "crm-sync.hubspot": Topic.LEADS_ROUTED,
}


@dataclass
class Bench:
    """One unit on emptied topics, its instances, and what it was given."""

    kafka: str
    unit: str
    folder: Path
    workspace: Path
    environment: dict[str, str] = field(default_factory=dict)
    stack: Stack = field(init=False)
    began: Start = field(init=False)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def begin(self, postgres: str = "", hubspot: str = "") -> None:
        """Empty everything, and take the present for the start of the run."""
        topics.ensure(self.kafka)
        emptied(self.kafka, [topic for topic, spec in TOPICS.items() if self.unit in spec.consumers], [self.unit])
        health = free_port()
        self.environment |= {"HEALTH_PORT": str(health)}
        units = {self.unit: f"http://127.0.0.1:{health}"}
        self._log.parent.mkdir(exist_ok=True)
        self.stack = Stack(self.kafka, postgres, hubspot, units, home=self.folder, workspace=self.workspace)
        self.began = Start.taken(self.stack)

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """Start the unit through the launcher."""
        environment = {
            "PATH": os.environ["PATH"],
            "UNIT": self.unit,
            # The successor of one that was killed takes its partitions over at once.
            "GROUP_INSTANCE_ID": "1",
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "WORKSPACE_DIR": str(self.workspace),
            "IDENTITY_PEPPER": "a pepper of 24 bytes or more",
            "RETRY_DELAY": "1",
            **self.environment,
        }
        with self._log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  our own launcher
                command(self.unit, *options), env=environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def put(self, writes: Sequence[Write]) -> None:
        """Put writes on their topics, durably."""
        producer = Producer(
            {"bootstrap.servers": self.kafka, "partitioner": "murmur2_random", "message.max.bytes": 2**23}
        )
        for each in writes:
            at: Any = {} if each.partition is None else {"partition": each.partition}
            producer.produce(each.topic, each.value, each.key, headers=list(each.headers), **at)
        assert producer.flush(60) == 0

    def give(self, topic: Topic, records: Sequence[Any], unit: str = "") -> None:
        """Put records on the unit's source and ask for each."""
        self.put(written(topic, records, unit))
        self.ask(each.origin.submission_id for each in records)

    def ask(self, names: Iterable[str], result: Result = "ok", kind: Kind = "new") -> None:
        """Ask for these submissions."""
        for name in names:
            number = len(self.asked)
            self.asked.append(Asked(number, kind, number + 1, result, name, result == "ok"))

    def judged(self, canaries: Canaries | None = None) -> Verdict:
        """The verdict, once nothing is left to read; `canaries` of those who were given."""
        assert await_rest(self.stack, 0.5, PATIENCE_S) is not None, self.log()
        return judge(alone(self.stack, self.began, self.asked, PASSES_TO[self.unit], canaries))

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until it holds."""
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, f"not within {PATIENCE_S} s: {what}\n{self.log()}"
            time.sleep(0.02)

    def end(self) -> None:
        """End every instance; one that leaves its group keeps nobody waiting for the end of its session."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(LEAVING_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def died(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait until the unit killed itself where it was told to."""
        assert process.wait(PATIENCE_S) == -signal.SIGKILL, self.log()

    def log(self) -> str:
        """The end of what the unit said."""
        return self._log.read_text()[-4000:]

    @property
    def _log(self) -> Path:
        return Home(self.folder).log(self.unit)


def written(topic: Topic, records: Sequence[Any], unit: str = "") -> list[Write]:
    """The messages that carry `records`, as the unit before would have written them."""
    delivery = Delivery(Message(topic, 0, 0, NOW, None, None))
    emissions = [Emission(topic, each, subject_in(each, delivery)) for each in records]
    return packed(emissions, Codec(), lambda _: 4, unit or "test")

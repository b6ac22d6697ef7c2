"""P1, P5, P6: scorer and router as processes on real Kafka and Redis, killed and robbed of their cache on the way."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from lab.stack import Running
from lab.stack import kafka as kafka_server
from lab.stack import redis as redis_server
from lab.stack.home import free_port
from lab.stack.testing import temporary_home
from leadcore.codec import Codec
from leadcore.contracts import Assignment, Outcome, RoutedLead, ScoredLead, Topic
from leadcore.testing import patience
from leadcore.testing.builders import a_scored_lead, an_enriched_lead
from redis import Redis
from router.adapters.assignments_topic import AssignmentsTopic

from lab import topics

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
CODEC = Codec()
T = TypeVar("T")
until = partial(patience.until, what="what the units were given is done", deadline_s=120, step_s=0.3)


@dataclass(frozen=True, slots=True)
class Servers:
    kafka: Running
    redis: Running

    def put(self, topic: Topic, leads: list[Any]) -> None:
        producer = Producer({"bootstrap.servers": self.kafka.address, "partitioner": "murmur2_random"})
        for lead in leads:
            producer.produce(topic.value, CODEC.encode(lead).value, lead.admission.lead_id.encode())
        assert producer.flush(60) == 0

    def read(self, topic: Topic, kind: type[T]) -> list[T]:
        """All committed records of a topic."""
        consumer = Consumer(
            {
                "bootstrap.servers": self.kafka.address,
                "group.id": "reader",
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                "enable.auto.commit": False,
            }
        )
        left = set(consumer.list_topics(topic.value, timeout=60).topics[topic.value].partitions)
        consumer.assign([TopicPartition(topic.value, number, 0) for number in left])
        found = []
        while left:
            for message in consumer.consume(1000, 0.2):
                if (error := message.error()) is not None:
                    left -= {message.partition()} if error.code() == KafkaError._PARTITION_EOF else set()
                    continue
                record = CODEC.decode(kind, message.value())
                assert isinstance(record, kind)
                found.append(record)
        consumer.close()
        return found


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with temporary_home() as home:
        kafka, redis = kafka_server.start(home), redis_server.start(home)
        topics.ensure(kafka.address)
        try:
            yield Servers(kafka, redis)
        finally:
            kafka.stop()
            redis.stop()


class Process:
    """A service that was started as an operator would; `kill` is a SIGKILL."""

    def __init__(self, name: str, servers: Servers, **more: str) -> None:
        self.health = f"http://127.0.0.1:{(port := free_port())}"
        environment = {
            "PATH": os.environ["PATH"],
            "KAFKA_BOOTSTRAP_SERVERS": servers.kafka.address,
            "WORKSPACE_DIR": str(ROOT / "workspace"),
            "REDIS_URL": servers.redis.address,
            "HEALTH_PORT": str(port),
            "GROUP_INSTANCE_ID": "1",
            "BATCH_RECORDS": "20",
            **more,
        }
        self._process = subprocess.Popen([str(Path(sys.executable).with_name(name))], env=environment)

    def __enter__(self) -> "Process":
        until(lambda: self._process.poll() is not None or self.status("/readyz") == 200)
        assert self._process.poll() is None, "ended before it was ready"
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def status(self, path: str) -> int:
        try:
            return httpx.get(f"{self.health}{path}", timeout=60, trust_env=False).status_code
        except httpx.HTTPError:
            return 0

    def metrics(self) -> str:
        return httpx.get(f"{self.health}/metrics", timeout=60, trust_env=False).text

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(60)


def test_a_router_killed_and_robbed_of_its_cache_changes_no_owner(servers: Servers) -> None:
    ids = {f"lead-{number}" for number in range(600)}
    servers.put(Topic.LEADS_ENRICHED, [an_enriched_lead(each) for each in sorted(ids)])
    with Process("scorer", servers) as scorer:
        with Process("router", servers):
            until(lambda: len(servers.read(Topic.LEADS_ROUTED, RoutedLead)) > 100)
        Redis.from_url(servers.redis.address).flushall()
        with Process("router", servers) as router:
            until(lambda: len({lead.admission.lead_id for lead in servers.read(Topic.LEADS_ROUTED, RoutedLead)}) == 600)
            later = [_later(lead) for lead in servers.read(Topic.LEADS_SCORED, ScoredLead)[:100]]
            servers.put(Topic.LEADS_SCORED, later)
            until(lambda: sum(lead.admission.version == 2 for lead in _routed(servers)) >= 100)
            assert router.stop() == 0
        assert scorer.stop() == 0
    owners = defaultdict(set)
    for lead in _routed(servers):
        owners[lead.admission.lead_id].add(lead.routing.owner)
    assert owners.keys() == ids
    assert all(len(each) == 1 for each in owners.values())
    assigned = {(each.lead_id, each.owner) for each in servers.read(Topic.LEADS_ASSIGNMENTS, Assignment)}
    assert assigned == {(lead, owner) for lead, each in owners.items() for owner in each}
    outcomes = servers.read(Topic.LEADS_OUTCOMES, Outcome)
    assert {each.submission_id for each in outcomes} == ids
    assert len({each.outcome_id for each in outcomes}) == 600
    assert {each.outcome for each in outcomes} == {"routed"}


def test_a_router_waits_for_a_redis_that_is_away_and_goes_on(servers: Servers) -> None:
    url = f"redis://127.0.0.1:{free_port()}/0"
    router = Process("router", servers, REDIS_URL=url, INSTANCE_ID="without-redis")
    until(lambda: router.status("/healthz") == 200)
    assert router.status("/readyz") == 503
    assert router.stop() == 0


def test_a_model_that_cannot_be_loaded_leaves_the_scorer_ready(servers: Servers, tmp_path: Path) -> None:
    """P6: rules stand in, each lead says so, and two metrics raise the alarm."""
    workspace = _workspace_with("absent", tmp_path)
    servers.put(Topic.LEADS_ENRICHED, [an_enriched_lead(f"fallback-{number}") for number in range(20)])
    with Process("scorer", servers, WORKSPACE_DIR=workspace, MODELS_DIR=str(ROOT / "models")) as scorer:
        until(lambda: len(_scored_by(servers, "fallback")) == 20)
        metrics = scorer.metrics()
        assert scorer.stop() == 0
    assert {lead.scoring.trail[0].parameters["cause"] for lead in _scored_by(servers, "fallback")} == {"not-loaded"}
    assert 'model_load_failures_total{cause="file-missing"} 1.0' in metrics
    assert 'lead_score_fallback_total{cause="not-loaded"} 20.0' in metrics


def test_the_demo_model_answers_where_a_workspace_names_it(servers: Servers, tmp_path: Path) -> None:
    """S4."""
    workspace = _workspace_with("demo", tmp_path)
    servers.put(Topic.LEADS_ENRICHED, [an_enriched_lead(f"model-{number}") for number in range(20)])
    with Process("scorer", servers, WORKSPACE_DIR=workspace, MODELS_DIR=str(ROOT / "models")) as scorer:
        until(lambda: len(_scored_by(servers, "model")) == 20)
        metrics = scorer.metrics()
        assert scorer.stop() == 0
    lead = _scored_by(servers, "model")[0].scoring
    assert lead.probability is not None
    assert lead.parts[-1].points == pytest.approx(100 * lead.probability)
    assert f'model_info{{sha256="{lead.model_sha256}",version="demo@1"}} 1.0' in metrics


async def test_the_assignments_are_read_to_what_is_committed_and_no_further(servers: Servers) -> None:
    base = [_assigned(f"read-{number}") for number in range(50)]
    producer = Producer({"bootstrap.servers": servers.kafka.address, "transactional.id": "test-aborts"})
    producer.init_transactions(60)
    for committed, lot in ((True, base[:40]), (False, base[40:])):
        producer.begin_transaction()
        for each in lot:
            producer.produce(Topic.LEADS_ASSIGNMENTS.value, CODEC.encode(each).value, f"{each.lead_id}/0".encode())
        producer.produce(Topic.LEADS_ASSIGNMENTS.value, None, b"erased/0")
        producer.produce(Topic.LEADS_ASSIGNMENTS.value, b"nonsense", b"nonsense/0")
        producer.flush(60)
        producer.commit_transaction(60) if committed else None
    found = [each async for chunk in AssignmentsTopic(servers.kafka.address, CODEC).chunks() for each in chunk]
    producer.abort_transaction(60)
    assert {each.lead_id for each in found if each.lead_id.startswith("read-")} == {each.lead_id for each in base[:40]}


def _assigned(lead_id: str) -> Assignment:
    return Assignment(tenant="main", lead_id=lead_id, owner="a", pool="emea", assigned_at=1)


def _later(lead: ScoredLead) -> ScoredLead:
    assert lead.admission.lead_id != a_scored_lead().admission.lead_id
    return replace(lead, admission=replace(lead.admission, version=2))


def _routed(servers: Servers) -> list[RoutedLead]:
    return servers.read(Topic.LEADS_ROUTED, RoutedLead)


def _scored_by(servers: Servers, method: str) -> list[ScoredLead]:
    return [lead for lead in servers.read(Topic.LEADS_SCORED, ScoredLead) if lead.scoring.method == method]


def _workspace_with(model: str, folder: Path) -> str:
    """The shipped workspace, but with a model."""
    for file in (ROOT / "workspace").glob("*.*"):
        (folder / file.name).write_bytes(file.read_bytes())
    scoring = (folder / "scoring.yaml").read_text()
    assert "\n  use: none\n" in scoring
    (folder / "scoring.yaml").write_text(scoring.replace("\n  use: none\n", f"\n  use: active\n  name: {model}\n"))
    return str(folder)

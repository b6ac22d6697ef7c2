"""What the batch runner does beyond the laws: rebalances, fencing, priorities, refusals, on real Kafka."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, Producer
from lab.stack import Running
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import Lead, Topic
from leadcore.metrics import Metrics
from leadcore.runtime import batch, lag
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.brake import LEAST
from leadcore.runtime.clients import Clients, RunnerFailed
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.testing.builders import a_lead, an_origin
from leadcore.testing.harness import CODEC, LEADS, Obedient, Wish
from leadcore.testing.kafka import PATIENCE_S, Reader, emptied, limited, produced
from leadcore.verdict import Drop, Verdict

from lab import topics

pytestmark = pytest.mark.slow

UNIT = "batch-runner"
WARM = 300
PARTITIONS = 4
USED = (
    LEADS.source,
    LEADS.sink,
    LEADS.retry,
    Topic.LEADS_OUTCOMES,
    Topic.LEADS_DEAD,
    Topic.LEADS_VALIDATED,
    Topic.LEADS_OVERFLOW,
)


class Instance:
    """One running instance of the batch runner."""

    def __init__(self, transport: Transport, stage: Stage[Any, Any], clients: Clients | None) -> None:
        self.health, self.metrics = Health(stage.unit), Metrics()
        kit = Kit(system_clock, Codec(), self.metrics, "test")
        self._stop = asyncio.Event()
        runner = BatchRunner(stage, transport, kit, self.health, clients)
        self.task = asyncio.create_task(runner.run(self._stop))

    async def ready(self) -> None:
        await until(lambda: not self.health.causes(), "it is ready")

    async def stop(self) -> None:
        self._stop.set()
        await asyncio.wait_for(self.task, PATIENCE_S)


class World:
    """A broker with empty topics, and the instances a test has started."""

    def __init__(self, address: str) -> None:
        topics.ensure(address)
        self.address = address
        self.reader: Reader = emptied(address, USED, [UNIT, "thief"])
        self._producer = Producer({"bootstrap.servers": address, "partitioner": "murmur2_random"})
        self._instances: list[Instance] = []

    def put(self, lead_id: str, wish: Wish = "emit") -> None:
        produced(self._producer, LEADS.put(lead_id, wish))

    def start(
        self, stage: Stage[Any, Any], tx: str = "", records: int = 1000, clients: Clients | None = None, place: str = ""
    ) -> Instance:
        transport = Transport(self.address, batch_records=records, transactional_id=tx, member=place)
        self._instances.append(Instance(transport, stage, clients))
        return self._instances[-1]

    def out(self) -> Counter[str]:
        return Counter(LEADS.lead_id(message) for message in self.reader.read(LEADS.sink))

    async def passed(self, number: int) -> None:
        def passed() -> bool:
            return self.reader.committed(UNIT, LEADS.source) == number

        await until(passed, f"{number} are committed")

    async def close(self) -> None:
        for instance in self._instances:
            if not instance.task.done():
                await instance.stop()


@pytest.fixture
async def world(kafka: Running) -> AsyncIterator[World]:
    world = World(kafka.address)
    yield world
    await world.close()


async def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not await asyncio.to_thread(holds):
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s: {what}"
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("transactional", [False, True], ids=["at-least-once", "transactional"])
async def test_what_is_taken_while_in_hand_is_left_to_its_new_owner(world: World, transactional: bool) -> None:
    """fault:B4: a slow batch keeps its group; partitions that go to another instance are handled there, once."""
    slow, other = Obedient(LEADS, UNIT), Obedient(LEADS, UNIT)
    for n in range(40):
        world.put(f"lead-{n}")
    slow.gate.clear()
    first = world.start(slow.stage, "slow" if transactional else "")
    await until(lambda: slow.waiting > 0, "the slow one has a batch in hand")
    second = world.start(other.stage, "other" if transactional else "")
    await until(lambda: len(other.handled) > 0, "the other one got partitions of it")
    slow.gate.set()
    await world.passed(40)
    await first.stop()
    await second.stop()
    assert world.out() == Counter(f"lead-{n}" for n in range(40))


async def test_instances_that_come_and_go_lose_and_repeat_nothing(world: World) -> None:
    """fault:B4, fault:B5: 1 → 3 → 1 while leads flow; graceful moves repeat nothing."""
    obedient = Obedient(LEADS, UNIT)
    instances = [world.start(obedient.stage)]
    for n in range(300):
        world.put(f"lead-{n}")
        if n in {60, 120}:
            instances.append(world.start(obedient.stage))
            await instances[-1].ready()
        if n in {180, 240}:
            await instances.pop(0).stop()
        await asyncio.sleep(0.005)
    await world.passed(300)
    await instances[0].stop()
    assert world.out() == Counter(f"lead-{n}" for n in range(300))


async def test_a_second_instance_with_our_transactional_id_ends_the_first(world: World) -> None:
    """fault:A6: the fenced process ends, it never goes on."""
    first = Obedient(LEADS, UNIT)
    fenced = world.start(first.stage, "same")
    await fenced.ready()
    world.put("lead-1")
    await world.passed(1)
    await world.start(sinkhole([], "thief"), "same").ready()
    world.put("lead-2")
    with pytest.raises(RunnerFailed):
        await asyncio.wait_for(fenced.task, PATIENCE_S)
    await world.start(first.stage, "another").ready()
    await world.passed(2)
    assert world.out() == Counter(["lead-1", "lead-2"])


async def test_a_second_instance_in_our_place_of_the_group_ends_the_first(world: World) -> None:
    """fault:A6: the client tells a reader that it was fenced once, and then gives it nothing for ever."""
    first, second = Obedient(LEADS, UNIT), Obedient(LEADS, UNIT)
    fenced = world.start(first.stage, place="1")
    await fenced.ready()
    world.put("lead-1")
    await world.passed(1)
    heir = world.start(second.stage, place="1")
    with pytest.raises(RunnerFailed):
        await asyncio.wait_for(fenced.task, PATIENCE_S)
    await heir.ready()
    world.put("lead-2")
    await world.passed(2)
    assert world.out() == Counter(["lead-1", "lead-2"])


@pytest.mark.alone
async def test_the_first_source_goes_first_and_the_later_one_never_starves(world: World) -> None:
    """P9: while live leads wait, overflow gets between 5 % and 30 %; where none came for a while, all."""
    batches: list[Counter[str]] = []
    producer = Producer({"bootstrap.servers": world.address, "partitioner": "murmur2_random"})
    for n in range(8000):
        for topic in (Topic.LEADS_VALIDATED, Topic.LEADS_OVERFLOW):
            lead = replace(a_lead(f"{n}"), origin=replace(an_origin(f"{n}"), source=topic))
            producer.produce(topic, CODEC.encode(lead).value, f"{n}")
    assert producer.flush(PATIENCE_S) == 0
    instance = world.start(sinkhole(batches), records=500)
    await until(lambda: sum(map(Counter.total, batches)) == 16000, "all are handled")
    await instance.stop()
    live = [n for n, batch in enumerate(batches) if batch["leads.validated"]]
    while_live = batches[live[0] + 1 : live[-1]]
    later = [batch["leads.overflow"] for batch in while_live]
    assert len(while_live) > 12, "there never was a backlog of both: the test says nothing"
    assert max(later) <= 150
    assert sum(later) / sum(map(Counter.total, while_live)) >= 0.04


def sinkhole(batches: list[Counter[str]], unit: str = UNIT) -> Stage[Any, Any]:
    """A stage with two sources that notes where each batch comes from and lets it end there."""

    async def handle(leads: Sequence[Lead]) -> Sequence[Verdict[Any]]:
        batches.append(Counter(lead.origin.source for lead in leads))
        return [Drop(None) for _ in leads]

    return Stage(unit, (Topic.LEADS_VALIDATED, Topic.LEADS_OVERFLOW), None, Topic.LEADS_ENRICHER_RETRY, handle)


async def test_a_topic_that_takes_less_than_its_contract_says_stops_the_unit_in_words(
    world: World, narrow: Callable[[int], None]
) -> None:
    """P5: refused by the broker is no reason to lose or to crash; set right, the unit goes on by itself."""
    obedient = Obedient(LEADS, UNIT)
    narrow(200)
    world.put("lead-1")
    instance = world.start(obedient.stage)
    await until(lambda: instance.health.causes().get("kafka") == "msg-size-too-large", "it says what is wrong")
    assert world.reader.committed(UNIT, LEADS.source) == 0
    narrow(1_048_576)
    await world.passed(1)
    await until(lambda: not instance.health.causes(), "it is ready again")
    await instance.stop()
    assert world.out() == Counter(["lead-1"])


@pytest.fixture
def narrow(kafka: Running) -> Iterator[Callable[[int], None]]:
    """Set the sink's limit to so many bytes."""
    yield partial(limited, kafka.address, LEADS.sink)
    limited(kafka.address, LEADS.sink, 1_048_576)


async def test_what_is_foremost_stands_before_the_rest_is_written(world: World) -> None:
    """P5: whoever takes over after a death in the middle finds it."""
    told: list[tuple[str, str]] = []
    obedient = Obedient(LEADS, UNIT)
    for n in range(30):
        world.put(f"lead-{n}", "reject")
    stage = replace(obedient.stage, foremost=(Topic.LEADS_OUTCOMES,))
    instance = world.start(stage, clients=Clients(producer=lambda settings: _Telling(told, settings)))
    await world.passed(30)
    await instance.stop()
    written = [topic for said, topic in told if said == "asked"]
    assert Counter(written) == {Topic.LEADS_OUTCOMES: 30, Topic.LEADS_DEAD: 30}
    waiting = 0
    for said, topic in told:
        if topic == Topic.LEADS_OUTCOMES:
            waiting += 1 if said == "asked" else -1
        else:
            assert not waiting, "a letter was written before the outcomes of its batch stood"


class _Telling:
    """A producer that tells what it is asked to write, and what stands."""

    def __init__(self, told: list[tuple[str, str]], settings: dict[str, Any]) -> None:
        self._told, self._client = told, Producer(settings)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def produce(self, topic: str, on_delivery: Callable[[Any, Any], None], **more: Any) -> None:
        def stands(error: Any, message: Any) -> None:
            self._told.append(("stands", topic))
            on_delivery(error, message)

        self._told.append(("asked", topic))
        self._client.produce(topic, on_delivery=stands, **more)


async def test_a_header_whose_name_is_no_text_stops_nobody(world: World, kcat: str, tmp_path: Path) -> None:
    """
    fault:F1: an independent client writes it; ours returns what must not be touched, and an error that only some ways
    of calling see: not those that the interpreter takes once it has read some hundred messages.
    """
    obedient = Obedient(LEADS, UNIT)
    others = [f"other-{n}" for n in range(WARM)]
    for other in others:
        world.put(other)
    lead = tmp_path / "lead"
    lead.write_bytes(LEADS.put("lead-1", "emit").value or b"")
    header = os.fsdecode(b"\xff\xfe=1")
    command = [kcat, "-P", "-b", world.address, "-t", str(LEADS.source), "-H", header, str(lead)]
    sent = await asyncio.create_subprocess_exec(*command)
    assert await asyncio.wait_for(sent.wait(), PATIENCE_S) == 0
    instance = world.start(obedient.stage)
    await world.passed(WARM + 1)
    await instance.stop()
    assert world.out() == Counter(["lead-1", *others])


async def test_a_dependency_away_is_not_ready_but_alive_and_counted(world: World) -> None:
    """fault:B8, anchor:P22: a restart would not help, so liveness stays."""
    obedient = Obedient(LEADS, UNIT)
    obedient.away = True
    world.put("lead-1")
    instance = world.start(obedient.stage)
    await until(lambda: instance.health.causes().get("table") == "unreachable", "it says what is away")
    assert instance.health.stalled() == []
    assert gauge(instance) == 1
    obedient.away = False
    await until(lambda: not instance.health.causes(), "it is ready again")
    assert gauge(instance) == 0
    await instance.stop()


async def test_a_stop_while_a_dependency_is_away_gives_the_batch_back(world: World) -> None:
    """fault:B5: it ends at once, well, and nothing of the batch is committed."""
    obedient = Obedient(LEADS, UNIT)
    obedient.away = True
    world.put("lead-1")
    instance = world.start(obedient.stage)
    await until(lambda: obedient.refusals > 3, "it waits")
    began = time.monotonic()
    await instance.stop()
    assert time.monotonic() - began < PATIENCE_S / 3
    assert world.reader.committed(UNIT, LEADS.source) == 0


class Attentive:
    """A real consumer; `ended`: partitions with records in them that it was told the end of."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._consumer = Consumer(settings)
        self.ended: set[int] = set()

    def consume(self, most: int, wait_s: float) -> list[Any]:
        messages: list[Any] = list(self._consumer.consume(most, wait_s))
        ends = (each for each in messages if each.error() and each.error().code() == KafkaError._PARTITION_EOF)
        self.ended |= {each.partition() for each in ends if each.offset()}
        return messages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._consumer, name)


async def test_a_stop_gives_back_also_what_was_the_last_of_its_partition(world: World) -> None:
    """fault:B5, fault:D2: a dependency was slow before it was away, so the end of the partition is known by now."""
    obedient = Obedient(LEADS, UNIT)
    obedient.gate.clear()
    consumers: list[Attentive] = []

    def attentive(settings: dict[str, Any]) -> Attentive:
        consumers.append(Attentive(settings))
        return consumers[-1]

    world.put("lead-1")
    instance = world.start(obedient.stage, clients=Clients(consumer=attentive))
    await until(lambda: bool(consumers[0].ended and obedient.waiting), "it is in hand, and the last of its partition")
    obedient.away = True
    obedient.gate.set()
    await until(lambda: obedient.refusals > 1, "it waits")
    await instance.stop()
    assert world.reader.committed(UNIT, LEADS.source) == 0


async def test_a_stage_that_is_broken_holds_before_it_pours_its_topic_into_the_dead_letters(world: World) -> None:
    """fault:F5, style 12: past the brake it waits, with nothing more committed, until a person says that it goes on."""
    obedient = Obedient(LEADS, UNIT)
    producer = Producer({"bootstrap.servers": world.address})
    for n in range(500):
        write = LEADS.put(f"lead-{n}", "bug")
        producer.produce(write.topic, write.value, write.key)
    assert producer.flush(PATIENCE_S) == 0
    instance = world.start(obedient.stage)
    await until(lambda: "brake" in instance.health.causes(), "it holds")
    dead = len(world.reader.read(Topic.LEADS_DEAD))
    assert dead < LEAST
    for _ in range(2):
        # A gate that is closed between two tries holds the next: the one before it is over, and wrote nothing.
        obedient.gate.clear()
        await until(lambda: obedient.waiting > 0, "it tries again")
        assert len(world.reader.read(Topic.LEADS_DEAD)) == dead
        obedient.gate.set()
        await until(lambda: obedient.waiting == 0, "it has tried")
    # The commit of what passed before may still be on its way, so it is not compared with one that was asked earlier.
    assert world.reader.committed(UNIT, LEADS.source) <= dead
    assert instance.health.stalled() == []
    assert instance.health.resume()
    await world.passed(500)
    await until(lambda: not instance.health.causes(), "it is ready")
    await instance.stop()


def gauge(instance: Instance) -> float | None:
    return instance.metrics.registry.get_sample_value("lead_stage_paused", {"unit": UNIT, "dependency": "table"})


async def test_a_stop_finishes_the_batch_in_hand(world: World) -> None:
    """fault:B5: asked to stop in the middle of a batch, it handles it to its end, commits, and takes no other."""
    obedient = Obedient(LEADS, UNIT)
    obedient.gate.clear()
    for n in range(20):
        world.put(f"lead-{n}")
    instance = world.start(obedient.stage)
    await until(lambda: obedient.waiting > 0, "a batch is in hand")
    stopping = asyncio.create_task(instance.stop())
    await asyncio.sleep(0)
    world.put("late")
    obedient.gate.set()
    await stopping
    done = len(obedient.handled)
    assert 0 < done <= 20
    assert world.reader.committed(UNIT, LEADS.source) == done
    assert world.out() == Counter(obedient.handled)


async def test_a_batch_that_never_ends_is_not_alive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """fault:B8, anchor:P22: liveness is progress of each partition, although the process answers."""
    monkeypatch.setattr(batch, "STALL_S", 1.0)
    obedient = Obedient(LEADS, UNIT)
    obedient.gate.clear()
    instance = world.start(obedient.stage)
    await instance.ready()
    await asyncio.sleep(1.2)
    assert instance.health.stalled() == [], "nothing to do is no stall"
    world.put("lead-1")
    await until(lambda: any(name.startswith(LEADS.source) for name in instance.health.stalled()), "it is not alive")
    obedient.gate.set()
    await until(lambda: instance.health.stalled() == [], "it is alive again")
    await instance.stop()


class Deaf:
    """A real consumer in its group whose fetches bring nothing but, once, the end of each partition."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._consumer = Consumer(settings)
        self.ended: set[tuple[str, int]] = set()

    def consume(self, most: int, wait_s: float) -> list[Any]:
        return [message for message in self._consumer.consume(most, wait_s) if self._first_end(message)]

    def _first_end(self, message: Any) -> bool:
        place = (message.topic(), message.partition())
        first = message.error() is not None and place not in self.ended
        self.ended.add(place)
        return first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._consumer, name)


async def test_a_consumer_that_reads_nothing_is_not_alive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """anchor:P22: 45 minutes of nothing, every process healthy from the outside."""
    monkeypatch.setattr(batch, "STALL_S", 1.0)
    monkeypatch.setattr(lag, "EVERY_S", 0.2)
    consumers: list[Deaf] = []

    def deaf(settings: dict[str, Any]) -> Deaf:
        consumers.append(Deaf(settings))
        return consumers[-1]

    instance = world.start(Obedient(LEADS, UNIT).stage, clients=Clients(consumer=deaf))
    await instance.ready()
    # Before it knows where a partition ends it may be behind what the broker says, for longer than this test's stall.
    await until(lambda: len(consumers[0].ended) == 2 * PARTITIONS, "it has read its source and retries to their ends")
    await asyncio.sleep(2)
    assert instance.health.stalled() == [], "nothing to read is no stall"
    world.put("lead-1")
    await until(lambda: any(name.startswith(LEADS.source) for name in instance.health.stalled()), "it is not alive")
    await instance.stop()

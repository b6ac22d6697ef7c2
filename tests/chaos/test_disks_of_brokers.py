"""
fault:D1, fault:D4. A broker's disk is full, or what is on it is damaged; the others carry on, and nobody reads a wrong
lead.

What breaks: a tmpfs under one of three brokers, filled to its last block; bytes of the newest segment of `leads.raw`,
flipped or cut off while their broker is down. Property: callers are accepted as before, nothing promised is missing,
the damaged copy becomes what the others have. Where there is one copy and nobody to mend it, the reader stops before
it.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from lab.faults.cluster import Cluster, Node, Options
from lab.faults.front import Front, front, missing, on_topic
from lab.faults.load import accepted, leads, under_load, worst_s
from lab.faults.parts import Part
from lab.faults.small_disk import NoSmallDisk, SmallDisk, small_disk
from lab.stack import Home, kafka
from lab.stack.testing import temporary_home
from leadcore.contracts import Topic
from leadcore.testing.patience import until

from lab import topics

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]

WORKSPACE = Path(__file__).parents[2] / "workspace"
RAW = "leads.raw"
LEADS, RATE = 2000, 40.0
DISK_MB = 256
SMALL = 1


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with temporary_home() as made:
        yield made


@pytest.fixture(scope="module")
def disk(home: Home) -> Iterator[SmallDisk]:
    with contextlib.ExitStack() as held:
        try:
            yield held.enter_context(small_disk(home.data("small-disk"), DISK_MB))
        except NoSmallDisk as error:
            pytest.skip(f"no disk of a fixed size here: {error}")


@pytest.fixture(scope="module")
def nodes(home: Home, disk: SmallDisk) -> Iterator[Cluster]:
    with Cluster(home, Options(folders={SMALL: disk.folder / "log"})) as made:
        yield made


@pytest.fixture(scope="module")
def door(home: Home, nodes: Cluster) -> Iterator[Front]:
    with front(home, nodes.address, WORKSPACE) as made:
        yield made


def test_a_broker_whose_disk_is_full_fails_alone(nodes: Cluster, door: Front, disk: SmallDisk) -> None:
    """fault:D1: it ends, the others lead its partitions; with room again it comes back and has every copy."""
    nodes.until_whole()
    door.gateway.until_ready()
    small = nodes.node(SMALL)
    with under_load(door.callers(RATE), leads(LEADS, seed=11)) as load:
        load.until_sent(LEADS // 4)
        disk.fill()
        full_at = time.monotonic()
        until(lambda: not small.runs, "the broker without room ends", 60)
        ended_s = time.monotonic() - full_at
        until(lambda: SMALL not in nodes.leaders(RAW), "new leaders", 20)
        led_s = time.monotonic() - full_at
    disk.make_room()
    nodes.until_whole()
    share = len(accepted(load.seen)) / len(load.seen)
    print(f"ended {ended_s:.1f} s after its disk was full, new leaders {led_s:.1f} s;", end=" ")
    print(f"accepted {share:.2%}, worst wait {worst_s(load.seen):.1f} s")
    assert share >= 0.99
    assert worst_s(load.seen) <= 10
    assert not missing(nodes.address, load.seen)


@pytest.mark.parametrize("how", ["one byte flipped", "the end cut off"])
def test_a_damaged_segment_is_seen_and_replaced(nodes: Cluster, door: Front, how: str) -> None:
    """fault:D4: the leader is killed under load, its newest segment damaged; it comes back with what others have."""
    nodes.until_whole()
    door.gateway.until_ready()
    with under_load(door.callers(RATE), leads(LEADS, seed=len(how))) as load:
        load.until_sent(LEADS // 4)
        hurt = nodes.node(nodes.leader(RAW))
        hurt.kill()
        segment = newest(hurt)
        sound = segment.read_bytes()
        damage(segment, how)
        assert segment.read_bytes() != sound
    nodes.until_whole()
    assert accepted(load.seen), "nobody was promised anything: the run says nothing"
    assert not missing(nodes.address, load.seen)
    [other, _] = nodes.others(hurt.number)
    for each in (hurt, other):
        assert each.stop(), "a clean stop writes everything down"
    mended, held = (newest(each).read_bytes() for each in (hurt, other))
    nodes.until_whole()
    assert mended == held


def test_a_reader_stops_before_what_nobody_can_mend(tmp_path: Path) -> None:
    """
    fault:D4 with one copy, damaged at rest: the broker serves it as it is. The reader's own checksum tells; it ends,
    its offset stays, and no wrong lead goes on. By itself librdkafka would pass the records over.
    """
    with temporary_home() as home:
        broker = kafka.start(home)
        topics.ensure(broker.address)
        feed = Producer({"bootstrap.servers": broker.address, "linger.ms": 200})
        for number in range(20):
            feed.produce(RAW, b'{"email": "ada-%d@northwind.example"}' % number, partition=0)
        assert feed.flush(30) == 0
        assert broker.process.stop(30.0)
        [segment] = home.root.rglob(f"{RAW}-0/00000000000000000000.log")
        damage(segment, "one byte flipped")
        broker = kafka.start(home)
        settings = {
            "UNIT": "ingest.normalise",
            "KAFKA_BOOTSTRAP_SERVERS": broker.address,
            "WORKSPACE_DIR": str(WORKSPACE),
            "IDENTITY_PEPPER": "a pepper of 24 bytes or more",
        }
        try:
            with Part(home, "ingest", settings) as unit:
                until(lambda: not unit.runs, "the unit ends", 60)
                assert unit.process.exit_code == 1
                assert [line["reason"] for line in unit.events() if line["event.name"] == "unit.failed"] == ["_BAD_MSG"]
            group = Consumer({"bootstrap.servers": broker.address, "group.id": "ingest.normalise"})
            [passed] = group.committed([TopicPartition(RAW, 0)], timeout=30)
            group.close()
            assert passed.offset < 0
            assert not on_topic(broker.address, Topic.LEADS_IDENTIFIED)
            assert not on_topic(broker.address, Topic.LEADS_DEAD)
        finally:
            broker.process.kill()


def newest(node: Node) -> Path:
    """The segment of the first partition that is written to."""
    return max((node.log / f"{RAW}-0").glob("*.log"))


def damage(segment: Path, how: str) -> None:
    """Make of its last tenth something else, or nothing."""
    held = segment.read_bytes()
    written = len(held.rstrip(b"\0"))
    at = written - written // 10 - 1
    if how == "the end cut off":
        segment.write_bytes(held[:at])
    else:
        segment.write_bytes(held[:at] + bytes([held[at] ^ 0xFF]) + held[at + 1 :])

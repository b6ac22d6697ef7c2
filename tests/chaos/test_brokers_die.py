"""
P5, fault:A1, fault:A3: brokers die under the gateway, and nobody was promised a lead that is not there.

Three nodes, three copies of every topic, two of which must have a record; the gateway, and callers who send at a steady
pace whatever the answers are. A submission is promised when its caller got 202; it is there when a reader of committed
data finds it on `leads.raw`.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.faults.cluster import Cluster
from lab.faults.front import Front, front, missing
from lab.faults.load import accepted, leads, under_load, worst_s
from lab.stack import Home
from lab.stack.testing import temporary_home
from leadcore.testing.patience import until

pytestmark = [pytest.mark.slow, pytest.mark.alone]

WORKSPACE = Path(__file__).parents[2] / "workspace"
RAW = "leads.raw"
LEADS, RATE = 1000, 60.0
DARK_S, KNOWN_S = 20.0, 10.0
"""How long nobody can be promised anything, and when the gateway has to know."""
GIVEN_UP_S = 9.0
"""The gateway's ACKNOWLEDGEMENT_TIMEOUT: whom it has not answered by then it refuses."""


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with temporary_home() as made:
        yield made


@pytest.fixture(scope="module")
def nodes(home: Home) -> Iterator[Cluster]:
    with Cluster(home) as made:
        yield made


@pytest.fixture(scope="module")
def gateway(home: Home, nodes: Cluster) -> Iterator[Front]:
    with front(home, nodes.address, WORKSPACE) as made:
        yield made


@pytest.fixture
def cluster(nodes: Cluster) -> Cluster:
    """All three run, and every copy is there."""
    nodes.until_whole()
    return nodes


@pytest.fixture
def door(gateway: Front) -> Front:
    gateway.gateway.until_ready()
    return gateway


def test_the_leader_of_leads_raw_is_killed_and_callers_hardly_notice(cluster: Cluster, door: Front) -> None:
    """fault:A1: >= 99.0 % accepted, nobody waits 10 s, a new leader within 20 s, nothing promised is missing."""
    with under_load(door.callers(RATE), leads(LEADS, seed=1)) as load:
        load.until_sent(LEADS // 4)
        leader = cluster.leader(RAW)
        killed_at = time.monotonic()
        cluster.node(leader).kill()
        until(lambda: leader not in cluster.leaders(RAW), "new leaders", 20)
        led_at = time.monotonic()
    waited = [each for each in load.seen if each.began_at < led_at and each.ended_at > killed_at + 1]
    assert waited, "the fault hit nothing in flight: the run says nothing"
    share = len(accepted(load.seen)) / len(load.seen)
    print(f"accepted {share:.2%}, worst wait {worst_s(load.seen):.1f} s, new leaders {led_at - killed_at:.1f} s")
    assert share >= 0.99
    assert worst_s(load.seen) <= 10
    assert not missing(cluster.address, load.seen)


def test_two_of_three_brokers_die_and_nothing_is_promised_until_one_returns(cluster: Cluster, door: Front) -> None:
    """fault:A3: under the minimum of copies 503 with Retry-After <= 5 s and not one 202; back within 30 s."""
    first, second = cluster.others(cluster.leader(RAW))
    with under_load(door.callers(RATE / 3), leads(2000, seed=2)) as load:
        load.until_sent(100)
        for node in (first, second):
            node.kill()
        dark_from = time.monotonic()
        time.sleep(DARK_S)
        dark_until = time.monotonic()
        first.start()
        returned_at = time.monotonic()
        until(lambda: any(each.status == 202 and each.ended_at > dark_until for each in load.seen), "202", 30)
        back_s = time.monotonic() - returned_at
        load.stop()
    # Who asked before may still be told of what both had.
    dark = [each for each in load.seen if dark_from < each.began_at and each.ended_at < dark_until]
    told = [each for each in dark if each.began_at > dark_from + KNOWN_S]
    print(
        f"refused {len(dark)}, worst wait {worst_s(dark):.1f} s, later {worst_s(told):.1f} s; back {back_s:.1f} s after"
    )
    assert len(told) > 50
    assert {each.status for each in dark} == {503}
    assert all(1 <= int(each.retry_after) <= 5 for each in dark)
    assert worst_s(dark) <= GIVEN_UP_S + 5
    assert worst_s(told) <= 5
    assert door.gateway.runs
    assert not missing(cluster.address, load.seen)

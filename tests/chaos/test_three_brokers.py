"""
P5, fault:A1, A2, A4, A5, A7, C1 to C6: brokers and the way to them are broken under the whole pipeline.

Three nodes, each with a proxy on the way of every unit; the oracle and its sender go to the brokers directly, so that
what they see is not what is broken (C4 apart: it loses everybody's packets). Property: the five rules and rest; and
for each fault what its own test says.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from functools import partial

import httpx
import pytest
from lab.faults.cluster import Cluster, Node, Options
from lab.faults.own_network import OwnNetwork, lacking
from lab.faults.pipeline import Pipeline, slowest_s
from lab.faults.progress import Progress
from lab.faults.proxy import BOTH, GOOD, Link
from lab.generator.dice import Dice
from lab.ledger.places import Stack
from lab.ledger.proofs import Run, proof
from lab.ledger.verdict import Rule, Verdict
from lab.stack import Home, Running, Servers, Supervisor, postgres, readiness, redis
from lab.stack.testing import temporary_home
from leadcore.testing.patience import until
from leadstream import emulated, units, workspaces

import migrations

pytestmark = [pytest.mark.slow, pytest.mark.chaos_long]

RAW = "leads.raw"
READY_S = 150.0
"""To the first readiness of ten processes and three brokers on two busy cores."""
ANYWHERE = (0.0, 1.0)
LEADS, RATE = 900, 30.0
MOST_LEADS = 18_000
"""More than are sent until the last fault of a row; then sending ends."""
KILLS = 5
FAST, LOST, DONE = 300.0, 0.05, 0.95
CUT_S, TAKE_OVER_S = 25.0, 90.0
TAKEN_OVER = 0.01
"""Share of the leads that second instances must bring to their outcome while the first are cut off."""
LATE = {"kind": "late_write", "route": "contacts/batch/[cu]*", "delay_ms": 15_000, "times": 4}
"""Writes that land when the session of whoever asked for them is over."""


@contextlib.contextmanager
def started(options: Options) -> Iterator[Pipeline]:
    with temporary_home() as home, Cluster(home, options) as cluster, Supervisor(home) as keeper:
        database, cache = postgres.start(home), redis.start(home)
        brokers = Running("kafka", cluster.through or cluster.address, cluster.node(1).process, 0.0)
        try:
            yield _pipeline(home, cluster, keeper, Servers(brokers, database, cache))
        finally:
            keeper.stop()
            database.process.kill()
            cache.process.kill()


@pytest.fixture
def lossy() -> Iterator[tuple[OwnNetwork, Pipeline]]:
    """All of it in a network of its own, without proxies."""
    if reason := lacking():
        pytest.skip(reason)
    with OwnNetwork() as network, started(Options()) as pipeline:
        yield network, pipeline


@pytest.fixture(scope="module")
def whole() -> Iterator[Pipeline]:
    with started(Options(proxied=True)) as pipeline:
        yield pipeline


@pytest.fixture
def pipeline(whole: Pipeline) -> Pipeline:
    """Everything runs, every copy is there, every link is good."""
    whole.links(GOOD)
    whole.cluster.until_whole()
    whole.until_ready(READY_S)
    return whole


def _pipeline(home: Home, cluster: Cluster, keeper: Supervisor, servers: Servers) -> Pipeline:
    asyncio.run(migrations.apply(servers.postgres.address))
    workspace = workspaces.prepare(home, None, demo=False)
    plan = units.plan(home, servers, workspace)
    keeper.start_services(plan.emulators)
    emulated.introduce_owners(plan.addresses["emulator.hubspot"], workspace)
    keeper.start_services(plan.services, READY_S)
    keeper.announce(**plan.addresses)
    stack = Stack(
        kafka=cluster.address,
        postgres=servers.postgres.address,
        hubspot=plan.addresses["emulator.hubspot"],
        units={service.unit: service.url for service in plan.services},
        home=home.root,
        gateway=plan.addresses["gateway"],
        api_key=plan.addresses["api_key"],
    )
    return Pipeline(home, cluster, stack)


def test_one_packet_in_twenty_is_lost(lossy: tuple[OwnNetwork, Pipeline]) -> None:
    """fault:C4: from and to every broker, the others' included; at least half of the leads/s without, nothing lost."""
    network, pipeline = lossy
    whole_s = _drained(pipeline, 121, 0.0, network)
    lossy_s = _drained(pipeline, 122, LOST, network)
    print(f"{2 * LEADS * DONE / whole_s:.0f} leads/s, {2 * LEADS * DONE / lossy_s:.0f} with one packet in twenty lost")
    assert lossy_s <= 2 * whole_s


def _drained(pipeline: Pipeline, seed: int, share: float, network: OwnNetwork) -> float:
    """How long it takes to the outcome of nearly all, with this share of the packets lost."""
    ports = {port for node in pipeline.cluster.nodes for port in (node.ports.broker, node.ports.controller)}
    with proof(pipeline.stack, leads=2 * LEADS, seed=seed, rate=FAST) as run:
        began = time.monotonic()
        if share:
            with run.fault(f"{share:.0%} of packets lost", "network", ANYWHERE):
                network.lose(share, ports)
        run.until(DONE)
        took_s, dropped = time.monotonic() - began, network.dropped()
        network.heal()
    judged(run, f"{DONE:.0%} done after {took_s:.1f} s, {dropped} packets dropped")
    assert bool(dropped) == bool(share)
    return took_s


def test_five_leaders_are_killed_one_after_the_other(pipeline: Pipeline) -> None:
    """fault:A1 with everything behind the gateway: >= 99 % accepted, new leaders within 20 s."""
    dice, slowest = Dice("five leaders", 7), 0.0
    with proof(pipeline.stack, leads=MOST_LEADS, seed=101, rate=RATE) as run:
        for _ in range(KILLS):
            run.until(run.done + 0.01)
            leader = pipeline.cluster.leader(RAW, dice.whole(0, 3))
            with run.fault("SIGKILL", "kafka", ANYWHERE):
                killed_at = time.monotonic()
                pipeline.cluster.node(leader).kill()
            until(partial(_leads_nothing, pipeline.cluster, leader), "new leaders", 20)
            slowest = max(slowest, time.monotonic() - killed_at)
            pipeline.cluster.until_whole()
        run.enough()
    verdict = judged(run, f"new leaders within {slowest:.1f} s")
    assert verdict.figures.ok >= 0.99 * (verdict.figures.ok + verdict.figures.info)


def test_a_rolling_restart_is_not_noticed(pipeline: Pipeline) -> None:
    """fault:A2: three brokers stopped cleanly one by one: not one answer but 202 or a refusal of the content."""
    with proof(pipeline.stack, leads=MOST_LEADS, seed=102, rate=RATE) as run:
        run.until(0.01)
        for node in pipeline.cluster.nodes:
            with run.fault("SIGTERM", "kafka", ANYWHERE):
                assert node.stop(), "a broker that is asked to stop hands over and ends"
            node.start(len(pipeline.cluster.nodes))
            pipeline.cluster.until_whole()
        run.enough()
    assert judged(run).figures.info == 0


def test_all_brokers_are_away_for_ninety_seconds(pipeline: Pipeline) -> None:
    """fault:A4: units that run, and units started meanwhile, stay up, not ready, quiet; ready within 30 s after."""
    away_s = 90.0
    with proof(pipeline.stack, leads=LEADS, seed=104, rate=RATE, ways=("http",)) as run:
        run.until(0.2)
        with run.fault("SIGKILL", "kafka", ANYWHERE):
            for node in pipeline.cluster.nodes:
                node.kill()
    _started_anew(pipeline, "enricher", "ingest.admit", "gateway")
    deaths, lines = pipeline.deaths(), {unit: pipeline.lines(unit) for unit in pipeline.stack.units}
    end = time.monotonic() + away_s
    until(lambda: not any(_kafka_ready(pipeline)), "no unit that reads says that it is ready", 40)
    while time.monotonic() < end:
        assert not any(_kafka_ready(pipeline))
        time.sleep(2)
    said = {unit: pipeline.lines(unit) - before for unit, before in lines.items()}
    died = pipeline.deaths() - deaths
    assert not died, f"nobody dies of a broker that is away: {dict(died)}\n{pipeline.told(died)}"
    assert all(each <= away_s for each in said.values()), said
    pipeline.cluster.start()
    ready_s = pipeline.until_ready(30)
    judged(
        run, f"ready {ready_s:.1f} s after the brokers, ended then: {dict(pipeline.deaths() - deaths)}, lines {said}"
    )


def test_a_frozen_leader_comes_back_from_the_dead(pipeline: Pipeline) -> None:
    """fault:A5: SIGSTOP for 30 s, then thawed: what it thinks it leads is nobody's promise."""
    with proof(pipeline.stack, leads=2 * LEADS, seed=105, rate=RATE) as run:
        run.until(0.1)
        node = pipeline.cluster.node(pipeline.cluster.leader(RAW))
        with run.fault("SIGSTOP", "kafka", ANYWHERE):
            node.freeze()
        led_s = until(lambda: node.number not in _leaders_by(pipeline.cluster, node), "new leaders", 20)
        time.sleep(max(0.0, 30 - led_s))
        node.thaw()
    judged(run, f"new leaders {led_s:.1f} s after the freeze")


def test_all_three_brokers_are_killed_together(pipeline: Pipeline) -> None:
    """fault:A7: the page cache lives on: nothing acknowledged is lost. A power cut is another matter: see docs."""
    with proof(pipeline.stack, leads=LEADS, seed=107, rate=RATE) as run:
        run.until(0.3)
        with run.fault("SIGKILL", "kafka", ANYWHERE):
            for node in pipeline.cluster.nodes:
                os.kill(node.process.pid, signal.SIGKILL)
        for node in pipeline.cluster.nodes:
            node.kill()
        pipeline.cluster.start()
    judged(run)


@pytest.mark.parametrize(
    ("link", "seconds"),
    [
        pytest.param(Link(latency_s=0.2, jitter_s=0.1), 45.0, id="C1-latency-200ms-jitter-100ms"),
        pytest.param(Link(held=BOTH), 45.0, id="C2-blackhole-45s"),
        pytest.param(Link(held=frozenset({"down"})), 20.0, id="C3-answers-do-not-arrive"),
        pytest.param(Link(reset_after=64 * 1024), 45.0, id="C5-reset-every-64-KiB"),
        pytest.param(Link(half_open=True), 20.0, id="half-open"),
        pytest.param(Link(refused=True), 20.0, id="refused"),
    ],
)
def test_every_link_to_the_brokers_is_bad(pipeline: Pipeline, link: Link, seconds: float) -> None:
    """fault:C1, C2, C3, C5: whatever the network does to connections, nothing is lost and it goes on by itself."""
    seed = 110 + round(seconds) + link.reset_after + 3 * len(link.held) + link.half_open + 7 * link.refused
    deaths = pipeline.deaths()
    with proof(pipeline.stack, leads=2 * LEADS, seed=seed, rate=RATE) as run:
        run.until(0.1)
        with run.fault(str(link), "network", ANYWHERE):
            pipeline.links(link)
        time.sleep(seconds)
        pipeline.links(GOOD)
        ready_s = pipeline.until_ready(READY_S)
    died = pipeline.deaths() - deaths
    judged(run, f"all ready {ready_s:.1f} s after it healed, ended meanwhile: {dict(died)}\n{pipeline.told(died)}")


def test_workers_are_cut_off_from_their_groups_alone(pipeline: Pipeline) -> None:
    """
    fault:C6: the first instance of every unit cannot reach a broker for longer than its session, and can reach
    PostgreSQL and the CRM; second ones take over. What the cut off write late is fenced, or refused by its version.
    """
    crm = f"{pipeline.stack.hubspot}/_emulator/faults"
    with contextlib.ExitStack() as held:
        second = {unit: held.enter_context(pipeline.beside(unit, "second")) for unit in units.STAGES}
        progress = Progress(pipeline.cluster.address)
        for unit in units.STAGES:
            progress.await_members(unit, 2, READY_S)
        with proof(pipeline.stack, leads=MOST_LEADS, seed=106, rate=RATE, ways=("kafka",)) as run:
            run.until(0.01)
            httpx.post(crm, json=[LATE], timeout=60, trust_env=False).raise_for_status()
            held.callback(httpx.delete, crm, trust_env=False)
            time.sleep(1)
            with run.fault("cut off from their groups", "network", ANYWHERE):
                pipeline.links(Link(held=BOTH))
            cut_at, before = time.monotonic(), run.done
            until(lambda: run.done - before >= TAKEN_OVER, "second ones bring leads to their outcome", TAKE_OVER_S)
            took_s = time.monotonic() - cut_at
            time.sleep(max(0.0, CUT_S - took_s))
            meanwhile = run.done - before
            pipeline.links(GOOD)
            run.until(run.done + 0.01)
            run.enough()
        told = f"{meanwhile * MOST_LEADS:.0f} leads ended in the cut, {TAKEN_OVER:.0%} of the plan after {took_s:.1f} s"
        died = {unit: each.deaths for unit, each in second.items() if each.deaths}
        # What the second instances counted goes with them.
        judged(run, f"{told}; second ones that ended and began anew: {died}", but=("metrics",))


def judged(run: Run, told: str = "", *, but: Sequence[Rule] = ()) -> Verdict:
    verdict = run.verdict()
    print(f"\n{verdict}\n{told}, 99 % ended within {slowest_s(run):.1f} s, load {os.getloadavg()[0]:.0f}")
    return verdict.must_hold(but=but)


def _started_anew(pipeline: Pipeline, *chosen: str) -> None:
    """End these units; the supervisor starts them, with no broker there."""
    before = pipeline.stack.pids()
    for unit in chosen:
        os.kill(before[unit], signal.SIGKILL)
    until(lambda: all(_new_pid(pipeline, unit, before[unit]) for unit in chosen), "started anew", 30)


def _new_pid(pipeline: Pipeline, unit: str, before: int) -> bool:
    return pipeline.stack.pids().get(unit) not in {before, 0, None}


def _kafka_ready(pipeline: Pipeline) -> list[str]:
    """Units that need Kafka and say that they are ready."""
    needing = {unit: url for unit, url in pipeline.stack.units.items() if unit != "console"}
    return [unit for unit, url in needing.items() if readiness.answers(f"{url}/readyz")]


def _leads_nothing(cluster: Cluster, number: int) -> bool:
    return number not in cluster.leaders(RAW)


def _leaders_by(cluster: Cluster, frozen: Node) -> set[int]:
    """The leaders as a node that is not frozen knows them."""
    return set(cluster.leaders(RAW, cluster.others(frozen.number)))

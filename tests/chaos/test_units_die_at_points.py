"""
fault:B2. Every unit dies at every point at which a death could lose or repeat something, once each.

What breaks: SIGKILL from inside, at the second passing of a named point (`lab.faults.points`): records read and nothing
decided; what is remembered written and nothing put out; all put out and nothing committed; the CRM has it and the
ledger does not know; and so on. How: each unit dies at its points one after the other while leads come in, several
units at a time. Property: every rule of the ledger.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from confluent_kafka import Producer
from lab.faults.points import POINTS, Point
from lab.faults.progress import read_by
from lab.faults.rig import Rig
from lab.ledger.places import Log, Stack
from lab.ledger.proofs import proof
from lab.ledger.rest import await_rest
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Topic

pytestmark = pytest.mark.slow
SEED = 20_253
RATE = 60.0
MOST_LEADS = 30_000
AT_ONCE = 3
GARBAGE = 8
STRIKE_S = 240.0


def test_each_unit_dies_at_each_point_and_nothing_is_lost(rig: Rig) -> None:
    with proof(rig.spine, MOST_LEADS, SEED, rate=RATE) as run:
        run.until(0.01)
        with ThreadPoolExecutor(AT_ONCE) as several:
            struck = dict(zip(POINTS, several.map(lambda unit: _die_at_all_points(rig, unit), POINTS), strict=True))
        run.enough()
    print(run.verdict().must_hold())
    assert struck == {
        unit: [point for point in points if point != "after-dead-letter"] for unit, points in POINTS.items()
    }


def test_a_unit_that_dies_after_a_dead_letter_neither_loses_nor_doubles_it(rig: Rig) -> None:
    stack, log = Stack.of(rig.spine), Log(rig.spine.status["kafka"])
    starts = log.ends()
    units = [unit for unit, points in POINTS.items() if "after-dead-letter" in points]
    for unit in units:
        rig.arm(unit, "after-dead-letter", nth=1)
    topics = sorted({_judged_by(unit) for unit in units})
    for topic in topics:
        _throw_garbage_at(rig, topic)
    for unit in units:
        assert rig.struck(unit, STRIKE_S).arm.point == "after-dead-letter"
    assert await_rest(stack) is not None
    letters = [Codec().decode(DeadLetter, each.value or b"") for each in log.since(starts, [Topic.LEADS_DEAD.value])]
    found = {(each.unit, each.topic, each.partition, each.offset) for each in letters if isinstance(each, DeadLetter)}
    for unit in units:
        assert len([each for each in found if each[0] == unit and each[1] == _judged_by(unit)]) == GARBAGE
    ids = {each.dead_letter_id for each in letters if isinstance(each, DeadLetter)}
    assert len(ids) == len(found), "a repeated dead letter must have the id that it had"


def _die_at_all_points(rig: Rig, unit: str) -> list[Point]:
    return list(_deaths(rig, unit))


def _deaths(rig: Rig, unit: str) -> Iterator[Point]:
    for point in POINTS[unit]:
        if point != "after-dead-letter":
            rig.arm(unit, point, nth=2)
            yield rig.struck(unit, STRIKE_S).arm.point


def _judged_by(unit: str) -> Topic:
    """The topic whose garbage the unit rejects; the system of record reads several that are others' to judge."""
    return Topic.LEADS_ROUTED if unit.startswith("crm-sync.") else read_by(unit)[0]


def _throw_garbage_at(rig: Rig, topic: Topic) -> None:
    producer = Producer({"bootstrap.servers": rig.spine.status["kafka"], "enable.idempotence": True})
    for number in range(GARBAGE):
        producer.produce(topic.value, f"no record of ours, number {number}".encode())
    assert producer.flush(60) == 0

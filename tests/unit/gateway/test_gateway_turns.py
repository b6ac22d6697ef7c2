"""Ids of submissions that come together (P6: what is gathered together is one request of every unit)."""

from collections import Counter

from gateway.adapters.kafka_log import TURN_LEADS, TURN_S, Turns
from leadcore import ids


def turns_of(partitions: int) -> Turns:
    turns = Turns()
    turns.partitions = partitions
    return turns


def test_what_comes_together_goes_to_one_partition_and_the_next_to_another() -> None:
    turns = turns_of(4)
    found = [
        [ids.partition_of(turns.new_id(turn * TURN_S + at * TURN_S / 4).encode(), 4) for at in range(3)]
        for turn in range(1, 9)
    ]
    assert all(len(set(each)) == 1 for each in found)
    assert {each[0] for each in found} == {0, 1, 2, 3}


def test_many_at_once_take_turns_too() -> None:
    """Otherwise a thousand would be one instance's work, and nobody else's."""
    turns = turns_of(4)
    found = Counter(ids.partition_of(turns.new_id(1.0).encode(), 4) for _ in range(8 * TURN_LEADS))
    assert found == dict.fromkeys(range(4), 2 * TURN_LEADS)


def test_any_id_will_do_until_the_partitions_are_known() -> None:
    assert len({ids.partition_of(Turns().new_id(1.0).encode(), 4) for _ in range(100)}) == 4

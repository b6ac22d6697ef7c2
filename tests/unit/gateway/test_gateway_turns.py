"""Which partition of leads.raw takes a submission (P6: what is gathered together is one request)."""

from gateway.adapters.kafka_log import BY_KEY, LINGER_MS, Turns


def test_what_is_gathered_together_goes_to_one_partition_and_the_next_to_another() -> None:
    turns = Turns()
    turns.partitions = 4
    window = LINGER_MS / 1000
    found = [[turns.partition(turn * 2 * window + at * window / 4) for at in range(3)] for turn in range(1, 9)]
    assert all(len(set(each)) == 1 for each in found)
    assert {each[0] for each in found} == {0, 1, 2, 3}


def test_the_key_chooses_until_the_partitions_are_known() -> None:
    assert Turns().partition(1.0) == BY_KEY

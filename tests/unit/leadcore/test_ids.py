"""Ids are derived the same way for ever, and partitions as every Kafka client derives them."""

from uuid import UUID

import pytest
from leadcore import ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [("21", -973932308), ("foobar", -790332482), ("a-little-bit-long-string", -985981536), ("", 275646681)],
)
def test_murmur2_agrees_with_the_java_client(text: str, expected: int) -> None:
    """Vectors of org.apache.kafka.common.utils.UtilsTest.testMurmur2 (the empty one from librdkafka's rdmurmur2.c)."""
    assert ids.murmur2(text.encode()) == expected & 0xFFFFFFFF


def test_ids_never_change() -> None:
    assert ids.submission_id_at("c", "leads.raw", 0, 7) == ids.submission_id_at("c", "leads.raw", 0, 7)
    assert ids.outcome_id("s", 0) != ids.outcome_id("s", 1)
    assert ids.new_submission_id()[14] == "7"


@pytest.mark.parametrize("partitions", [1, 3, 4, 32])
def test_an_id_is_drawn_for_a_partition_and_is_like_any_other(partitions: int) -> None:
    found = [ids.new_submission_id_for(n % partitions, partitions) for n in range(500)]
    missed = sum(ids.partition_of(each.encode(), partitions) != n % partitions for n, each in enumerate(found))
    assert missed <= (5 if partitions > 4 else 0), "(31/32)^256 is one in three thousand"
    assert len(set(found)) == 500
    assert {(len(each), UUID(each).version, UUID(each).variant) for each in found} == {(36, 7, UUID(found[0]).variant)}
    assert UUID(found[0]).variant == UUID(ids.new_submission_id()).variant
    assert found == sorted(found, key=lambda each: each[:13]), "ordered by time"

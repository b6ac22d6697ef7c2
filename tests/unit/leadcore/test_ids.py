"""Ids are derived the same way for ever, and partitions as every Kafka client derives them."""

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

"""I1: what becomes of a line that no broker would take: it is counted, the others are sent."""

from lab.sending import over_kafka


def test_a_line_that_is_larger_than_the_client_may_send_is_refused_and_counted() -> None:
    told: list[int] = []
    sent = over_kafka("127.0.0.1:1", [b"x" * 2_000_000], "upstream", told.append)
    assert (sent.accepted, sent.refused, sent.unknown) == (0, 1, 0)
    assert sent.reasons == {"larger than the broker takes": 1}
    assert told == [1]

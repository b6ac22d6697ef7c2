"""
How much each unit has yet to read of what can still become an outcome, retry topics included.

A waiting retry is lag of its retry topic. If every end equals what was committed before, nothing was under way in
between.
"""

from collections.abc import Iterable, Mapping

from leadcore.group_offsets import Lane, lanes, positions

__all__ = ["Lane", "lag", "lanes"]


def lag(servers: str, over: Iterable[Lane] | None = None) -> Mapping[Lane, int]:
    """
    Messages not yet read and committed, by lane; a unit that never committed has all of them before it.

    Raises:
        KafkaException: the cluster does not answer.
    """
    return positions(servers, over).left()

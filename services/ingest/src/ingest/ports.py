"""What ingest needs of the world."""

from typing import Protocol

# Normalisation


class Alarms(Protocol):
    """Who is told of what senders try."""

    def claimed(self, name: str) -> None:
        """A sender said what only we may say, and it was ignored; `name` is one of `OURS`."""
        ...


# Admission


class KeyedState(Protocol):
    """
    Tables of bytes by key, each a part of the whole: it holds what belongs to the partition being handled.

    Reads see the writes before them. Writes are durable no later than the offset of their packet is committed, and may
    be so after what the stage emits for it; a crash may keep some of a packet's writes, or none, and what it emitted.
    The packet then comes again, and with it whatever came after.
    """

    @property
    def shares(self) -> int:
        """Into how many parts the whole is split: 1 where it is in one place."""
        ...

    def get(self, table: str, key: str) -> bytes | None:
        """The value of `key`, or None."""
        ...

    def set(self, table: str, key: str, value: bytes, kept_until: int) -> None:
        """Put `value`; from `kept_until` on, wall clock in milliseconds, it may be thrown away."""
        ...

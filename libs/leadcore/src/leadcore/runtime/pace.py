"""How many records a batch may hold, so that none takes long, whatever else the machine has to do. Pure."""

HELD_S = 0.7
"""
What a batch may take where records enter: what comes with its end (a corrupt record's dead letter, the step to the next
record of a partition) is promised within a second.
"""
LEAST = 100
"""Smaller batches cost more than they shorten; and what the first may hold, whose speed nobody knows."""


class Pace:
    """
    Follows the speed of the last batches.

    Args:
        most: records that no batch exceeds.
        held_s: seconds that a batch may take.
    """

    def __init__(self, most: int, held_s: float = HELD_S) -> None:
        self._most, self._held_s = most, held_s
        self._least = min(LEAST, most)
        self.records = self._least
        """What the next batch may hold."""

    def took(self, records: int, seconds: float) -> None:
        """A batch of so many took so long. One that was neither full nor slow says nothing of what a full one takes."""
        if seconds > self._held_s or records >= self.records:
            fits = int(records * self._held_s / max(seconds, 1e-6))
            self.records = max(self._least, min(self._most, fits))

"""Seeded randomness, the only place of the generator that makes any."""

import hashlib
from collections.abc import Sequence
from random import Random  # noqa: TID251 - seeded here and passed on as a value
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """
    A seeded source of picks.

    Only `random()` of the Mersenne Twister is used, whose sequence Python guarantees across versions, so
    equal seeds give equal bytes everywhere.
    """

    __slots__ = ("roll",)

    def __init__(self, *seed: object) -> None:
        digest = hashlib.sha256("/".join(map(str, seed)).encode()).digest()
        self.roll = Random(int.from_bytes(digest[:8])).random  # noqa: S311 - invented data, not secrets

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`, each as likely."""
        return items[int(self.roll() * len(items))]

    def whole(self, low: int, high: int) -> int:
        """Return a whole number of low…high, each as likely."""
        return low + int(self.roll() * (high - low + 1))

    def weighted(self, shares: Sequence[tuple[str, float]]) -> str:
        """Return a word by its share; the shares sum to 1."""
        roll = self.roll()
        for word, share in shares:
            if roll < share:
                return word
            roll -= share
        return shares[-1][0]

    def chance(self, share: float) -> bool:
        """Return true in `share` of all calls."""
        return self.roll() < share

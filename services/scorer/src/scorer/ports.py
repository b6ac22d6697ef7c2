"""What the scorer needs of the world."""

from collections.abc import Sequence
from typing import Protocol

from scorer.domain import Answer


class Model(Protocol):
    """A model that was trained for the scorer's feature set."""

    @property
    def model_id(self) -> str:
        """Name and version, as scores carry it: `demo@1`."""
        ...

    @property
    def sha256(self) -> str:
        """Hex digest of its file; empty where it could not be loaded."""
        ...

    async def predict(self, matrix: Sequence[Sequence[float]]) -> Sequence[Answer]:
        """
        One answer for each row, in order. A row it refuses or cannot answer in time has no probability and says why.

        Never raises: a score by rules is worth more than none.
        """
        ...


class Alarms(Protocol):
    """Who is told that rules stood in for a model."""

    def fell_back(self, cause: str) -> None:
        """One lead was scored by rules although a model should have answered."""
        ...

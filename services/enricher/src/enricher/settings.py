"""What the enricher reads from its environment."""

from dataclasses import dataclass

from leadcore.runtime.kit import RunnerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunnerSettings):
    """What every stage service reads, and nothing of its own."""

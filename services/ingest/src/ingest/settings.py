"""What the units of ingest read from their environment."""

from dataclasses import dataclass

from leadcore.runtime.kit import RunnerSettings
from leadcore.settings import Secret, setting

MIN_PEPPER_BYTES = 24


@dataclass(frozen=True, slots=True, repr=False)
class PepperSecret(Secret):
    """The secret of the identity keys. Raises ValueError under 24 bytes."""

    def __post_init__(self) -> None:
        if len(self.reveal.encode()) < MIN_PEPPER_BYTES:
            raise ValueError(f"needs at least {MIN_PEPPER_BYTES} bytes")


class PepperVersion(int):
    """The version of a pepper, from 1. Raises ValueError for anything else."""

    def __new__(cls, text: str | int) -> "PepperVersion":
        """Read a version. Raises ValueError when it is none."""
        version = super().__new__(cls, text) if str(text).isdecimal() else 0
        if version < 1:
            raise ValueError("needs a whole number from 1")
        return super().__new__(cls, version)


@dataclass(frozen=True, slots=True, kw_only=True)
class NormaliseSettings(RunnerSettings):
    """
    What `ingest.normalise` reads.

    A new pepper makes every known person a stranger to admission until the dedup horizon has passed; give it a new
    version, so that keys of both can be told apart.
    """

    pepper: PepperSecret = setting("IDENTITY_PEPPER", about="at least 24 bytes, kept for as long as leads are")
    pepper_version: PepperVersion = setting(
        "IDENTITY_PEPPER_VERSION", PepperVersion(1), about="from 1, one higher with each pepper"
    )
    batch_records: int = setting(
        "BATCH_RECORDS", 500, about="most records of a batch; a submission is read into much", least=1
    )

"""Why a field of a submission cannot be used, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFailure:
    """
    A field that breaks a rule: its canonical name and a stable kebab-case code, never its value.

    Trying again cannot help; the sender has to change the submission.
    """

    field: str
    code: str

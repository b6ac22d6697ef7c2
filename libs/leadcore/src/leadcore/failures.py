"""
Why a record did not pass: typed values with stable codes, never exceptions.

Failure                     code              retry helps?
├── Undecodable             undecodable       no: the bytes are not a record
├── WrongShape              wrong-shape       no: a record, but a field has the wrong type or is missing
├── RuleViolation           rule-violation    no: well formed, refused by a rule of the workspace
├── TooLarge                too-large         no: over a size limit
├── UnknownSource           unknown-source    no: no such source, or it may not come this way
├── Unavailable             unavailable       yes: this one record's remote party did not answer
├── Refused                 refused           no: a destination said no to this record
├── Conflict                conflict          yes: another writer was faster
├── TimedOut                timed-out         yes: past its deadline
└── Bug                     bug               no: an exception that nobody foresaw

PortUnavailable             an exception, raised by adapters alone: a dependency is down for every record;
                            the runner pauses and tries again, nothing moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str
    """What is wrong, kebab-case and constant: it is counted, grouped and shown."""
    field: str = ""
    """Name of the field at fault, never its value."""
    parameters: Mapping[str, str] = _field(default_factory=dict)
    """Numbers and names that help to mend it; never personal data."""

    code: ClassVar[str]


class Undecodable(_Failure):
    """The bytes are not a record of the expected kind."""

    __slots__ = ()
    code = "undecodable"


class WrongShape(_Failure):
    """A record, but a field has the wrong type or is missing."""

    __slots__ = ()
    code = "wrong-shape"


class RuleViolation(_Failure):
    """Well formed, but refused by a rule of the workspace."""

    __slots__ = ()
    code = "rule-violation"


class TooLarge(_Failure):
    """Over a size limit."""

    __slots__ = ()
    code = "too-large"


class UnknownSource(_Failure):
    """No such source, or one that may not come this way."""

    __slots__ = ()
    code = "unknown-source"


class Unavailable(_Failure):
    """This one record's remote party did not answer; a retry may help."""

    __slots__ = ()
    code = "unavailable"


class Refused(_Failure):
    """A destination said no to this record."""

    __slots__ = ()
    code = "refused"


class Conflict(_Failure):
    """Another writer was faster; a retry may help."""

    __slots__ = ()
    code = "conflict"


class TimedOut(_Failure):
    """Past its deadline; a retry may help."""

    __slots__ = ()
    code = "timed-out"


class Bug(_Failure):
    """An exception that nobody foresaw; `reason` is its type, never its text, which may quote the input."""

    __slots__ = ()
    code = "bug"


Failure: TypeAlias = (
    Undecodable
    | WrongShape
    | RuleViolation
    | TooLarge
    | UnknownSource
    | Unavailable
    | Refused
    | Conflict
    | TimedOut
    | Bug
)

ALL_FAILURES: tuple[type[Failure], ...] = (
    Undecodable, WrongShape, RuleViolation, TooLarge, UnknownSource, Unavailable, Refused, Conflict, TimedOut, Bug,
)  # fmt: skip


class PortUnavailable(Exception):  # noqa: N818  named for what it says, as the vocabulary has it
    """
    A dependency is down for every record. Adapters raise it after brief, bounded retries; the runner pauses.

    Args:
        dependency: what is away, a constant name such as `postgres`.
        reason: kebab-case, constant; never an exception text of a client library.
    """

    def __init__(self, dependency: str, reason: str = "unreachable") -> None:
        super().__init__(f"{dependency}: {reason}")
        self.dependency = dependency
        self.reason = reason

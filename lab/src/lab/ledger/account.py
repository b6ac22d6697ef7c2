"""The conservation equation as values. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

OUTCOMES = ("routed", "duplicate", "rejected", "dead", "erased")


@dataclass(frozen=True, slots=True)
class Account:
    """How many submissions of one source ended how. What has no outcome is in flight while anything moves."""

    accepted: int = 0
    routed: int = 0
    duplicate: int = 0
    rejected: int = 0
    dead: int = 0
    erased: int = 0
    in_flight: int = 0
    unaccounted: int = 0

    @classmethod
    def of(cls, accepted: int, ended: Mapping[str, int], *, moving: bool) -> "Account":
        """
        The account of `accepted` submissions of which `ended` had each outcome.

        Raises:
            ValueError: more ended than were accepted, or there is an outcome that is none.
        """
        known = sum(ended.values())
        if ended.keys() - set(OUTCOMES) or known > accepted:
            raise ValueError("outcomes do not belong to what was accepted")
        left = accepted - known
        return cls(accepted, **ended, in_flight=left if moving else 0, unaccounted=0 if moving else left)

    def __add__(self, other: "Account") -> "Account":
        return Account(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class OpenOperation:
    """An import or batch of which lines have no outcome: of `lines` that were read from the log, `ended` have one."""

    operation_id: str
    source: str
    lines: int
    ended: int
    open: int
    since: str
    """When the broker had its first line, RFC 3339."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    The accounts by source. `at_rest`: no lag and no waiting retry was left when they were read. `operations`: those
    that are open, the oldest first.
    """

    at_rest: bool
    by_source: Mapping[str, Account]
    operations: Sequence[OpenOperation] = ()

    @property
    def total(self) -> Account:
        """The sum of all sources."""
        return _sum(self.by_source.values())

    @property
    def balanced(self) -> bool:
        """Whether nothing is unaccounted for."""
        return self.total.unaccounted == 0

    def as_json(self) -> dict[str, Any]:
        """The shape of `leadstream ledger --json`."""
        return {
            "at_rest": self.at_rest,
            "total": asdict(self.total),
            "by_source": {source: asdict(account) for source, account in sorted(self.by_source.items())},
            "operations": [asdict(each) for each in self.operations],
        }


def _sum(accounts: Iterable[Account]) -> Account:
    return sum(accounts, Account())

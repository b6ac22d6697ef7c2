"""`roster.csv`: who takes leads, in which pools, and with which share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadcore.workspace.csv_table import Row, rows
from leadcore.workspace.decode import Document
from leadcore.workspace.findings import did_you_mean

FILE = "roster.csv"
COLUMNS: Final = ("owner", "pool", "weight", "email")

_OWNER = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_WEIGHT = re.compile(r"[0-9]{1,4}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Seat:
    """One owner in one pool; weight 0 keeps the seat without giving it leads."""

    owner: str
    pool: str
    weight: int
    email: str


@dataclass(frozen=True, slots=True)
class Roster:
    """All seats, in the order of the file."""

    seats: tuple[Seat, ...]

    def seats_of(self, pool: str) -> tuple[Seat, ...]:
        """Return the seats of a pool in the order of the file; empty if there are none."""
        return tuple(seat for seat in self.seats if seat.pool == pool)

    def emails(self) -> Mapping[str, str]:
        """Return owner to e-mail."""
        return {seat.owner: seat.email for seat in self.seats}


def parse(doc: Document, text: str, pools: Sequence[str] | None) -> Roster:
    """
    Return the roster; a row that is refused and a pool in which nobody takes leads are findings.

    With `pools` None, pools are not checked.
    """
    seats: dict[tuple[str, str], Seat] = {}
    emails: dict[str, str] = {}
    for key, row in rows(doc, text, COLUMNS):
        _check(doc, key, row, pools)
        if emails.setdefault(row["owner"], row["email"]) != row["email"]:
            doc.refuse(key, "email: differs from the same owner's in an earlier row")
        if (row["owner"], row["pool"]) in seats:
            doc.refuse(key, "owner and pool: are in the table twice")
        weight = int(row["weight"]) if _WEIGHT.fullmatch(row["weight"]) else 0
        seats[row["owner"], row["pool"]] = Seat(row["owner"], row["pool"], weight, row["email"])
    roster = Roster(tuple(seats.values()))
    for pool in pools or ():
        if not any(seat.weight for seat in roster.seats_of(pool)):
            doc.refuse("", f"nobody in pool {pool} takes leads: give one owner of it a weight of 1 or more")
    return roster


def _check(doc: Document, key: str, row: Row, pools: Sequence[str] | None) -> None:
    if not _OWNER.fullmatch(row["owner"]):
        doc.refuse(key, "owner: must be lower case letters, digits, ., _ and -")
    if pools is not None and row["pool"] not in pools:
        doc.refuse(key, f"pool: no such pool: {row['pool']}{did_you_mean(row['pool'], pools)}")
    if not _WEIGHT.fullmatch(row["weight"]):
        doc.refuse(key, "weight: must be a whole number of 0 to 9999")
    if not _EMAIL.fullmatch(row["email"]):
        doc.refuse(key, "email: must be an e-mail address")

"""
A file as an import: which operation it is, what its columns become, its rows in shares that can be begun anywhere.

    digest_of, leadcore.imports.operation_of    the same content through the same source is the same operation
    planned(path, wish, source) → Plan, or Refusal
    shares(plan, after) → Share: rows as they are sent, and lines that made none

Whoever sends the shares in order, and keeps the number of the last line that was taken, goes on from there: a row's
number is the same in every reading, its submission id follows from operation and number, so that nothing is doubled.
"""

from leadfiles.imports.digests import digest_of
from leadfiles.imports.payloads import payload_of
from leadfiles.imports.plan import Plan, Wish, planned
from leadfiles.imports.shares import MOST_BYTES, MOST_ROWS, Share, shares

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "Plan",
    "Share",
    "Wish",
    "digest_of",
    "payload_of",
    "planned",
    "shares",
]

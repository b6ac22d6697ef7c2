"""How a source writes what can be read in two ways."""

from functools import cache
from typing import Literal, TypeAlias

from leadcore.frozen import dataclass

DateOrder: TypeAlias = Literal["", "dmy", "mdy", "ymd"]
"""Of day, month and year in 4/5/2026; empty: not known."""
DecimalMark: TypeAlias = Literal["", "point", "comma"]
"""Before the decimals of an amount, in 1.234 or 1,234; empty: not known."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a source says of its own writing; where it says nothing, what could be read in two ways is not read."""

    dates: DateOrder = ""
    decimals: DecimalMark = ""


@cache
def written(dates: DateOrder, decimals: DecimalMark) -> Written:
    """One object for each way, so that a lead costs none."""
    return Written(dates, decimals)


AS_IT_IS = written("", "")

"""
Columns of amounts of money: which mark stands before their decimals, and which part of the values is then an amount.

    one `1.234,56` tells the mark of all; where none does, or two contradict each other, none is guessed
"""

from collections.abc import Sequence
from dataclasses import dataclass

from leadcore.intake import money
from leadcore.intake.money import DECIMALS_UNKNOWN, Money
from leadcore.workspace import DecimalMark

from leadfiles.columns.samples import Sample


@dataclass(frozen=True, slots=True)
class Amounts:
    """
    `part`: of the values that can be read. `mark`: as the values tell it, or else as it was said. `why`: in words,
    where values cannot be read for want of a mark, or are written with another than was said. `currency`: the one that
    all with a sign or code may mean. `unknown`: some can be read in two ways.
    """

    part: float
    mark: DecimalMark = ""
    why: str = ""
    currency: str = ""
    unknown: bool = False


def amounts_of(sample: Sample, said: DecimalMark = "", currency: str = "") -> Amounts:
    """What there is of amounts in a column's values; `currency`: the field's. A number of JSON tells no mark."""
    if not sample.values:
        return Amounts(0.0)
    texts = sample.texts
    alone = money.decimals_of(texts)
    mark = said or alone
    read = [money.read(text, mark or "", currency) for text in texts]
    found = [each for each in read if isinstance(each, Money)]
    part = (len(found) + len(sample.numbers)) / len(sample.values)
    if any(not isinstance(each, Money) and each.reason == DECIMALS_UNKNOWN for each in read):
        told = "amounts of which some have a point before the decimals, others a comma" if mark is None else _TWO_WAYS
        return Amounts(part, why=told, currency=_currency(found), unknown=True)
    if said and alone and alone != said:
        return Amounts(part, alone, "amounts with another mark before the decimals than was said", _currency(found))
    return Amounts(part, mark or "", currency=_currency(found))


_TWO_WAYS = "amounts that could be read in two ways"


def _currency(found: Sequence[Money]) -> str:
    """The likeliest currency that every sign and code may mean; "": there is none, or no value has one."""
    told = [each.currencies for each in found if each.currencies]
    common = [code for code in told[0] if all(code in each for each in told)] if told else []
    return common[0] if common else ""

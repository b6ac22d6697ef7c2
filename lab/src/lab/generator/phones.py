"""
Phone numbers that nobody has: ranges that regulators keep free for fiction, in the formats people type.

Sources of the ranges: NANPA 555-0100…0199; Ofcom, numbers for TV and radio drama; ARCEP, numéros pour œuvres
audiovisuelles; ACMA, numbers for use in fictitious works; Bundesnetzagentur, Drama Numbers. Only ranges that
libphonenumber takes for valid are here, so that a number identifies its lead.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

from lab.generator.dice import Dice

_PREFIX = {"US": "1", "CA": "1", "GB": "44", "FR": "33", "AU": "61", "DE": "49"}
_US_AREAS = (202, 203, 206, 212, 213, 214, 215, 217, 240, 253, 303, 305, 312, 313, 404, 408, 412, 415, 423, 503, 504,
             512, 602, 615, 617, 619, 702, 713, 718, 801, 805, 816, 901, 907, 919)  # fmt: skip
_CA_AREAS = (204, 250, 306, 403, 416, 418, 506, 514, 604, 613, 705, 709, 780, 819, 902)
# (country, what is dialled after the trunk 0 or 1, digits that are free)
_RANGES = (
    *(("US", f"{area}55501", 2) for area in _US_AREAS),
    *(("CA", f"{area}55501", 2) for area in _CA_AREAS),
    *(("GB", f"{area}4960", 3) for area in ("113", "114", "116", "117", "118", "121", "131", "141", "151", "161")),
    ("GB", "2079460", 3),
    ("GB", "1914980", 3),
    *(("FR", area, 4) for area in ("19900", "26191", "35301", "46571", "53649")),
    *(("AU", f"{area}{block}", 4) for area, block in product("2378", ("5550", "7010"))),
    ("DE", "3023125", 3),
    ("DE", "6990009", 3),
    ("DE", "4066969", 3),
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number: its country and the digits after the country prefix."""

    country: str
    digits: str

    @property
    def e164(self) -> str:
        """`+442079460123`."""
        return f"+{_PREFIX[self.country]}{self.digits}"

    def national(self) -> str:
        """Return it as dialled at home, with blanks."""
        digits = self.digits
        if self.country in ("US", "CA"):
            return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
        return f"0{digits[:-6]} {digits[-6:-3]} {digits[-3:]}"

    def international(self, dice: Dice) -> str:
        """Return it with its country prefix in one of the ways people write that."""
        prefix, digits = _PREFIX[self.country], self.digits
        roll = dice.roll()
        if roll < 0.4:
            return f"+{prefix}{digits}"
        if roll < 0.7:
            return f"+{prefix} {digits[:-7]} {digits[-7:-4]} {digits[-4:]}"
        if roll < 0.85:
            return f" +{prefix}-{digits[:-4]}-{digits[-4:]} "
        return f"+{prefix} ({digits[:3]}) {digits[3:]}"


def any_of(dice: Dice, country: str) -> Phone:
    """Return some number of `country`, or of any country where that one keeps none free."""
    country, start, free = dice.pick(_ranges_of(country) or _RANGES)
    return Phone(country, f"{start}{int(dice.roll() * 10**free):0{free}d}")


@cache
def _ranges_of(country: str) -> tuple[tuple[str, str, int], ...]:
    return tuple(each for each in _RANGES if each[0] == country)


@cache
def _sizes() -> tuple[int, ...]:
    return tuple(10**free for _, _, free in _RANGES)


@cache
def count() -> int:
    """Return how many different numbers there are."""
    return sum(_sizes())


def number(index: int) -> Phone:
    """Return the number at `index` (taken modulo `count`), spread over all ranges so that neighbours differ."""
    rest = index * 48_611 % count()  # a prime that does not divide the count: a permutation
    for (country, start, free), size in zip(_RANGES, _sizes(), strict=True):
        if rest < size:
            return Phone(country, f"{start}{rest:0{free}d}")
        rest -= size
    raise AssertionError("the sizes sum to the count")

"""
Words that stand for a person: of one run alone, planted in what it sends, and found again where no person belongs.

    canaries = Canaries.of("a1b2c", seed=7)   →   canaries.in_(log)  ==  {"name": 2}

Where they may be is written in docs/proof/where-persons-are.md; everywhere else the rule `canary` is broken.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lab.generator.dice import Dice
from lab.generator.phones import Phone, any_of

Trait = Literal["address", "name", "phone", "company", "attribute"]
"""address: of the person's mailbox, and what their message says. attribute: where they live, whom they know."""

_LETTERS = str.maketrans("0123456789", "bcdfghjkmp")
"""A name with digits in it would be a suspicious one."""


@dataclass(frozen=True)
class Canaries:
    """How each trait of a run's people can be spelled, in small letters. `name` and the like are as they are sent."""

    spellings: Mapping[Trait, tuple[str, ...]]
    name: str = field(default="", repr=False)
    company: str = field(default="", repr=False)
    attribute: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @classmethod
    def of(cls, tag: str, seed: int) -> "Canaries":
        """The canaries of the run whose addresses carry `-tag`."""
        stem = tag.translate(_LETTERS)
        number = any_of(Dice("canary", seed), "US")
        name, company, attribute = f"Zqu{stem}", f"Vexq{stem}", f"Joxq{stem}"
        words: Mapping[Trait, tuple[str, ...]] = {
            "address": (f"-{tag}",),
            "name": (name.lower(),),
            "company": (company.lower(),),
            "attribute": (attribute.lower(),),
            "phone": _spelled(number),
        }
        return cls(words, name, company, attribute, number.e164)

    def in_(self, text: bytes, but: Collection[Trait] = ()) -> Counter[Trait]:
        """How often each trait stands in `text`, whatever its case; `but`: traits that may be there."""
        small = text.lower()
        if not self._any.search(small):
            return Counter()
        return Counter(
            {
                trait: number
                for trait, pattern in self._patterns.items()
                if trait not in but and (number := len(pattern.findall(small)))
            }
        )

    def likes(self) -> list[str]:
        """The spellings as patterns of SQL's `like`, over lower-case text."""
        return [f"%{each}%" for spellings in self.spellings.values() for each in spellings]

    @cached_property
    def _any(self) -> "re.Pattern[bytes]":
        return re.compile(b"|".join(each.pattern for each in self._patterns.values()))

    @cached_property
    def _patterns(self) -> Mapping[Trait, "re.Pattern[bytes]"]:
        return {
            trait: re.compile(b"|".join(re.escape(each.encode()) for each in spellings))
            for trait, spellings in self.spellings.items()
        }


def _spelled(number: Phone) -> tuple[str, ...]:
    area, block, line = number.digits[:3], number.digits[3:6], number.digits[6:]
    return number.digits, f"{area}-{block}-{line}", f"{area} {block} {line}", f"{area}) {block}-{line}"

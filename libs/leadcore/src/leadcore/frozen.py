"""
Frozen dataclasses that cost no more than others where Python was told to optimise (`-O`, PYTHONOPTIMIZE).

Making a frozen object sets each field through a call: a record of 19 fields takes 7 µs instead of 1.6, and a lead is
some six hundred fields on its way. Type checkers always, and Python unless it optimises, refuse whatever would change
one; an optimised process runs what they let pass.

    from leadcore.frozen import dataclass
"""

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
elif __debug__:
    dataclass = dataclasses.dataclass
else:

    def dataclass(cls: Any = None, **asked: Any) -> Any:
        """As the standard library's; what is asked to be frozen is equal and hashable as if it were."""
        if asked.pop("frozen", False):
            asked["unsafe_hash"] = True
        return dataclasses.dataclass(cls, **asked)

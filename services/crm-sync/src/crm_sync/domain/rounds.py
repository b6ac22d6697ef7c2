"""Which records of a batch may go out in one call. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Sequence


def rounds(keys: Sequence[Sequence[Hashable]], most: int) -> list[list[int]]:
    """
    Places of `keys` in calls of at most `most`, to be made one after another.

    No two records of a call share a key, and of two records that share one the earlier goes out earlier.
    """
    levels: dict[int, list[int]] = defaultdict(list)
    latest: dict[Hashable, int] = {}
    for place, own in enumerate(keys):
        level = max((latest.get(key, -1) + 1 for key in own), default=0)
        latest |= dict.fromkeys(own, level)
        levels[level].append(place)
    return [
        places[start : start + most] for _, places in sorted(levels.items()) for start in range(0, len(places), most)
    ]

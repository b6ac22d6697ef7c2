"""Growth: what a lead costs when there are many already."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lab.bench.figures import Figures
from lab.bench.spread import spread


@dataclass(frozen=True, slots=True)
class Step:
    """Drains of one size, after `before` submissions had been through; `filled`: the drain that got there."""

    before: int
    drains: Sequence[Figures]
    filled: Figures

    @property
    def cost_ms(self) -> float:
        """CPU milliseconds a lead, of units, broker and PostgreSQL together: the median of the drains."""
        return statistics.median(map(_cost_ms, self.drains))

    def as_json(self, first: "Step") -> dict[str, Any]:
        """The drains' medians, where they stood, and their cost as a multiple of the `first` step's."""
        return {
            **spread([each.as_json() for each in self.drains]),
            "before": self.before,
            "cost_ms_per_lead": round(self.cost_ms, 4),
            "cost_ratio": round(self.cost_ms / first.cost_ms, 3),
            "filled": {"leads": self.filled.leads, "missing": self.filled.missing, "cost_ms_per_lead": self.filled_ms},
        }

    @property
    def filled_ms(self) -> float:
        """The same of all leads that came before this step and after the one before, whatever was tidied meanwhile."""
        return round(_cost_ms(self.filled), 4)

    @property
    def missing(self) -> int:
        """Accepted without an outcome, in any of the drains."""
        return sum(each.missing for each in (*self.drains, self.filled))


def growth(drained: Callable[[int, int], Figures], totals: Sequence[int], sample: int, runs: int = 5) -> Iterator[Step]:
    """
    Drain until `totals` (growing) are through; each time, drain a `sample` more, `runs` times.

    `drained` takes a number of submissions and the number of the drain, which no two share. Compared are the samples,
    which are of one size; how much a step cost in all is told beside.

    Raises:
        ValueError: the totals do not grow by more than the samples.
        TimeoutError: a drain did not end.
    """
    through = number = 0
    for total in totals:
        if total <= through:
            raise ValueError(f"{total} is not more than what is through before it, {through}")
        filled = drained(total - through, number)
        drains = [drained(sample, number + each) for each in range(1, runs + 1)]
        yield Step(total, drains, filled)
        through, number = total + runs * sample, number + runs + 1


def _cost_ms(figures: Figures) -> float:
    return sum(cost.cpu_s for cost in figures.costs.values()) * 1000 / figures.leads

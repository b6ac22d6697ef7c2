"""Growth: what a lead costs when there are many already."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lab.bench.figures import Figures


@dataclass(frozen=True, slots=True)
class Step:
    """One drain, and how many submissions had been through before it."""

    before: int
    figures: Figures

    @property
    def cost_ms(self) -> float:
        """CPU milliseconds a lead, of units, broker and PostgreSQL together."""
        return sum(cost.cpu_s for cost in self.figures.costs.values()) * 1000 / self.figures.leads

    def as_json(self, first: "Step") -> dict[str, Any]:
        """The drain's document, where it stood, and its cost as a multiple of the `first` step's."""
        return {
            **self.figures.as_json(),
            "before": self.before,
            "cost_ms_per_lead": round(self.cost_ms, 4),
            "cost_ratio": round(self.cost_ms / first.cost_ms, 3),
        }


def growth(drained: Callable[[int, int], Figures], totals: Sequence[int], sample: int) -> Iterator[Step]:
    """
    Drain until `totals` (growing) are through; each time, drain a `sample` more and tell what that cost.

    `drained` takes a number of submissions and the number of the drain, which no two share. What fills is no step: the
    sample is of one size, so that steps can be compared.

    Raises:
        ValueError: the totals do not grow by more than the sample.
        TimeoutError: a drain did not end.
    """
    through = 0
    for number, total in enumerate(totals):
        fill = total - through - sample
        if fill < 0:
            raise ValueError(f"{total} is less than {sample} more than what is through before it, {through}")
        if fill:
            drained(fill, 2 * number)
        through = total - sample
        yield Step(through, drained(sample, 2 * number + 1))
        through = total

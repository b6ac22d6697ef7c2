"""One picture of `results.jsonl`: `python -m lab.bench.plot RESULTS PICTURE` (SVG or PNG, by its name)."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lab.bench.figures import OF_SERVERS
from lab.bench.results import by_bench, read

Document = Mapping[str, Any]
SHARES = ("p50_ms", "p95_ms", "p99_ms")


def plotted(found: Mapping[str, Document], to: Path) -> None:
    """Draw where the CPU of a lead goes, bench by bench, and how late leads are at each rate, with least and most."""
    figure = Figure(figsize=(12, 5), layout="constrained")
    costs, lateness = figure.subplots(1, 2)
    measured = {name: document for name, document in found.items() if "services" in document}
    _costs(costs, measured)
    _lateness(lateness, {name: document for name, document in measured.items() if name.startswith("pace")})
    figure.savefig(to)


def _costs(axes: Axes, found: Mapping[str, Document]) -> None:
    names = list(found)
    lefts = [0.0] * len(names)
    for number, part in enumerate(_parts(list(found.values()))):
        widths = [_cost(document, part) for document in found.values()]
        axes.barh(names, widths, left=lefts, label=part, color=colormaps["tab20"](number))
        lefts = [left + width for left, width in zip(lefts, widths, strict=True)]
    axes.set(xlabel="CPU ms a lead", title="Where the CPU goes (medians)")
    axes.invert_yaxis()
    axes.legend(fontsize="small", ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.12))


def _parts(documents: Sequence[Document]) -> list[str]:
    units = dict.fromkeys(name for document in documents for name in document["services"])
    return [*units, *OF_SERVERS]


def _cost(document: Document, part: str) -> float:
    if part in OF_SERVERS:
        return float(document[OF_SERVERS[part]])
    return float(document["services"].get(part, {"cpu_ms_per_lead": 0.0})["cpu_ms_per_lead"])


def _lateness(axes: Axes, found: Mapping[str, Document]) -> None:
    names = [name.removeprefix("pace ") for name in found]
    for share in SHARES:
        middle = [document[share] for document in found.values()]
        below = [document[share] - document["least"][share] for document in found.values()]
        above = [document["most"][share] - document[share] for document in found.values()]
        axes.errorbar(names, middle, yerr=[below, above], marker="o", capsize=4, label=share.removesuffix("_ms"))
    axes.set(xlabel="leads a second over HTTP", ylabel="ms until leads.routed", title="How late (least, median, most)")
    axes.set_ylim(bottom=0)
    axes.legend()


def main() -> None:
    """Read the results and draw them."""
    parser = argparse.ArgumentParser(prog="python -m lab.bench.plot", description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("picture", type=Path)
    asked = parser.parse_args()
    plotted(by_bench(read(asked.results)), asked.picture)


if __name__ == "__main__":
    main()

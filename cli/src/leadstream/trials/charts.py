"""The report's charts, as SVG that needs nothing from anywhere: bars that say their numbers in words too."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadstream.trials.markup import Html, joined, tag


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is, how much, and the class that colours it."""

    name: str
    value: int
    kind: str


WIDTH, HEIGHT = 320, 110
_BASE = 92


def stacked(bars: Sequence[Bar]) -> Html:
    """One line parted by values, and below it each part's name, number and share."""
    whole = sum(bar.value for bar in bars) or 1
    parts, at = [], 0.0
    for bar in bars:
        width = 100 * bar.value / whole
        if bar.value:
            parts.append(tag("rect", x=f"{at:.3f}", y=0, width=f"{max(width, 0.4):.3f}", height=6, class_=bar.kind))
        at += width
    line = tag("svg", *parts, viewBox="0 0 100 6", preserveAspectRatio="none", class_="stacked", aria_hidden="true")
    legend = [
        tag("li", tag("i", class_=f"dot {bar.kind}"), tag("b", f"{bar.value:,}"), f" {bar.name} ", _share(bar, whole))
        for bar in bars
        if bar.value
    ]
    return joined(line, tag("ul", *legend, class_="legend"))


def histogram(counts: Sequence[int], kinds: Sequence[str], label: str) -> Html:
    """Bars side by side from 0 to 100; `kinds`: the class of each."""
    most, step = max(*counts, 1), WIDTH / len(counts)
    bars = [
        tag(
            "rect",
            x=f"{at * step + 1:.1f}",
            y=f"{_BASE - (_BASE - 12) * count / most:.1f}",
            width=f"{step - 2:.1f}",
            height=f"{(_BASE - 12) * count / most:.1f}",
            class_=kind,
        )
        for at, (count, kind) in enumerate(zip(counts, kinds, strict=True))
        if count
    ]
    ticks = [
        tag("text", str(value), x=f"{WIDTH * value / 100:.0f}", y=HEIGHT - 4, text_anchor=anchor)
        for value, anchor in ((0, "start"), (25, "middle"), (50, "middle"), (75, "middle"), (100, "end"))
    ]
    base = tag("line", x1=0, x2=WIDTH, y1=_BASE, y2=_BASE, class_="axis")
    top = tag("text", f"{most:,}", x=WIDTH, y=9, text_anchor="end")
    return tag("svg", base, top, *bars, *ticks, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=label)


def shares(rows: Sequence[tuple[str, int]], whole: int, kind: str = "plain") -> Html:
    """A list of names, each with a bar of its share of `whole` and its number."""
    lines = [
        tag(
            "li",
            tag("span", tag("bdi", name), class_="name"),
            tag(
                "svg",
                tag("rect", x=0, y=0, width=100, height=4, class_="trough"),
                tag("rect", x=0, y=0, width=f"{100 * value / max(whole, 1):.2f}", height=4, class_=kind),
                viewBox="0 0 100 4",
                preserveAspectRatio="none",
                aria_hidden="true",
            ),
            tag("span", f"{value:,}", class_="count"),
        )
        for name, value in rows
    ]
    return tag("ul", *lines, class_="shares")


def _share(bar: Bar, whole: int) -> Html:
    return tag("span", f"{100 * bar.value / whole:.1f} %", class_="soft")

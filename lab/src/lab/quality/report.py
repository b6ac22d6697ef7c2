"""Tables of counts, and the scores that are made of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Table:
    """One table; cells are shown as they are, numbers to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One value: what was measured on what, its tables, and the figures that a guard may hold to."""

    title: str
    about: str
    tables: tuple[Table, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    """Ids of cases that ended otherwise than the corpus says, for no reason that is known. Wanted: none."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one class: how many there are, were named, and were named rightly."""

    wanted: int
    named: int
    right: int

    @property
    def precision(self) -> float:
        """Of those named, the part that is right; 1 where none is."""
        return self.right / self.named if self.named else 1.0

    @property
    def recall(self) -> float:
        """Of those there are, the part that is named; 1 where there are none."""
        return self.right / self.wanted if self.wanted else 1.0


def scores(pairs: Iterable[tuple[str, str]]) -> dict[str, Score]:
    """The score of each class, from pairs of what is true and what was said; "" is no class."""
    wanted: Counter[str] = Counter()
    named: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for true, said in pairs:
        wanted[true] += 1
        named[said] += 1
        right[true] += true == said
    return {name: Score(wanted[name], named[name], right[name]) for name in sorted({*wanted, *named} - {""})}


def part_right(counted: Mapping[str, Counter[str]], name: str) -> float:
    """Of the texts of all corpora whose name has `name` in it, the part that was read right, 0 to 1."""
    of = [counts for corpus, counts in counted.items() if name in corpus]
    return sum(counts["right"] for counts in of) / sum(counts["texts"] for counts in of)


def score_table(label: str, found: Mapping[str, Score]) -> Table:
    """The table of scores of classes."""
    rows = [(name, s.wanted, s.named, s.right, share(s.precision), share(s.recall)) for name, s in found.items()]
    return Table((label, "in the corpus", "named", "right", "precision", "recall"), tuple(rows))


def share(part: float) -> str:
    """A part of one with three decimals."""
    return f"{part:.3f}"


def percent(part: float, whole: float) -> str:
    """Two decimals of a hundred."""
    return f"{100 * part / whole:.2f} %" if whole else "–"


def markdown(sections: Sequence[Section], head: str) -> str:
    """The page."""
    parts = [head, *(_section(each) for each in sections)]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    return "\n\n".join([f"## {section.title}", section.about, *(_table(each) for each in section.tables)])


def _table(table: Table) -> str:
    sample = table.rows[0] if table.rows else ()
    marks = ["---:" if isinstance(cell, int | float) else "---" for cell in sample] or ["---"] * len(table.head)
    lines = [_line(table.head), _line(marks), *(_line(row) for row in table.rows)]
    return "\n".join(lines)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

"""What `leadstream try` prints: bounded, whatever the file; the whole is in the report."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from leadfiles import visible
from leadfiles.columns import Column
from rich.table import Table as Grid
from rich.text import Text

from leadstream.terminal import out
from leadstream.trials import report, sentences
from leadstream.trials.tally import Remark, Tally, Top
from leadstream.trials.trying import Understood

REMARKS, OF_EACH = 20, 3
UNMAPPED = 12
_CELL = 26


def show_mapping(understood: Understood) -> None:
    """Each column, what it was taken for and why, with three samples; of unmapped ones the first."""
    table = understood.table
    about = [table.kind.upper(), table.encoding, {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}.get(
        table.delimiter, table.delimiter), f"sheet {table.sheet}" if table.sheet else ""]  # fmt: skip
    said = ", ".join(visible(each) for each in about if each)
    _line(f"{visible(understood.asked.file.name)}: {said}, {len(table.columns)} columns", "bold")
    grid = Grid(
        "column", "taken for", "sure", "samples", "because", box=None, header_style="bold", padding=(0, 2, 0, 0)
    )
    columns = understood.mapping.columns
    mapped = [each for each in columns if each.target]
    others = sorted((each for each in columns if not each.target), key=lambda each: not each.maybe)
    for each in (*mapped, *others[:UNMAPPED]):
        grid.add_row(*_cells(each))
    out.print(grid)
    if len(others) > UNMAPPED:
        _line(f"… and {len(others) - UNMAPPED} more columns that are kept unmapped")
    _line("Say otherwise with --map 'COLUMN=FIELD'; --map 'COLUMN=' leaves a column unmapped.\n", "dim")
    if understood.by_id_alone:
        _line(visible(report.alone(understood), 400) + "\n", "yellow")


def show_tally(tally: Tally, seconds: float) -> None:
    """The counts, the best leads with their reasons, and what is wrong, the worst first."""
    counts = {name: tally.outcomes[name] for name in ("routed", "duplicate", "rejected", "dead")}
    told = [f"{count:,} {name}" for name, count in (*counts.items(), ("unreadable", tally.lost)) if count]
    told += [f"{tally.left_out:,} not tried (--rows)"] if tally.left_out else []
    _line(f"{tally.rows:,} rows in {seconds:.1f} s: {', '.join(told) or 'nothing'}", "bold")
    bands = ", ".join(f"{tally.bands[band]:,} {band}" for band in ("hot", "warm", "cold"))
    if tally.outcomes["routed"]:
        review = tally.owners[""]
        _line(f"scores: {bands}; owners: {len(tally.owners) - bool(review)}, {review:,} for review")
    for why, count in tally.whys.most_common(5):
        _line(f"  {count:,} rejected: {why}")
    _show_best(sorted(tally.best, reverse=True))
    _show_remarks(tally)


def document(understood: Understood, tally: Tally, seconds: float, files: Sequence[str]) -> dict[str, Any]:
    """The same as JSON; without a value of the file but the names of its columns."""
    return {
        "file": {
            "kind": understood.table.kind,
            "encoding": understood.table.encoding,
            "delimiter": understood.table.delimiter,
            "sheet": understood.table.sheet,
            "header_line": understood.table.header_line,
        },
        "mapping": [
            {"column": each.name, "field": each.target, "confidence": round(each.confidence, 2),
             "why": sentences.because(each), "maybe": each.maybe}
            for each in understood.mapping.columns
        ],
        "source": {"name": understood.name, "require_any": list(understood.source.require_any),
                   "map": understood.mapping.renamed},
        "rows": tally.rows,
        "unreadable": tally.lost,
        "not_tried": tally.left_out,
        "outcomes": {name: tally.outcomes[name] for name in ("routed", "duplicate", "rejected", "dead")},
        "bands": {band: tally.bands[band] for band in ("hot", "warm", "cold")},
        "rejected_because": dict(tally.whys.most_common()),
        "findings": [{"weight": weight, "code": code, "count": count}
                     for (weight, code), count in tally.remarked.most_common()],
        "top": [{"line": top.line, "score": round(top.score, 1), "band": top.lead.scoring.band,
                 "owner": top.lead.routing.owner,
                 "reasons": [{"code": each.code, "part": each.part, "points": each.points}
                             for each in top.lead.scoring.reasons]}
                for top in sorted(tally.best, reverse=True)],
        "seconds": round(seconds, 2),
        "files": list(files),
    }  # fmt: skip


def _cells(column: Column) -> tuple[Text, ...]:
    samples = ", ".join(visible(each, _CELL) for each in column.sample.shown)
    taken = (
        Text(column.target, "green") if column.target else Text(f"({column.maybe}?)" if column.maybe else "–", "dim")
    )
    sure = f"{column.confidence:.0%}" if column.target else ""
    because = "" if not (column.target or column.maybe or column.proposal) else sentences.because(column)
    return Text(visible(column.name, 40)), taken, Text(sure), Text(samples), Text(visible(because, 120), "dim")


def _show_best(best: Sequence[Top]) -> None:
    if not best:
        return
    out.print()
    grid = Grid("score", "", "line", "who", "owner", "because", box=None, header_style="bold", padding=(0, 2, 0, 0))
    for top in best:
        lead, person = top.lead, top.person
        who = [person.full_name or person.email or lead.origin.event_id, lead.identity.company_name, person.title]
        because = ", ".join(report.reason_text(each) for each in lead.scoring.reasons[:4])
        cells = (f"{top.score:.0f}", lead.scoring.band, f"{top.line:,}", ", ".join(each for each in who if each),
                 lead.routing.owner or "review queue", because)  # fmt: skip
        grid.add_row(*[Text(visible(each, 80)) for each in cells])
    out.print(grid)


def _show_remarks(tally: Tally) -> None:
    order = {"lost": 0, "rejected": 1, "warning": 2}
    worst: list[Remark] = sorted(
        (each for each in tally.remarks if each.weight in order), key=lambda each: (order[each.weight], each.line)
    )
    if not worst:
        return
    out.print()
    worst = _few_of_each(worst)
    for each in worst:
        where = f"line {each.line:,}" if each.line else "file"
        column = f"{visible(each.column, 40)}: " if each.column else ""
        _line(f"  {where}: {column}{visible(each.sentence)}" + (" [row lost]" if each.weight == "lost" else ""))
    all_ = sum(count for (weight, _), count in tally.remarked.items() if weight in order)
    if all_ > len(worst):
        _line(f"  … and {all_ - len(worst):,} more, in the report")


def _few_of_each(remarks: Sequence[Remark]) -> list[Remark]:
    """Some of every kind, so that one frequent thing does not hide the others."""
    seen: Counter[str] = Counter()
    found = []
    for each in remarks:
        seen[each.sentence] += 1
        if seen[each.sentence] <= OF_EACH:
            found.append(each)
    return found[:REMARKS]


def _line(text: str, style: str = "") -> None:
    out.print(text, style=style, markup=False, highlight=False)

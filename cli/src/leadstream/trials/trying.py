"""
One file, tried: opened, understood, run through the real stages, counted.

No broker, no account, nothing that leaves the machine: what is read is the file and the workspace, what is written
goes through `write`.
"""

import asyncio
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from leadcore.workspace import AS_IT_IS, Source, Workspace, Written, fold
from leadfiles import Finding, Refusal, Table, Wanted, open_file
from leadfiles.columns import Mapping, corrected, guess, parse_corrections, samples_of, source_name
from leadfiles.imports import payload_of
from leadfiles.table import Each
from simulator.trial import Trial

from leadstream.trials.tally import Remark, Tally

SHARE = 2_000
"""Rows at a time."""
CONTACT = ("email", "phone", "company_name")
TAKEN = "-tried"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the user asked for. `rows`: at most so many go through the stages; 0: all. `said`: how dates and
    amounts are written.
    """

    file: Path
    maps: tuple[str, ...] = ()
    wanted: Wanted = Wanted()
    rows: int = 0
    top: int = 10
    said: Written = AS_IT_IS


@dataclass(frozen=True, slots=True)
class Understood:
    """A file that can be tried: its table, its mapping, and the source that they make."""

    asked: Asked
    table: Table
    mapping: Mapping
    name: str
    source: Source

    @property
    def by_id_alone(self) -> bool:
        """Whether the rows have no way to reach anybody, so that only an id tells one from another."""
        return self.source.require_any == ("event_id",)


def understand(asked: Asked, workspace: Workspace) -> Understood | Refusal:
    """
    What the file is and what its columns mean; or why it cannot be read.

    Raises:
        WrongMapError: a correction of the user's cannot be followed.
    """
    table = open_file(asked.file, asked.wanted)
    if isinstance(table, Refusal):
        return table
    workbook = table.kind == "xlsx"
    mapping = guess(samples_of(table), workspace.fields, asked.said, workbook=workbook)
    said = parse_corrections(asked.maps)
    mapping = corrected(mapping, said, workspace.fields, asked.said, workbook=workbook)
    name = source_name(asked.file.name)
    source = Source(
        ways=("import",),
        shape="row",
        quota=None,
        map=_folded(mapping.renamed),
        transform=_folded(mapping.transforms),
        dates=asked.said.dates or mapping.dates,
        decimals=asked.said.decimals or mapping.decimals,
    )
    if "event_id" in mapping.targets and not mapping.targets.intersection(CONTACT):
        source = replace(source, require_any=("event_id",))
    return Understood(asked, table, mapping, name + (TAKEN if name in workspace.sources else ""), source)


def try_rows(
    understood: Understood,
    workspace: Workspace,
    now: int,
    write: Callable[[Remark], None],
    told: Callable[[float], None],
) -> Tally:
    """
    What became of the file's rows.

    Args:
        now: milliseconds; what the stages take for the time.
        write: is given every remark about a line.
        told: is given, some times a second, the part of the file that is done.
    """
    tally = Tally(write, understood.asked.top)
    sources = {**workspace.sources, understood.name: understood.source}
    trial = Trial(replace(workspace, sources=sources), understood.name, now, version("leadstream"))
    part = [0.0]
    each = understood.table.rows(lambda done: part.__setitem__(0, done))
    for note in understood.table.notes:
        tally.found(note)
    with asyncio.Runner() as runner:
        while share := _share(each, tally, understood.asked.rows):
            for ended in runner.run(trial.ended(share)):
                tally.ended(ended, trial.person_of)
            told(part[0])
    if not tally.rows:
        tally.found(Finding(0, "no-rows"))
    told(1.0)
    return tally


def _share(each: Iterator[Each], tally: Tally, most: int) -> list[tuple[int, bytes]]:
    """The next rows, as an import would send them; empty: the file has ended."""
    share: list[tuple[int, bytes]] = []
    before = tally.tried
    for one in each:
        if isinstance(one, Finding):
            tally.found(one)
            continue
        payload = payload_of(one.values, {})
        if payload is None:
            tally.found(Finding(one.line, "not-text", lost=True))
            continue
        tally.read(one)
        if most and before + len(share) >= most:
            tally.left_out += 1
            continue
        share.append((one.line, payload))
        if len(share) == SHARE:
            break
    return share


def _folded(columns: MappingOf[str, str]) -> dict[str, str]:
    return {fold(name): target for name, target in columns.items()}

"""
What an import makes of a file: each column's meaning, and under which key it is sent.

    open → guess → what the source's `map` says beats the guess → what the user says beats both → keys

A column that would be read rightly by itself keeps its name, so that the source's own `map` and `transform` go on
working; one that was recognised otherwise is sent under the field's name; one whose name says something else than it
holds is sent under a name that says nothing, and is kept as unmapped.
"""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from pathlib import Path

from leadcore.workspace import ALIASES, ATTRIBUTE, CANONICAL_KEYS, UNMAPPED, Field, Source, fold

from leadfiles.columns import Column, Mapping, WrongMapError, corrected, guess, parse_corrections, samples_of
from leadfiles.findings import Refusal
from leadfiles.limits import MAX_FILE
from leadfiles.open import Wanted, open_file
from leadfiles.table import Table


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user says of the file: `maps` as `COLUMN=FIELD`, and how it is to be read."""

    maps: tuple[str, ...] = ()
    wanted: Wanted = Wanted()


@dataclass(frozen=True, slots=True)
class Plan:
    """A file that can be imported. `keys`: column to the key it is sent under, where that is not its own name."""

    table: Table
    mapping: Mapping
    keys: MappingOf[str, str]
    source: Source

    @property
    def unmapped(self) -> tuple[str, ...]:
        """The columns that fill no field."""
        return tuple(each.name for each in self.mapping.columns if not each.target)

    @property
    def advice(self) -> tuple[str, ...]:
        """What the source should say, in words: it alone decides how a date is read that could be read in two ways."""
        bare = [each for each in self.mapping.columns if fold(each.name) not in self.source.transform]
        return tuple(told for each in bare for told in _advised(each, self.source))


def planned(path: Path, wish: Wish, source: Source, declared: MappingOf[str, Field]) -> Plan | Refusal:
    """
    How `path` is imported through `source`, or why it cannot be; `declared`: the workspace's own fields.

    Raises:
        WrongMapError: a wish of the user's cannot be followed.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        return Refusal("cannot-open", {"reason": (error.strerror or "input/output error").lower()})
    if size > MAX_FILE:
        return Refusal("file-too-large", {"gib": f"{size / (1 << 30):.1f}", "limit": str(MAX_FILE >> 30)})
    table = open_file(path, wish.wanted)
    if isinstance(table, Refusal):
        return table
    workbook = table.kind == "xlsx"
    guessed = guess(samples_of(table), declared, source.written, workbook=workbook)
    said = parse_corrections(wish.maps)
    settled = _by_source(guessed, source, said, declared, workbook=workbook)
    mapping = corrected(settled, said, declared, source.written, workbook=workbook)
    return _complete(Plan(table, mapping, _keys(mapping, source, declared), source))


def _advised(column: Column, source: Source) -> list[str]:
    dates, amounts, found = f"the dates of {column.name}", f"the amounts of {column.name}", []
    if column.lacks == "dates":
        found.append(f"{dates} {_TWO_WAYS} `dates: dmy`, `mdy` or `ymd` {_IN_SOURCE}{_by_map(column)}")
    elif column.dates and column.dates != source.dates:
        found.append(_other(dates, f"dates: {column.dates}", source.dates and f"dates: {source.dates}"))
    if column.lacks == "decimals":
        found.append(f"{amounts} {_TWO_WAYS} `decimals: point` or `comma` {_IN_SOURCE}{_by_map(column)}")
    elif column.decimals and column.decimals != source.decimals:
        found.append(
            _other(amounts, f"decimals: {column.decimals}", source.decimals and f"decimals: {source.decimals}")
        )
    if column.transform:
        found.append(f"{column.name} holds days as a spreadsheet counts them: it needs a transform {_OR_ELSE}")
    return found


_OR_ELSE = "(`leadstream try` writes it); until then they are kept as they are, unread"
_IN_SOURCE = "in the source (sources.yaml); until then they are kept as they are, unread"
_TWO_WAYS = "could be read in two ways: write"


def _by_map(column: Column) -> str:
    if column.target or not column.maybe:
        return ""
    return f". --map '{column.name}={column.maybe}' takes those that can be read in one way alone"


def _other(what: str, needed: str, said: str) -> str:
    if not said:
        return f"{what} need `{needed}` {_IN_SOURCE}"
    return f"{what} are written as `{needed}`, but the source says `{said}`: one that cannot be read so is kept, unread"


def _complete(plan: Plan) -> Plan | Refusal:
    """Refuses a table of which no row could be taken; of JSON a later row may have other keys."""
    asked = set(plan.source.require_any)
    if plan.table.kind in ("json", "json-lines") or plan.mapping.targets & asked:
        return plan
    return Refusal("nothing-required", {"fields": ", ".join(plan.source.require_any)})


def _by_source(
    mapping: Mapping, source: Source, said: MappingOf[str, str], declared: MappingOf[str, Field], *, workbook: bool
) -> Mapping:
    """`mapping` as the source has it where the source says something; of two columns it calls one, the first."""
    told = {fold(name) for name in said}
    own: dict[str, str] = {}
    for column in mapping.columns:
        folded = fold(column.name)
        if (folded in source.map or folded in source.transform) and folded not in told:
            own.setdefault(folded, column.name)
    targets = {name: _natural(folded, source, declared) for folded, name in own.items()}
    twice = {target for target in targets.values() if target and list(targets.values()).count(target) > 1}
    sure = {name: each for name, each in targets.items() if each not in twice}
    settled = corrected(mapping, sure, declared, source.written, workbook=workbook)
    return Mapping(tuple(replace(c, why="the source says so") if c.name in targets else c for c in settled.columns))


def _natural(folded: str, source: Source, declared: MappingOf[str, Field]) -> str:
    """The field that ingest fills from a key, without being told more; empty: none."""
    if folded in source.map:
        return "" if source.map[folded] == UNMAPPED else source.map[folded]
    if folded in CANONICAL_KEYS or folded in ALIASES:
        return ALIASES.get(folded, folded)
    return ATTRIBUTE + folded if folded in declared else ""


def _keys(mapping: Mapping, source: Source, declared: MappingOf[str, Field]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for column in mapping.columns:
        by_itself = _natural(fold(column.name), source, declared)
        if by_itself == column.target:
            continue
        # An alias that yields to the column which fills the field is unmapped in any case.
        if column.target or column.refused or fold(column.name) in source.map or by_itself == column.maybe:
            keys[column.name] = _key_for(column, source, declared) if column.target else _silent(column, mapping)
    return keys


def _key_for(column: Column, source: Source, declared: MappingOf[str, Field]) -> str:
    target = column.target
    bare = target.removeprefix(ATTRIBUTE)
    if _natural(fold(bare), source, declared) == target:
        return bare
    for folded, filled in source.map.items():
        if filled == target:
            return folded
    if target.startswith(ATTRIBUTE):
        return target  # among the attributes: `payload_of`
    raise WrongMapError(f"--map: the source calls a column {bare} something else; {column.name} cannot fill {target}.")


def _silent(column: Column, mapping: Mapping) -> str:
    taken = {fold(each.name) for each in mapping.columns}
    name = f"{column.name} (column)"
    while fold(name) in taken:
        name += "'"
    return name

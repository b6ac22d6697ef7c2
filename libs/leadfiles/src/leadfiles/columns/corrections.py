"""What the user says a column is: `--map "Work mail=email"`. It beats every guess."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from leadcore.workspace import ALIASES, AS_IT_IS, ATTRIBUTE, CANONICAL_KEYS, UNMAPPED, Field, Written, fold

from leadfiles.columns.amounts import Amounts, amounts_of
from leadfiles.columns.dated import SERIALS, Dates, dates_of
from leadfiles.columns.guess import Column, Lacking, Mapping, reads_by_itself

_NOTHING = ("", "-", UNMAPPED)


class WrongMapError(Exception):
    """A correction that cannot be followed; the message names what was meant instead."""


def parse_corrections(words: Sequence[str]) -> dict[str, str]:
    """
    Column to target of each `column=target`; the last `=` parts them. An empty target, `-` and `unmapped` mean: none.

    Raises:
        WrongMapError: a word has no `=`, or names a column twice.
    """
    found: dict[str, str] = {}
    for word in words:
        column, sign, target = word.rpartition("=")
        if not sign or not column.strip():
            raise WrongMapError(f"--map {word}: write it as COLUMN=FIELD, such as --map 'Work mail=email'.")
        if column.strip() in found:
            raise WrongMapError(f"--map: column {column.strip()} is mapped twice.")
        found[column.strip()] = target.strip()
    return found


def corrected(
    mapping: Mapping,
    said: MappingOf[str, str],
    declared: MappingOf[str, Field],
    written: Written = AS_IT_IS,
    *,
    workbook: bool = False,
) -> Mapping:
    """
    `mapping` as the user says it is; `written` and `workbook` as for `guess`.

    Raises:
        WrongMapError: a column or field there is not, or one field for two columns.
    """
    known = {each.name: each for each in mapping.columns}
    wanted = {_column(column, known): _target(target, declared) for column, target in said.items()}
    targets = [target for target in wanted.values() if target]
    twice = next((target for target in targets if targets.count(target) > 1), "")
    if twice:
        raise WrongMapError(f"--map: two columns for {twice}; a field is filled by one.")
    columns = tuple(_said(each, wanted, declared) for each in mapping.columns)
    return Mapping(
        tuple(_fitted(each, declared, written, workbook) if each.name in wanted else each for each in columns)
    )


def _said(column: Column, wanted: MappingOf[str, str], declared: MappingOf[str, Field]) -> Column:
    target = wanted.get(column.name)
    if target:
        return replace(column, target=target, confidence=1.0, why="you said so", maybe="", refused=False)
    if target == "":
        itself = reads_by_itself(column.name, declared)
        return replace(column, target="", confidence=1.0, why="you said so", maybe="", refused=itself)
    if column.target and column.target in wanted.values():
        other = next(name for name, each in wanted.items() if each == column.target)
        why = f"{column.target} is filled by column {other}"
        return replace(column, target="", maybe=column.target, why=why)
    return column


def _fitted(column: Column, declared: MappingOf[str, Field], written: Written, workbook: bool) -> Column:
    own = declared.get(column.target.removeprefix(ATTRIBUTE)) if column.target.startswith(ATTRIBUTE) else None
    wanted = column.target == "occurred_at" or (own is not None and own.type == "date" and not own.transform)
    told = dates_of(column.sample.values, written.dates, workbook=workbook) if wanted else Dates(0.0)
    amounts = Amounts(0.0)
    if own is not None and own.type == "money" and not own.transform:
        amounts = amounts_of(column.sample, written.decimals, own.currency)
    why = "; ".join(filter(None, (column.why, told.why, amounts.why)))
    made = SERIALS if told.serial else ""
    lacks: Lacking = "dates" if told.unknown else "decimals" if amounts.unknown else ""
    return replace(column, dates=told.order, transform=made, decimals=amounts.mark, why=why, lacks=lacks)


def _column(said: str, known: MappingOf[str, Column]) -> str:
    if said in known:
        return said
    folded = {fold(name): name for name in reversed(list(known))}
    if fold(said) in folded:
        return folded[fold(said)]
    raise WrongMapError(f"--map: there is no column {said}{_near(said, list(known))}")


def _target(said: str, declared: MappingOf[str, Field]) -> str:
    if said in _NOTHING:
        return ""
    own = said.removeprefix(ATTRIBUTE)
    if own in declared and (said.startswith(ATTRIBUTE) or own not in CANONICAL_KEYS):
        return ATTRIBUTE + own
    folded = fold(said)
    if folded in CANONICAL_KEYS or folded in ALIASES:
        return ALIASES.get(folded, folded)
    fields = [*CANONICAL_KEYS, *(ATTRIBUTE + name for name in declared)]
    raise WrongMapError(f"--map: there is no field {said}{_near(said, fields)}")


def _near(said: str, known: Sequence[str]) -> str:
    folded = {fold(each): each for each in reversed(known)}
    near = [folded[each] for each in get_close_matches(fold(said), list(folded), n=3, cutoff=0.5)]
    if near:
        return f". The nearest: {', '.join(near)}."
    return f". There are: {', '.join(known[:30])}{' …' if len(known) > 30 else ''}."

"""
The guess: each column's meaning, from its name, held to its values; and no field from two columns.

    what the name may mean, held to the values → candidates → the surest column of each field → the rest is shown

What is not sure stays unmapped. A column whose name the pipeline would read by itself, and whose values are something
else, is mapped to `unmapped` on purpose.
"""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from leadcore.workspace import (
    ALIASES,
    AS_IT_IS,
    ATTRIBUTE,
    CANONICAL_KEYS,
    UNMAPPED,
    DateOrder,
    DecimalMark,
    Field,
    Written,
    fold,
)

from leadfiles.columns import names, values
from leadfiles.columns.amounts import Amounts, amounts_of
from leadfiles.columns.dated import SERIALS, Dates, dates_of
from leadfiles.columns.samples import Sample

SURE: Final = 0.6
"""From here on a guess is taken."""
SHOWN: Final = 0.3
"""From here on a guess that is not taken is shown."""
_BY_VALUES_ALONE: Final[MappingOf[str, tuple[str, float, float]]] = {
    "email": ("email", 0.9, 0.85),
    "phone": ("phone", 0.9, 0.65),
    "country": ("country", 0.95, 0.65),
    "host": ("company_domain", 0.9, 0.65),
    "moment": ("occurred_at", 0.95, 0.45),
}
"""Kind of value: the field that it means whatever the name, which part must be of it, and how sure that is."""
_HELD_TO: Final[MappingOf[str, tuple[tuple[str, ...], float]]] = {
    "email": (("email",), 0.1),
    "phone": (("phone",), 0.3),
    "company_domain": (("host", "url"), 0.3),
    "page_url": (("url", "host"), 0.3),
    "referrer": (("url", "host"), 0.3),
    "country": (("country", "code", "words"), 0.5),
}
"""Field: the kinds of which at least that part of its values must be."""
_NEVER: Final[MappingOf[str, tuple[str, ...]]] = {
    "title": ("honorific", "email", "url", "number", "flag"),
    "full_name": ("email", "url", "number", "flag"),
    "first_name": ("email", "url", "number", "flag"),
    "last_name": ("email", "url", "number", "flag"),
    "company_name": ("email", "number", "flag"),
    "city": ("email", "url", "number", "flag"),
    "region": ("email", "url", "number", "flag"),
    "utm_campaign": ("number",),
    "country": ("email", "url", "number"),
    "message": ("number",),
    "language": ("email", "url", "number"),
    "address": ("email", "url", "host", "phone", "flag", "country"),
    "postal_code": ("email", "url", "flag"),
}
"""Field: kinds that speak against it where most values are of them."""
_OF_PEOPLE: Final = frozenset({"full_name", "last_name", "email", "phone", "message"})
_MOST: Final = 0.7
_MOST_REPEATED: Final = 0.1
"""Of the values of an id: what was sent twice has it twice."""
_ENOUGH: Final = 3
"""Values that a column without a telling name must have."""
_WORDS: Final[MappingOf[str, str]] = {
    "email": "e-mail addresses", "phone": "telephone numbers", "country": "countries", "host": "web addresses",
    "url": "web addresses", "moment": "points in time", "honorific": "forms of address (Mr, Mrs)", "number": "numbers",
    "flag": "yes or no", "date": "dates", "money": "amounts of money", "code": "short codes", "words": "words",
}  # fmt: skip


Lacking: TypeAlias = Literal["", "dates", "decimals"]


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column and what it was taken for.

    `target`: a canonical key, `attributes.<name>`, or empty: kept as unmapped. `confidence`: 0 to 1. `why`: in words,
    without values. `maybe`: the field that an unmapped column may mean. `refused`: the pipeline would read the name by
    itself and must not. `sample`: its first values. `dates`: the order of numbers in its dates, if its values tell it.
    `lacks`: what its source must say for values to be read that can be read in two ways.
    `transform`: the expression that makes dates of its values. `decimals`: the mark in its amounts, if they tell it.
    `proposal`: what an unmapped column could be declared as in `fields.yaml`.
    """

    name: str
    target: str
    confidence: float
    why: str
    maybe: str = ""
    refused: bool = False
    sample: Sample = field(default_factory=Sample)
    dates: DateOrder = ""
    transform: str = ""
    decimals: DecimalMark = ""
    proposal: str = ""
    lacks: Lacking = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Every column of a file, in its order."""

    columns: tuple[Column, ...]

    @property
    def renamed(self) -> dict[str, str]:
        """As `map` of `sources.yaml` takes it: column to target, and to `unmapped` what must not go where it would."""
        found = {each.name: each.target or UNMAPPED for each in self.columns if each.target or each.refused}
        return {name: target for name, target in found.items() if fold(name) not in _later(self.columns, name)}

    @property
    def transforms(self) -> dict[str, str]:
        """As `transform` of `sources.yaml` takes it: column to expression."""
        return {each.name: each.transform for each in self.columns if each.target and each.transform}

    @property
    def dates(self) -> DateOrder:
        """As `dates` of `sources.yaml` takes it: the order of its columns; empty where none tells it, or two do."""
        orders = {each.dates for each in self.columns if each.target and each.dates}
        return next(iter(orders)) if len(orders) == 1 else ""

    @property
    def decimals(self) -> DecimalMark:
        """As `decimals` of `sources.yaml` takes it."""
        marks = {each.decimals for each in self.columns if each.target and each.decimals}
        return next(iter(marks)) if len(marks) == 1 else ""

    @property
    def targets(self) -> frozenset[str]:
        """The fields that some column fills."""
        return frozenset(each.target for each in self.columns if each.target)

    def column_of(self, target: str) -> Column | None:
        """The column that fills `target`."""
        return next((each for each in self.columns if each.target == target), None)


def guess(
    samples: MappingOf[str, Sample],
    declared: MappingOf[str, Field],
    said: Written = AS_IT_IS,
    *,
    workbook: bool = False,
) -> Mapping:
    """
    What each column of `samples` means.

    Args:
        samples: by column.
        declared: the workspace's own fields.
        said: how dates and amounts are written, if it is known; else the values of each column may tell it.
        workbook: whether the values are a workbook's, in which dates may be numbers of days.
    """
    asked = _Asked(declared, said, workbook)
    candidates = {name: _candidates(name, sample, asked, at) for at, (name, sample) in enumerate(samples.items())}
    taken = _settled(candidates)
    return Mapping(tuple(_column(name, samples[name], candidates[name], taken) for name in samples))


def reads_by_itself(name: str, declared: MappingOf[str, Field]) -> bool:
    """Whether the pipeline takes a column of this name for a field without being told to."""
    folded = fold(name)
    return folded in CANONICAL_KEYS or folded in ALIASES or folded in declared


@dataclass(frozen=True, slots=True)
class _Asked:
    declared: MappingOf[str, Field]
    said: Written
    workbook: bool

    def dates_of(self, sample: Sample) -> Dates:
        """What there is of dates in a column."""
        return dates_of(sample.values, self.said.dates, workbook=self.workbook)


@dataclass(frozen=True, slots=True)
class _Candidate:
    target: str
    confidence: float
    why: str
    by_itself: bool
    dates: Dates = Dates(0.0)
    decimals: DecimalMark = ""
    lacks: Lacking = ""


def _candidates(name: str, sample: Sample, asked: _Asked, at: int) -> list[_Candidate]:
    """What a column may mean, the surest first."""
    declared = asked.declared
    found = [_held(key, sure, sample, at, asked) for key, sure in names.meanings(name).items()]
    own, sure = names.attribute(name, declared)
    if own:
        found.append(_declared(own, declared[own], sure, sample, asked))
    if max((each.confidence for each in found), default=0.0) < SURE:
        found += _by_values(sample)
    by_itself = reads_by_itself(name, declared)
    return sorted((replace(each, by_itself=by_itself) for each in found), key=lambda each: -each.confidence)


def _held(key: str, sure: float, sample: Sample, at: int, asked: _Asked) -> _Candidate:
    """A meaning of the name, held to the values."""
    by_name = "the name says so" if sure > names.PART else "the name hints at it"
    if not sample.values:
        return _Candidate(key, sure * 0.8, f"{by_name}; the first {sample.rows} rows have no value", by_itself=False)
    if key == "event_id":
        return _event_id(sure, sample, at)
    if key == "occurred_at":
        return _dated(key, sure, by_name, asked.dates_of(sample))
    against = next((kind for kind in _NEVER.get(key, ()) if values.part_of(kind, sample.values) >= _MOST), "")
    if against:
        return _Candidate(key, 0.2, f"{by_name}, but the values are {_WORDS[against]}", by_itself=False)
    if key in _OF_PEOPLE and values.are_few(sample.values):
        return _Candidate(key, 0.25, f"{by_name}, but the same few values come again and again", by_itself=False)
    kinds, least = _HELD_TO.get(key, ((), 0.0))
    part = max((values.part_of(kind, sample.values) for kind in kinds), default=1.0)
    if part < least:
        # Each value is looked at again when it is read: those few that fit need not be lost for the others.
        few = sure > names.PART and part > 0
        weak = SURE if few else 0.35 if part else 0.25
        told = f"{by_name}, but hardly a value is one of {_WORDS[_HELD_TO[key][0][0]]}"
        return _Candidate(key, weak, told, by_itself=False)
    if not kinds:
        return _Candidate(key, sure, by_name, by_itself=False)
    told = f"{by_name}, and {part:.0%} of the values are {_WORDS[kinds[0]]}"
    return _Candidate(key, min(0.99, sure + 0.04 if part >= 0.5 else sure - 0.1), told, by_itself=False)


def _dated(target: str, sure: float, by_name: str, found: Dates) -> _Candidate:
    """A meaning that only dates have."""
    lacks: Lacking = "dates" if found.unknown else ""
    if found.serial:
        return _Candidate(target, sure, f"{by_name}, and the values are {found.why}", by_itself=False, dates=found)
    if found.part < _MOST_DATES:
        lacking = found.why and f"the values are {found.why}"
        told = f"{by_name}, but {lacking or 'hardly a value is a date'}"
        sure = 0.35 if found.part or found.why else 0.25
        return _Candidate(target, sure, told, by_itself=False, dates=found, lacks=lacks)
    told = f"{by_name}, and {found.part:.0%} of the values are dates{'' if found.why else _ORDERS[found.order]}"
    told += f"; others are {found.why}" if found.why else ""
    return _Candidate(target, sure, told, by_itself=False, dates=found, lacks=lacks)


def _in_money(target: str, sure: float, found: Amounts) -> _Candidate:
    lacks: Lacking = "decimals" if found.unknown else ""
    if found.part < _MOST_DATES:
        lacking = f"the values are {found.why}" if found.why else f"only {found.part:.0%} of the values are amounts"
        told = f"the name says so, but {lacking}"
        return _Candidate(target, 0.35, told, by_itself=False, decimals=found.mark, lacks=lacks)
    told = f"a field of the workspace has that name, and {found.part:.0%} of the values are amounts"
    told += "" if found.why else _MARKS[found.mark]
    told += f"; others are {found.why}" if found.why else ""
    return _Candidate(target, sure, told, by_itself=False, decimals=found.mark, lacks=lacks)


_MARKS: Final[MappingOf[DecimalMark, str]] = {
    "": "", "point": ", a point before the decimals", "comma": ", a comma before the decimals",
}  # fmt: skip
_MOST_DATES: Final = 0.5
_ORDERS: Final[MappingOf[DateOrder, str]] = {
    "": "", "dmy": ", the day first", "mdy": ", the month first", "ymd": ", the year first",
}  # fmt: skip


def _event_id(sure: float, sample: Sample, at: int) -> _Candidate:
    # Two rows with one event id are one event: the second is a duplicate. So it must be an id of the row.
    repeated = len(sample.values) - len(set(sample.values))
    if repeated > len(sample.values) * _MOST_REPEATED or (repeated and sure < names.PART):
        return _Candidate("event_id", 0.2, "the name says so, but values repeat", by_itself=False)
    if repeated:
        told = f"the name says so; {repeated} of {len(sample.values)} values repeat: those rows may be sent twice"
        return _Candidate("event_id", names.PART, told, by_itself=False)
    whole = len(sample.values) == sample.rows
    if sure < names.PART:
        sure = 0.7 if whole and at == 0 else 0.4
        return _Candidate("event_id", sure, "an id, and no value repeats", by_itself=False)
    return _Candidate(
        "event_id", sure if whole else sure - 0.2, "the name says so, and no value repeats", by_itself=False
    )


def _declared(own: str, declared: Field, sure: float, sample: Sample, asked: _Asked) -> _Candidate:
    target = ATTRIBUTE + own
    if declared.type == "date" and sample.values and not declared.transform:
        return _dated(target, sure, "a field of the workspace has that name", asked.dates_of(sample))
    if declared.type == "money" and sample.values and not declared.transform:
        return _in_money(target, sure, amounts_of(sample, asked.said.decimals, declared.currency))
    fitting = sum(declared.value_of(text) is not None for text in sample.values)
    part = fitting / len(sample.values) if sample.values else 1.0
    if part < _MOST:
        told = f"the name says so, but only {part:.0%} of the values are {names.type_word(declared.type)}"
        return _Candidate(target, 0.35, told, by_itself=False)
    return _Candidate(target, sure, "a field of the workspace has that name", by_itself=False)


def _by_values(sample: Sample) -> list[_Candidate]:
    found: list[_Candidate] = []
    if len(sample.values) < _ENOUGH:
        return found
    for kind, (key, least, sure) in _BY_VALUES_ALONE.items():
        part = values.part_of(kind, sample.values)
        if part < least or (kind == "phone" and not values.are_written_as_phones(sample.values)):
            continue
        found.append(_Candidate(key, sure, f"{part:.0%} of the values are {_WORDS[kind]}", by_itself=False))
    return found[:1]


def _settled(candidates: MappingOf[str, Sequence[_Candidate]]) -> dict[str, str]:
    """Field to the column that fills it: the surest one, and of equals the one that stands first."""
    ranked = sorted(
        (
            (each.confidence, -at, each.target, name)
            for at, (name, found) in enumerate(candidates.items())
            for each in found
        ),
        reverse=True,
    )
    taken: dict[str, str] = {}
    settled: set[str] = set()
    folded: set[str] = set()
    for confidence, _, target, name in ranked:
        if confidence < SURE or target in taken or name in settled or fold(name) in folded:
            continue
        taken[target] = name
        settled.add(name)
        folded.add(fold(name))
    return taken


def _column(name: str, sample: Sample, candidates: Sequence[_Candidate], taken: MappingOf[str, str]) -> Column:
    mine = next((each for each in candidates if taken.get(each.target) == name), None)
    if mine is not None:
        told = mine.dates
        made = SERIALS if told.serial else ""
        return Column(
            name,
            mine.target,
            mine.confidence,
            mine.why,
            sample=sample,
            dates=told.order,
            transform=made,
            decimals=mine.decimals,
            lacks=mine.lacks,
        )
    if not candidates:
        proposal, looks = _proposed(sample)
        return Column(
            name, "", 0.0, looks or "neither name nor values say what it is", sample=sample, proposal=proposal
        )
    best = candidates[0]
    maybe = best.target if best.confidence >= SHOWN else ""
    why = best.why
    if best.confidence >= SURE and best.target in taken:
        why = f"{best.target} is filled by column {taken[best.target]}"
    if best.target in taken:
        return Column(name, "", best.confidence, why, maybe, sample=sample)
    order, mark, lacks = best.dates.order, best.decimals, best.lacks
    return Column(name, "", best.confidence, why, maybe, best.by_itself, sample, order, decimals=mark, lacks=lacks)


def _proposed(sample: Sample) -> tuple[str, str]:
    """What a column could be declared as that nothing else tells, and what its values look like."""
    if len(sample.values) < _ENOUGH:
        return "", ""
    if values.part_of("date", sample.values) >= _NEARLY_ALL:
        return "type: date", "dates: a field of type date could keep them"
    # A number alone says nothing of money; a sign or a code beside it does.
    if values.part_of("money", sample.values) >= _NEARLY_ALL and (currency := amounts_of(sample).currency):
        return (
            f"type: money, currency: {currency}",
            f"amounts of money: a field of type money in {currency} could keep them",
        )
    return "", ""


_NEARLY_ALL: Final = 0.9


def _later(columns: Sequence[Column], name: str) -> set[str]:
    """Folded names of columns before `name`: of two that fold together the map can name one."""
    before: set[str] = set()
    for each in columns:
        if each.name == name:
            return before
        before.add(fold(each.name))
    return before

"""Which records a search finds: pure, over what was visible `lag` ago.

Groups are alternatives, the filters of a group must all hold. Text ignores case; a property without a
value meets no comparison, the negative ones included (HubSpot does not say; the careful reading).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from emulators.hubspot import failures
from emulators.hubspot.bodies import Filter, Search, Sort
from emulators.hubspot.failures import Failure
from emulators.hubspot.properties import Catalogue, as_text
from emulators.hubspot.records import Record, as_of

MAX_GROUPS = 5
MAX_FILTERS = 6
MAX_LIMIT = 200
MAX_TOTAL = 10_000

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, with the values that were visible to the search."""

    record: Record
    values: Values
    updated_ms: int


def run(search: Search, everything: Iterable[Record], visible_at: int, catalogue: Catalogue) -> list[Hit]:
    """Find and sort; `search` has passed `check`."""
    hits = []
    for record in everything:
        version = as_of(record, visible_at)
        if version is None or version.archived:
            continue
        if _meets(search, version.properties, catalogue):
            hits.append(Hit(record, version.properties, version.at_ms))
    for sort in reversed(search.sorts):
        _sort(hits, sort, catalogue)
    return hits


def check(search: Search, catalogue: Catalogue) -> Failure | None:
    """Refuse a search HubSpot would refuse."""
    if not 0 <= search.limit <= MAX_LIMIT:
        return failures.malformed(f"limit must be between 0 and {MAX_LIMIT}.")
    if re.fullmatch(r"[0-9]{1,9}", str(search.after)) is None:
        return failures.malformed("after must be a number.")
    if int(search.after) + search.limit > MAX_TOTAL:
        return failures.malformed(f"Paging beyond {MAX_TOTAL} results is not possible.")
    groups = [group.filters for group in search.filter_groups]
    if len(groups) > MAX_GROUPS or any(len(filters) > MAX_FILTERS for filters in groups):
        return failures.malformed(f"At most {MAX_GROUPS} groups of at most {MAX_FILTERS} filters.")
    for filters in groups:
        for one in filters:
            refusal = _check_filter(one, catalogue)
            if refusal is not None:
                return refusal
    return None


def _check_filter(one: Filter, catalogue: Catalogue) -> Failure | None:
    if one.property_name not in catalogue:
        return failures.malformed(f"There is no property {one.property_name}.")
    if one.operator not in _OPERATORS:
        return failures.malformed(f"{one.operator} is not an operator.")
    if one.operator in ("IN", "NOT_IN") and not one.values:
        return failures.malformed(f"{one.operator} needs values.")
    if one.operator == "BETWEEN" and (one.value is None or one.high_value is None):
        return failures.malformed("BETWEEN needs value and highValue.")
    if one.operator in _NEEDS_VALUE and one.value is None:
        return failures.malformed(f"{one.operator} needs value.")
    return None


def _meets(search: Search, values: Values, catalogue: Catalogue) -> bool:
    if search.query and not _contains_query(search.query, values):
        return False
    if not search.filter_groups:
        return True
    return any(all(_holds(f, values, catalogue) for f in g.filters) for g in search.filter_groups)


_QUERIED = ("email", "firstname", "lastname", "phone", "company", "name", "domain", "hs_object_id")


def _contains_query(query: str, values: Values) -> bool:
    text = " ".join(values.get(name, "") for name in _QUERIED).lower()
    return all(word in text for word in query.lower().split())


Comparable = tuple[float, str]


def _holds(one: Filter, values: Values, catalogue: Catalogue) -> bool:
    value = values.get(one.property_name)
    if one.operator == "HAS_PROPERTY":
        return value is not None
    if one.operator == "NOT_HAS_PROPERTY":
        return value is None
    return value is not None and _OPERATORS[one.operator](one, value, catalogue[one.property_name].type)


def _comparable(text: str, type_: str) -> Comparable:
    if type_ == "datetime" and not text.lstrip("-").isdigit():
        return (_instant_ms(text), "")
    if type_ in ("number", "datetime"):
        try:
            return (float(text), "")
        except ValueError:
            return (float("nan"), "")
    return (0.0, text.lower())


def _instant_ms(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return float("nan")
    return float(round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000))


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _has_token(one: Filter, value: str, _type: str) -> bool:
    pattern = as_text(one.value).lower()
    if "*" in pattern:
        wanted = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
        return wanted.fullmatch(value.lower()) is not None or any(map(wanted.fullmatch, _tokens(value)))
    return bool(_tokens(pattern)) and set(_tokens(pattern)) <= set(_tokens(value))


def _among(one: Filter, value: str, type_: str) -> bool:
    return _comparable(value, type_) in [_comparable(as_text(v), type_) for v in one.values]


def _order(compare: Callable[[Comparable, Comparable], bool]) -> Callable[[Filter, str, str], bool]:
    def holds(one: Filter, value: str, type_: str) -> bool:
        return compare(_comparable(value, type_), _comparable(as_text(one.value), type_))

    return holds


def _between(one: Filter, value: str, type_: str) -> bool:
    low, high = (_comparable(as_text(v), type_) for v in (one.value, one.high_value))
    return low <= _comparable(value, type_) <= high


_NEEDS_VALUE = ("EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN")
_OPERATORS: Mapping[str, Callable[[Filter, str, str], bool]] = {
    "EQ": _order(lambda a, b: a == b),
    "NEQ": _order(lambda a, b: a != b),
    "LT": _order(lambda a, b: a < b),
    "LTE": _order(lambda a, b: a <= b),
    "GT": _order(lambda a, b: a > b),
    "GTE": _order(lambda a, b: a >= b),
    "BETWEEN": _between,
    "IN": _among,
    "NOT_IN": lambda one, value, type_: not _among(one, value, type_),
    "HAS_PROPERTY": lambda *_: True,
    "NOT_HAS_PROPERTY": lambda *_: False,
    "CONTAINS_TOKEN": _has_token,
    "NOT_CONTAINS_TOKEN": lambda one, value, type_: not _has_token(one, value, type_),
}


def _sort(hits: list[Hit], sort: Sort | str, catalogue: Catalogue) -> None:
    name = sort if isinstance(sort, str) else sort.property_name
    falling = not isinstance(sort, str) and sort.direction.upper().startswith("DESC")
    type_ = catalogue[name].type if name in catalogue else "string"
    hits.sort(key=lambda hit: _comparable(hit.values.get(name, ""), type_), reverse=falling)


def page(hits: Sequence[Hit], search: Search) -> tuple[Sequence[Hit], str | None]:
    """Cut out the page asked for; the second value is the next `after`, None on the last page."""
    begin = int(search.after)
    end = begin + search.limit
    return hits[begin:end], str(end) if end < len(hits) else None

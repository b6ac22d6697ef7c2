"""Names of people: split, cased and freed of titles, against names put together from known parts."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ingest.domain import people
from nameparser import HumanName

from lab.quality import corpora
from lab.quality.report import Section, Table, percent


class Person(NamedTuple):
    """A name's parts as they should come out."""

    first: str
    last: str


_FORMS: Mapping[str, Callable[[Person], tuple[str, Person]]] = {
    "First Last": lambda p: (f"{p.first} {p.last}", p),
    "Last, First": lambda p: (f"{p.last}, {p.first}", p),
    "FIRST LAST": lambda p: (f"{p.first} {p.last}".upper(), p),
    "first last": lambda p: (f"{p.first} {p.last}".lower(), p),
    "Dr. First Last": lambda p: (f"Dr. {p.first} {p.last}", p),
    "Mrs First Last": lambda p: (f"Mrs {p.first} {p.last}", p),
    "First M. Last": lambda p: (f"{p.first} M. {p.last}", Person(f"{p.first} M.", p.last)),
    "First Last, Jr.": lambda p: (f"{p.first} {p.last}, Jr.", p),
    "First Last, PhD": lambda p: (f"{p.first} {p.last}, PhD", p),
    "Prof. Dr. First Last": lambda p: (f"Prof. Dr. {p.first} {p.last}", p),
    "First van der Last": lambda p: (f"{p.first} van der {p.last}", Person(p.first, f"van der {p.last}")),
    "First de la Last": lambda p: (f"{p.first} de la {p.last}", Person(p.first, f"de la {p.last}")),
    "van Last, First": lambda p: (f"van {p.last}, {p.first}", Person(p.first, f"van {p.last}")),
    "First Last-Last": lambda p: (f"{p.first} {p.last}-Smith", Person(p.first, f"{p.last}-Smith")),
}

_SCRIPTS = (
    ("Юрий Гагарин", Person("Юрий", "Гагарин")),
    ("Νίκος Καζαντζάκης", Person("Νίκος", "Καζαντζάκης")),
    ("محمد صلاح", Person("محمد", "صلاح")),
    ("राम शर्मा", Person("राम", "शर्मा")),
    ("Ñoño Peña", Person("Ñoño", "Peña")),
    ("Đặng Văn", Person("Đặng", "Văn")),
    ("山田 太郎", Person("太郎", "山田")),
    ("김 민준", Person("민준", "김")),
    ("王 小明", Person("小明", "王")),
    ("D'Angelo O'Neill", Person("D'Angelo", "O'Neill")),
    ("şükrü İNAN", Person("şükrü", "İNAN")),
    ("José María García López", Person("José María García", "López")),
)


def measure(limit: int = 2_000) -> Section:
    """`limit` people of the commonest given names and surnames, each in every form."""
    crowd = list(islice(_people(), limit))
    rows, figures = [], {}
    for form, made in _FORMS.items():
        right = theirs = 0
        for person in crowd:
            text, wanted = made(person)
            found = people.parse(text, "", "")
            right += (found.first, found.last) == wanted
            theirs += _by_parser(text) == wanted
        rows.append((form, len(crowd), percent(right, len(crowd)), percent(theirs, len(crowd))))
        figures[form] = right / len(crowd)
    scripts = Counter(_script_verdict(text, wanted) for text, wanted in _SCRIPTS)
    return Section(
        "Names of people",
        f"{len(crowd)} pairs of the commonest US given names and surnames (Census 1990, public domain) in "
        "fourteen forms; right: given and "
        "family names both as they were. Beside it what `nameparser` alone makes of them. Other scripts, "
        f"orders and marks: {scripts['right']} of "
        f"{len(_SCRIPTS)} invented names right. The census has its names in one case: McDonald is not in it.",
        (Table(("form", "names", "right", "`nameparser` alone"), tuple(rows)),),
        {**figures, "scripts": scripts["right"] / len(_SCRIPTS)},
    )


def _people() -> Iterator[Person]:
    given = [
        row["name"]
        for path in ("male", "female")
        for row in islice(corpora.rows(f"person_names/us_first_{path}.csv"), 1_000)
    ]
    family = [row["name"] for row in islice(corpora.rows("person_names/us_last_top20000.csv.gz"), 20_000)]
    for number, last in enumerate(family):
        yield Person(given[number * 7 % len(given)], last)


def _by_parser(text: str) -> Person:
    parsed = HumanName(text)
    if text in (text.upper(), text.lower()):
        parsed.capitalize(force=True)
    return Person(" ".join(part for part in (parsed.first, parsed.middle) if part), parsed.last)


def _script_verdict(text: str, wanted: Person) -> str:
    found = people.parse(text, "", "")
    return "right" if (found.first, found.last) == wanted else "wrong"

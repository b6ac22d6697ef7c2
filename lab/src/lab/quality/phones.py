"""Telephone numbers: equal to libphonenumber, by `phonenumbers` as the oracle."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers
from ingest.domain import phones
from leadcore.intake import sanitise

from lab.quality import corpora
from lab.quality.report import Section, Table, percent


class Number(NamedTuple):
    """A text, and the country it is dialled from; "": none."""

    corpus: str
    text: str
    country: str


def numbers() -> Iterator[Number]:
    """Every text of the corpora: messy strings, examples in three forms, and what people wrote into files."""
    for row in corpora.rows("phone_corpora/phone_messy_strings.csv"):
        region = row["default_region"]
        yield Number("messy strings", row["raw"], region if len(region) == 2 and region != "ZZ" else "")
    for row in corpora.rows("phone_corpora/phone_examples_by_region.csv.gz"):
        yield Number("examples, E.164", row["e164"], "")
        yield Number("examples, international", row["international"], "")
        yield Number("examples, national", row["national"], row["region"] if row["region"].isalpha() else "")
    for row in corpora.rows("dirty_records/chicago_childcare_messy.csv.gz"):
        yield Number("files, as typed", row["Phone"], "US")
        yield Number("files, with area code", f"312{row['Phone']}" if len(row["Phone"]) == 7 else row["Phone"], "US")


def oracle(text: str, country: str) -> str:
    """E.164 where libphonenumber reads a valid number, else ""."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(number)
    if region is None or not phonenumbers.is_valid_number_for_region(number, region):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def measure(limit: int = 0) -> Section:
    """All texts, or the first `limit`."""
    asked: Counter[str] = Counter()
    same: Counter[str] = Counter()
    other: Counter[tuple[str, str]] = Counter()
    for number in list(numbers())[: limit or None]:
        found = phones.parse(number.text, number.country)
        ours, theirs = found.e164 if found else "", oracle(number.text, number.country)
        asked[number.corpus] += 1
        same[number.corpus] += ours == theirs
        if ours != theirs:
            other[number.corpus, _why(number.text, ours, theirs)] += 1
    total, equal = sum(asked.values()), sum(same.values())
    return Section(
        "Telephone numbers",
        f"{total} texts, {equal} equal to libphonenumber ({percent(equal, total)}; wanted 99.5 %): the same E.164, or "
        "nothing where it finds no valid number. The oracle is `phonenumbers`.",
        (
            Table(
                ("corpus", "texts", "equal", "part"),
                tuple((n, asked[n], same[n], percent(same[n], asked[n])) for n in asked),
            ),
            Table(
                ("corpus", "differs, and why", "texts"), tuple((*key, count) for key, count in sorted(other.items()))
            ),
        ),
        {"equal": equal / total},
    )


def _why(text: str, ours: str, theirs: str) -> str:
    if ours and not theirs:
        return (
            "00 before the country's code counts from anywhere" if text.strip(" (").startswith("00") else "ours alone"
        )
    if theirs and not ours:
        return "longer than 64 characters" if len(sanitise.token(text)) > 64 else "libphonenumber's alone"
    return "another number"

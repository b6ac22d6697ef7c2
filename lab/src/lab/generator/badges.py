"""The same submissions as a CSV of badge scans, with the columns that the source `events-csv` maps."""

import csv
from collections.abc import Iterable, Mapping
from typing import IO, Final

import orjson

from lab.generator.mess import CANONICAL_OF
from lab.generator.stream import Generated

SOURCE: Final = "events-csv"

COLUMNS: Final[Mapping[str, str]] = {
    "Badge ID": "event_id",
    "Scanned at": "occurred_at",
    "Attendee": "full_name",
    "E-Mail": "email",
    "Telephone": "phone",
    "Company": "company_name",
    "Website": "company_domain",
    "Role": "title",
    "Country": "country",
    "City": "city",
    "Remark": "message",
    "Talks attended": "attributes.visits",
    "Brochures": "attributes.downloads",
    "Demo": "attributes.demo_requested",
}
"""Column to the key that it fills, as in the shipped `sources.yaml`; a contract test compares the two."""


def write(stream: Iterable[Generated], out: IO[str]) -> None:
    """Write a header and one row for each submission, in order. Open `out` with `newline=""`."""
    writer = csv.DictWriter(out, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(map(_row, stream))


def _row(each: Generated) -> dict[str, str]:
    said = _flat(orjson.loads(each.body))
    if "full_name" not in said:
        said["full_name"] = " ".join(said[key] for key in ("first_name", "last_name") if key in said)
    return {column: said.get(key, "") for column, key in COLUMNS.items()}


def _flat(body: Mapping[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in body.items():
        name = CANONICAL_OF.get(key, "")
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": _cell(each) for inner, each in value.items()})
        elif name and value is not None:
            flat[name] = _cell(value)
    return flat


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

"""Countries, regions and time zones."""

from collections import Counter
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from ingest.domain import places, zones

from lab.quality import corpora
from lab.quality.report import Section, Table, percent

_COUNTRY_COLUMNS = (
    "ISO3166-1-Alpha-2", "ISO3166-1-Alpha-3", "UNTERM English Short", "official_name_en", "official_name_fr",
    "official_name_es", "official_name_ru", "official_name_ar", "official_name_cn", "CLDR display name",
)  # fmt: skip
_CANADA = {
    "01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
    "11": "SK", "12": "YT", "13": "NT", "14": "NU",
}  # fmt: skip
_AUSTRALIA = {"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"}


def measure() -> Section:
    """Countries by code and name, regions by name, zones by place."""
    countries, missed = _countries()
    asked, right = sum(row[1] for row in countries), sum(row[2] for row in countries)
    states = _states()
    zone_rows = _zones()
    return Section(
        "Places",
        f"Countries: {right} of {asked} codes and names in six languages lead to their alpha-2 code "
        f"({percent(right, asked)}); without an answer "
        f"are mostly {', '.join(missed)}. Regions: the 5,046 of ISO 3166-2 by their names (a name that means "
        "two regions of a country is left as it is) and codes. "
        "Time zones: the 34,006 cities of GeoNames (CC BY 4.0), weighed by people, by what a lead may say; regions are "
        "those of the United States, Canada and Australia here. The table of cities was made of the same cities: "
        "what it shows is how much a name alone can tell. A zone that is not said is better than a wrong one: "
        "109 of those that are another are in Xinjiang, where China's time is the official one.",
        (
            Table(("country by", "asked", "right", "no answer", "another"), tuple(countries)),
            Table(("region", "asked", "right"), tuple(states)),
            Table(
                ("time zone by", "cities", "same time", "none said", "another", "of the people: same", "another"),
                tuple(zone_rows),
            ),
        ),
        {
            "countries": right / asked,
            "states": min(row[2] / row[1] for row in states if "elsewhere" not in row[0]),
            "regions": min(row[2] / row[1] for row in states),
            "zones by city": zone_rows[0][2] / zone_rows[0][1],
            "zones": 1 - sum(row[4] for row in zone_rows) / sum(row[1] for row in zone_rows),
        },
    )


def _countries() -> tuple[list[tuple[str, int, int, int, int]], list[str]]:
    rows = list(corpora.rows("geo_reference/country_codes.csv.gz"))
    told: list[tuple[str, int, int, int, int]] = []
    missing: Counter[str] = Counter()
    for column in _COUNTRY_COLUMNS:
        pairs = [(row["ISO3166-1-Alpha-2"], places.country(row[column])) for row in rows if row.get(column, "").strip()]
        right, none = sum(a == b for a, b in pairs), sum(not b for _, b in pairs)
        missing.update(a for a, b in pairs if not b)
        told.append((column, len(pairs), right, none, len(pairs) - right - none))
    return told, [code for code, _ in missing.most_common(5)]


def _states() -> list[tuple[str, int, int]]:
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in corpora.rows("geo_reference/iso3166_2_subdivisions.csv.gz"):
        country, _, code = row["code"].partition("-")
        own = country in ("US", "CA", "AU")
        if row["type"] in ("Outlying area",) and own:
            continue
        for name, text in (("name", row["name"]), ("code", code.lower())):
            kind = f"{country}, name or code" if own else f"elsewhere, {name}"
            found[kind] += 1
            right[kind] += places.region(text, country) == code
    return [(kind, found[kind], right[kind]) for kind in sorted(found)]


def _zones() -> list[tuple[str, int, int, int, int, str, str]]:
    told = []
    cities = list(corpora.rows("geo_reference/cities15000.csv.gz"))
    for name in ("country, region and city", "country and city", "country and region", "country alone"):
        counts: Counter[str] = Counter()
        people: Counter[str] = Counter()
        for city in cities:
            region = _region(city["country"], city["admin1"]) if "region" in name else ""
            said = zones.time_zone(city["country"], region, city["name"] if "city" in name else "")
            verdict = _verdict(said, city["timezone"])
            counts[verdict] += 1
            people[verdict] += int(city["population"] or 0)
        whole = sum(people.values())
        shares = percent(people["same"], whole), percent(people["another"], whole)
        told.append((name, len(cities), counts["same"], counts["none"], counts["another"], *shares))
    return told


def _region(country: str, admin1: str) -> str:
    if country == "US":
        return admin1
    return {"CA": _CANADA, "AU": _AUSTRALIA}.get(country, {}).get(admin1, "")


def _verdict(said: str, true: str) -> str:
    if not said:
        return "none"
    return "same" if said == true or _same_time(said, true) else "another"


@cache
def _same_time(one: str, other: str) -> bool:
    """Whether two zones show the same time in January and in July of 2026."""
    moments = [datetime(2026, month, 15, 12) for month in (1, 7)]
    return all(ZoneInfo(one).utcoffset(at) == ZoneInfo(other).utcoffset(at) for at in moments)

"""
IANA time zones where a country, or a state of a wide one, decides it (Unicode CLDR through `babel`).

Where a border runs through a state, the zone of most of its people counts; where a country spans zones and no
region is known, nothing is said.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from babel.core import get_global

# Countries whose further zones are islands, exclaves or spellings of the same time.
_MAIN = {
    "AR": "America/Argentina/Buenos_Aires", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid", "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip


# By zone: country, then its states as `places.region` writes them.
_ZONES_OF_STATES = {
    "America/New_York": "US CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "US AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "US CO ID MT NM UT WY",
    "America/Los_Angeles": "US CA NV OR WA",
    "America/Anchorage": "US AK",
    "America/Phoenix": "US AZ",
    "Pacific/Honolulu": "US HI",
    "America/Puerto_Rico": "US PR",
    "America/Toronto": "CA ON QC",
    "America/Halifax": "CA NB NS PE",
    "America/Edmonton": "CA AB NT",
    "America/Vancouver": "CA BC",
    "America/Winnipeg": "CA MB",
    "America/St_Johns": "CA NL",
    "America/Regina": "CA SK",
    "America/Whitehorse": "CA YT",
    "Australia/Sydney": "AU ACT NSW",
    "Australia/Darwin": "AU NT",
    "Australia/Brisbane": "AU QLD",
    "Australia/Adelaide": "AU SA",
    "Australia/Hobart": "AU TAS",
    "Australia/Melbourne": "AU VIC",
    "Australia/Perth": "AU WA",
}


@lru_cache(maxsize=4_096)
def time_zone(country: str, region: str) -> str:
    """Return the IANA zone of a country (alpha-2) and region (as `places.region` writes it), or ""."""
    return _zones_of_states().get((country, region)) or _MAIN.get(country) or _single_zones().get(country, "")


@cache
def _single_zones() -> Mapping[str, str]:
    return {str(code): zones[0] for code, zones in get_global("territory_zones").items() if len(zones) == 1}


@cache
def _zones_of_states() -> Mapping[tuple[str, str], str]:
    split = ((zone, *states.split()) for zone, states in _ZONES_OF_STATES.items())
    return {(country, state): zone for zone, country, *states in split for state in states}

"""
IANA time zones by country (Unicode CLDR), region of a wide one, and city (https://www.geonames.org, CC BY 4.0).

Where a border runs through a region, the zone of most of its people counts; where a country spans zones and neither
region nor city decides, nothing is said.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from ingest.domain import tables
from ingest.domain.plain import plain
from ingest.domain.tables import cities, countries_zones

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
    "America/Sao_Paulo": "BR AL AP BA CE DF ES GO MA MG PA PB PE PI PR RJ RN RS SC SE SP TO",
    "America/Manaus": "BR AM RO RR",
    "America/Cuiaba": "BR MS MT",
    "America/Rio_Branco": "BR AC",
    "America/Mexico_City": "MX AGU CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NLE OAX PUE QUE SLP TAB TAM"
    " TLA VER YUC ZAC",
    "America/Mazatlan": "MX BCS NAY SIN",
    "America/Tijuana": "MX BCN",
    "America/Hermosillo": "MX SON",
    "America/Cancun": "MX ROO",
    "Asia/Jakarta": "ID AC BB BE BT JA JB JI JK JT KB KR KT LA RI SB SS SU YO",
    "Asia/Makassar": "ID BA GO KI KS KU NB NT NU SA SG SN SR ST",
    "Asia/Jayapura": "ID MA ML MU PA PP PB PD PE PS PT",
    "Europe/Kaliningrad": "RU KGD",
    "Europe/Moscow": "RU AD ARK BEL BRY CE CU DA IN IVA KB KC KDA KIR KL KLU KO KOS KR KRS LEN LIP ME MO MOS MOW MUR"
    " NEN NGR NIZ ORL PNZ PSK ROS RYA SE SMO SPE STA TA TAM TUL TVE VGG VLA VLG VOR YAR",
    "Europe/Samara": "RU AST SAM SAR UD ULY",
    "Asia/Yekaterinburg": "RU BA CHE KGN KHM ORE PER SVE TYU YAN",
    "Asia/Omsk": "RU OMS",
    "Asia/Krasnoyarsk": "RU AL ALT KEM KK KYA NVS TOM TY",
    "Asia/Irkutsk": "RU BU IRK",
    "Asia/Yakutsk": "RU AMU SA ZAB",
    "Asia/Vladivostok": "RU KHA PRI YEV",
    "Asia/Magadan": "RU MAG SAK",
    "Asia/Kamchatka": "RU CHU KAM",
    "Atlantic/Canary": "ES CN GC TF",
}


@lru_cache(maxsize=4_096)
def time_zone(country: str, region: str, city: str = "") -> str:
    """
    Return the IANA zone of a country (alpha-2), a region (as `places.region` writes it) and a city, or "".

    The region decides; without one, or where the country's zones are not those of regions, the city does, if all of
    its name in the country have one time or it is by far the largest.
    """
    known = _zones_of_states().get((country, region))
    if known:
        return known
    return (_by_city(country).get(plain(city), "") if city else "") or of_country(country)


def of_country(country: str) -> str:
    """Return the zone of a country: its only one or its main one, else ""."""
    return _MAIN.get(country) or tables.entry(countries_zones.TEXT, country)


@cache
def _zones_of_states() -> Mapping[tuple[str, str], str]:
    split = ((zone, *states.split()) for zone, states in _ZONES_OF_STATES.items())
    return {(country, state): zone for zone, country, *states in split for state in states}


@cache
def _by_city(country: str) -> Mapping[str, str]:
    parts = (part.partition("=") for part in tables.entry(cities.TEXT, country).split(";"))
    return {name: zone for zone, _, names in parts for name in names.split("|")}

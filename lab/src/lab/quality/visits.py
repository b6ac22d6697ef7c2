"""Channels, languages and industries."""

from collections import Counter

from babel import Locale
from ingest.domain import channels, industries, languages, sites
from ingest.domain.channels import Visit

from lab.quality import corpora
from lab.quality.report import Section, Table, percent, score_table, scores
from lab.tables import LANGUAGES

_RANGES = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}
_SIC = {
    "A": ("11",), "B": ("21",), "C": ("23",), "D": ("31-33", "51"), "E": ("48-49", "22", "51", "56"), "F": ("42",),
    "G": ("44-45", "72"), "H": ("52", "53"), "I": ("54", "56", "61", "62", "71", "72", "81", "51", "53"), "J": ("92",),
}  # fmt: skip


def channels_of_sources() -> Section:
    """GA4's own list of sources: the kind of each site, and the channel that follows."""
    pairs = []
    for row in corpora.rows("traffic_sources/ga4_source_categories.csv"):
        true = row["source_category"].removeprefix("SOURCE_CATEGORY_").lower()
        pairs.append((true, sites.kind(row["source"].lower()), row["source"].lower()))
    organic = sum(_organic(true) == channels.group(Visit(source, "referral")) for true, _, source in pairs)
    paid = sum(f"paid-{true}" == channels.group(Visit(source, "cpc")) for true, _, source in pairs)
    found = scores((true, said) for true, said, _ in pairs)
    named = sum(bool(said) for _, said, _ in pairs)
    right = sum(true == said for true, said, _ in pairs)
    return Section(
        "Channels",
        f"GA4's {len(pairs)} sources by category. Ours is a list of large sites written for this; it names "
        f"{named} of them, {right} as GA4 "
        f"does. The channel of a visit from each is GA4's in {percent(organic, len(pairs))} (organic) and "
        f"{percent(paid, len(pairs))} (paid); "
        "what is missing is the tail of social sites, many of them gone, whose visits are referrals here. The "
        "rules themselves, all eighteen, "
        "are held by a table of cases in the tests.",
        (score_table("category", found),),
        {f"{name} {kind}": getattr(score, kind) for name, score in found.items() for kind in ("precision", "recall")},
    )


def industry_codes() -> Section:
    """NAICS and SIC titles: does a title lead to its own sector?"""
    tables = []
    figures = {}
    for name, path in (("NAICS 2022", "naics_2022"), ("NAICS 2017", "naics_2017")):
        rows = list(corpora.rows(f"industry_codes/{path}.csv.gz"))
        for digits in (4, 6):
            those = [row for row in rows if (len(row["code"]) <= 4) == (digits == 4)]
            found = Counter(_agreement(_sector(row["code"]), industries.naics(row["title"])) for row in those)
            tables.append((f"{name}, {'2 to 4' if digits == 4 else '5 and 6'} digits", len(those), *_counts(found)))
            figures[f"{path} {digits}"] = found["right"] / len(those)
    sic = list(corpora.rows("industry_codes/sic4_codes.csv.gz"))
    told = Counter(_sic_agreement(row["Division"], industries.naics(row["Description"])) for row in sic)
    tables.append(("SIC 1987, any sector of the division", len(sic), *_counts(told)))
    whole = [row for row in corpora.rows("industry_codes/naics_2022.csv.gz") if len(row["code"]) <= 4]
    sectors = scores((_sector(row["code"]), _sector(industries.naics(row["title"]))) for row in whole)
    return Section(
        "Industries",
        "The title of each code, as a text: does it lead to the code's own sector? Titles of 2 to 4 digits "
        "were in sight when the words were "
        "written; those of 5 and 6 digits, of 2017 and of SIC are finer than what leads write and were not. "
        "Nothing is said rather than guessed.",
        (
            Table(("titles", "count", "right sector", "no code", "another sector", "precision"), tuple(tables)),
            score_table("sector, 2 to 4 digits", sectors),
        ),
        figures,
    )


def language_names() -> Section:
    """The names of languages in the shipped languages, and locales."""
    rows = []
    asked = right = 0
    common = (
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "ru",
        "ja",
        "zh",
        "ko",
        "ar",
        "tr",
        "sv",
        "cs",
        "uk",
        "hi",
    )
    for name in LANGUAGES:
        known = Locale.parse(name).languages
        found = [(code, languages.tag(known[code])) for code in common if code in known]
        asked += len(found)
        right += sum(code == said for code, said in found)
        rows.append((name, len(found), sum(code == said for code, said in found)))
    return Section(
        "Languages",
        f"The names of {len(common)} languages in {len(rows)} languages (CLDR): {right} of {asked} read back. "
        "No corpus of real locales is at hand.",
        (Table(("names in", "asked", "right"), tuple(rows)),),
        {"names": right / asked},
    )


def _organic(kind: str) -> str:
    return f"organic-{kind}"


def _sector(code: str) -> str:
    return _RANGES.get(code[:2], code[:2])


def _agreement(true: str, code: str) -> str:
    return "none" if not code else "right" if _sector(code) == true else "wrong"


def _sic_agreement(division: str, code: str) -> str:
    return "none" if not code else "right" if _sector(code) in _SIC.get(division, ()) else "wrong"


def _counts(found: Counter[str]) -> tuple[int, int, int, str]:
    return found["right"], found["none"], found["wrong"], percent(found["right"], found["right"] + found["wrong"])

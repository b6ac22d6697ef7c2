"""Job titles: level and function against hand labels, per class."""

from collections import Counter

from ingest.domain import titles

from lab.quality import corpora
from lab.quality.report import Section, Table, percent, score_table, scores, share

_LEVELS = {"c-level": "C-Suite", "vp": "VP", "director": "Director", "manager": "Manager"}
_AREAS = {
    **dict.fromkeys(("engineering", "it", "data", "research", "product"), "Technical"),
    **dict.fromkeys(("sales", "marketing"), "Sales-Marketing"),
    "general-management": "Business",
}


def measure(limit: int = 0) -> Section:
    """All labelled titles, or the first `limit`; and how many of the bare ones are understood."""
    rows = list(corpora.rows("job_titles/titles_level_area_labelled.csv"))[: limit or None]
    found = [(row, titles.parse(row["title"])) for row in rows]
    levels = scores((row["level"], _LEVELS.get(title.level, "Other")) for row, title in found)
    areas = scores((row["area"], _AREAS.get(title.function, "Other")) for row, title in found)
    right = sum(each.right for each in levels.values())
    mixed = Counter((row["level"], _LEVELS.get(title.level, "Other")) for row, title in found)
    confused = sorted(((n, *pair) for pair, n in mixed.items() if pair[0] != pair[1]), reverse=True)[:8]
    tables = [score_table("level", levels), score_table("area", areas)]
    tables.append(Table(("labelled", "said", "titles"), tuple((true, said, n) for n, true, said in confused)))
    return Section(
        "Job titles",
        f"{len(rows)} hand-labelled titles (development only, no licence stated: read where they lie). Level right in "
        f"{percent(right, len(rows))}. A compound title takes its highest level here; the labels are not of "
        'one mind: "CTO and EVP" '
        'is VP, "Recruiter & CEO" C-Suite. The words were chosen with these titles in sight, so this is no '
        "held-out score. Areas are "
        "coarser than our functions: technical is engineering, it, data, research and product; business, "
        "general management. The labels "
        'call a "Director, Finance" business and a "Finance Manager" other.',
        tuple(tables),
        {
            "levels": right / len(rows),
            **{f"level {name}": min(each.precision, each.recall) for name, each in levels.items()},
            **{f"area {name}": min(each.precision, each.recall) for name, each in areas.items()},
        },
    )


def coverage(limit: int = 0) -> Table:
    """Of bare titles: how many get each level, and how many a function."""
    texts = list(corpora.lines("job_titles/title_strings.txt.gz"))[: limit or None]
    found = [titles.parse(text) for text in texts]
    told = sum(bool(each.function) for each in found)
    levels = Counter(each.level for each in found)
    rows = [(name or "none", n, share(n / len(texts))) for name, n in levels.most_common()]
    return Table(
        ("level of 74,392 bare titles", "titles", "part"), (*rows, ("with a function", told, share(told / len(texts))))
    )

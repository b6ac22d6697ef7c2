"""Company names: the legal form that is taken off, and names that are found equal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from ingest.domain import companies, hosts

from lab.quality import corpora
from lab.quality.report import Score, Section, Table, percent, score_table

_FORMS = (
    "Inc.", "Inc", "LLC", "L.L.C.", "Ltd", "Ltd.", "Limited", "Corp.", "Corporation", "Co.", "PLC", "GmbH", "AG",
    "GmbH & Co. KG", "e.V.", "UG (haftungsbeschränkt)", "KG", "OHG", "S.A.", "SA", "SARL", "SAS", "S.A.S.",
    "S.p.A.", "S.r.l.", "SRL", "S.L.", "SL", "B.V.", "BV", "N.V.", "NV", "AB", "A/S", "ApS", "AS", "Oy", "Oyj",
    "Sp. z o.o.", "s.r.o.", "a.s.", "Kft.", "Zrt.", "d.o.o.", "Pty Ltd", "Pty. Ltd.", "Pte Ltd", "Pvt. Ltd.",
    "Private Limited", "Sdn Bhd", "K.K.", "Co., Ltd.", "LLP", "LP", "Ltda", "S.A. de C.V.", "OOO", "JSC",
    "Inc., LLC",
)  # fmt: skip


def measure(limit: int = 300) -> Section:
    """`limit` real names with each of the common forms; names of two lists joined by their ticker; website domains."""
    names = _plain_names()[:limit]
    by_form = {
        form: sum(companies.plain_name(f"{name} {form}") == companies.plain_name(name) for name in names)
        for form in _FORMS
    }
    asked, right = len(names) * len(_FORMS), sum(by_form.values())
    kept = [name for name in _plain_names() if _letters(companies.plain_name(name)) == _letters(name)]
    worst = sorted((count, form) for form, count in by_form.items())[:8]
    elf = _abbreviations()
    understood = sum(companies.plain_name(f"Northwind Traders {form}") == "northwind traders" for form in elf)
    match = {"Fortune 1000 and S&P 500, by ticker": _joined(), "Chicago childcare sites, by name": _sites()}
    domains = [row for row in corpora.rows("companies_enrichment_seed/companies_seed.csv.gz") if row["website"]]
    found = sum(hosts.website_domain(row["website"]) == row["domain"] for row in domains)
    return Section(
        "Companies",
        f"{len(names)} names of S&P 500 companies (PDDL) with {len(_FORMS)} common legal forms behind them: "
        "the form is taken off and the name left as "
        f"it is in {percent(right, asked)}. Of {len(_plain_names())} names without a form {len(kept)} stay "
        f"whole. Of {len(elf)} abbreviations in the list of "
        f"entity legal forms (GLEIF, CC0; Latin script) behind one name {understood} are known "
        f"({percent(understood, len(elf))}). Domains: {found} of {len(domains)} "
        f"websites give the registrable domain ({percent(found, len(domains))}). Matching is by equal plain "
        "names; what is only alike is a candidate, below.",
        (
            Table(
                ("form least often taken off", "of names", "taken off"),
                tuple((form, len(names), count) for count, form in worst),
            ),
            score_table("equal plain names", match),
        ),
        {
            "forms": right / asked,
            "whole": len(kept) / len(_plain_names()),
            "precision": match["Fortune 1000 and S&P 500, by ticker"].precision,
        },
    )


def pairs_of(groups: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
    """Every unordered pair of ids that share a group."""
    return {pair for ids in groups.values() for pair in combinations(sorted(set(ids)), 2)}


def _plain_names() -> list[str]:
    rows = corpora.rows("companies_enrichment_seed/raw/sp500_constituents.csv")
    return [name for row in rows if "(" not in (name := row["Security"]) and not _has_form(name)]


def _has_form(name: str) -> bool:
    last = name.replace(",", " ").split()[-1].strip(".").casefold()
    return last in {form.split()[-1].strip(".").casefold() for form in _FORMS} or last in ("company", "group", "co")


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold().replace("&", "and").replace("+", "and") if char.isalnum())


def _abbreviations() -> list[str]:
    column = "Abbreviations Local language"
    told = {
        part.strip()
        for row in corpora.rows("company_legal_forms/elf_code_list_v1.5.csv.gz")
        for part in row.get(column, "").split(";")
    }
    return sorted(part for part in told if part and part.isascii() and len(part) < 20)


def _joined() -> Score:
    fortune = {
        row["Ticker"].strip(): row["Company"]
        for row in corpora.rows("companies_enrichment_seed/raw/fortune1000_2024.csv.gz")
        if row.get("Ticker")
    }
    listed = {
        row["Symbol"].strip(): row["Security"]
        for row in corpora.rows("companies_enrichment_seed/raw/sp500_constituents.csv")
    }
    shared = set(fortune) & set(listed)
    by_name: dict[str, set[str]] = defaultdict(set)
    for ticker, name in listed.items():
        by_name[companies.plain_name(companies.shown_name(name))].add(ticker)
    named = [
        (ticker, other)
        for ticker, name in fortune.items()
        for other in by_name.get(companies.plain_name(companies.shown_name(name)), ())
    ]
    return Score(len(shared), len(named), sum(ticker == other for ticker, other in named))


def _sites() -> Score:
    by_truth: dict[str, list[str]] = defaultdict(list)
    by_name: dict[str, list[str]] = defaultdict(list)
    for row in corpora.rows("dirty_records/chicago_childcare_true_ids.csv.gz"):
        by_truth[row["True Id"]].append(row["Id"])
        if name := companies.plain_name(companies.shown_name(row["Site name"])):
            by_name[name].append(row["Id"])
    wanted, named = pairs_of(by_truth), pairs_of(by_name)
    return Score(len(wanted), len(named), len(wanted & named))

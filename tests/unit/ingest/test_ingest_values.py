"""Companies, hosts, places and titles (I5)."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import companies, hosts, places, titles, zones

DATA = Path(__file__).parents[4] / "shared" / "data"
if not DATA.exists():
    DATA = Path(__file__).parents[5] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the data folder beside the checkout is not there")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ACME, Inc.", "acme"),
        ("Acme Industries GmbH & Co. KG", "acme industries"),
        ("Nestlé S.A.", "nestlé"),
        ("Barnes & Noble", "barnes and noble"),
        ("Pty Ltd", "pty ltd"),
        ("SA", "sa"),
        ("3M", "3m"),
    ],
)
def test_plain_company_names(text: str, plain: str) -> None:
    assert companies.shown_name(text) == text
    assert companies.plain_name(text) == plain


@pytest.mark.parametrize("text", ["", "-", "n/a", "Self-Employed", "Freelance", "student", "...", "!!", "\u200b"])
def test_no_company(text: str) -> None:
    assert companies.shown_name(text) == ""


@given(st.text(max_size=50))
def test_a_company_always_has_a_plain_name(text: str) -> None:
    shown = companies.shown_name(text)
    assert bool(shown) == bool(companies.plain_name(shown))


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.Acme.co.uk/about?x#y", "acme.co.uk"),
        ("acme.com", "acme.com"),
        ("//acme.com", ""),
        ("http://user:pw@shop.acme.com:8080/", "acme.com"),
        ("linkedin.com/company/acme", ""),
        ("https://linkedin.com", "linkedin.com"),
        ("http://169.254.169.254/latest/meta-data", ""),
        ("http://[::1]/", ""),
        ("localhost", ""),
        ("alice.github.io", "alice.github.io"),
        ("co.uk", ""),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("javascript:alert(1)", ""),
        ("acme.com\\@evil.com", "acme.com"),
        ("n/a", ""),
        ("http://acme。com", "acme.com"),
    ],
)
def test_domain_of_a_website(website: str, domain: str) -> None:
    assert hosts.website_domain(website) == domain


@given(st.text(max_size=60))
def test_any_website_gives_an_ascii_domain_or_none(text: str) -> None:
    domain = hosts.website_domain(text)
    assert domain == "" or (domain.isascii() and hosts.ascii_host(domain) == domain)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        ("DEU", "DE"),
        ("276", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Germny", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Untied States", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("Holland", "NL"),
        ("the Netherlands", "NL"),
        ("NA", "NA"),
        ("Namibia", "NA"),
        ("Iran, Islamic Republic of", "IR"),
        ("Korea, Republic of", "KR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("日本", "JP"),
        ("Россия", "RU"),
        ("Hong Kong", "HK"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Georgia", "GE"),
        ("unknown", ""),
        ("Asia/Pacific Region", ""),
        ("EU", ""),
        ("XX", ""),
        ("", ""),
        ("Atlantis", ""),
        ("ZZ", ""),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert places.country(text) == code


@needs_data
def test_every_iso_country_is_known_by_its_codes_and_names() -> None:
    with gzip.open(DATA / "geo_reference" / "country_codes.csv.gz", "rt", newline="", encoding="utf-8") as rows:
        countries = list(csv.DictReader(rows))
    assert len(countries) == 249
    columns = (
        "ISO3166-1-Alpha-2",
        "ISO3166-1-Alpha-3",
        "CLDR display name",
        "UNTERM English Short",
        "official_name_fr",
    )
    asked = [(row[column], row["ISO3166-1-Alpha-2"]) for row in countries for column in columns if row[column]]
    wrong = [(name, code) for name, code in asked if places.country(name) not in (code, "")]
    unknown = [(name, code) for name, code in asked if not places.country(name)]
    assert wrong == []
    assert len(unknown) / len(asked) < 0.05


@needs_data
def test_every_country_of_a_real_lead_file_is_known() -> None:
    with gzip.open(DATA / "x_education_leads" / "leads_train80.csv.gz", "rt", newline="", encoding="utf-8") as rows:
        written = {row["Country"] for row in csv.DictReader(rows)}
    assert {name for name in written if not places.country(name)} <= {"", "unknown", "Asia/Pacific Region"}


def test_regions_and_cities() -> None:
    assert places.region("California", "US") == places.region("ca", "US") == "CA"
    assert places.region("Québec", "CA") == "QC"
    assert places.region("CA", "DE") == "CA"
    assert places.region("n/a", "US") == ""
    assert places.city(" new york ") == "New York"
    assert places.city("MÜNCHEN") == "München"
    assert places.city("12345") == places.city("Select") == ""


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("BAYERN", "DE", "BY"),
        ("Bavaria", "DE", "BY"),
        ("by", "DE", "BY"),
        ("DE-BY", "DE", "BY"),
        ("Île-de-France", "FR", "IDF"),
        ("Comunidad de Madrid", "ES", "MD"),
        ("Cataluña", "ES", "CT"),
        ("State of São Paulo", "BR", "SP"),
        ("Guangdong Province", "CN", "GD"),
        ("東京都", "JP", "13"),
        ("13", "JP", "13"),
        ("Maluku", "ID", "MA"),
        ("Atlantis", "DE", "Atlantis"),
        ("Bayern", "", "Bayern"),
        ("England", "GB", "ENG"),
    ],
)
def test_regions_are_those_of_iso_3166_2(text: str, country: str, code: str) -> None:
    assert places.region(text, country) == code
    assert places.region(code, country) == code


@pytest.mark.parametrize(
    ("country", "region", "city", "zone"),
    [
        ("US", "", "Chicago", "America/Chicago"),
        ("US", "CA", "Chicago", "America/Los_Angeles"),  # the region decides
        ("US", "", "Portland", ""),  # Oregon or Maine
        ("US", "", "Nowhere", ""),
        ("BR", "", "são paulo", "America/Sao_Paulo"),
        ("BR", "AM", "", "America/Manaus"),
        ("RU", "", "Novosibirsk", "Asia/Novosibirsk"),
        ("RU", "SVE", "", "Asia/Yekaterinburg"),
        ("MX", "ROO", "", "America/Cancun"),
        ("ID", "", "Jayapura", "Asia/Jayapura"),
        ("ES", "", "Santa Cruz de Tenerife", "Atlantic/Canary"),
        ("ES", "", "Madrid", "Europe/Madrid"),
        ("DE", "", "Chicago", "Europe/Berlin"),
        ("", "", "Chicago", ""),
    ],
)
def test_time_zones_by_region_and_city(country: str, region: str, city: str, zone: str) -> None:
    assert zones.time_zone(country, region, city) == zone


@pytest.mark.parametrize(
    ("title", "level", "function"),
    [
        ("CEO", "c-level", "general-management"),
        ("Chief Marketing Officer", "c-level", "marketing"),
        ("VP of Sales", "vp", "sales"),
        ("Vice President, Marketing", "vp", "marketing"),
        ("Head of IT", "director", "it"),
        ("Geschäftsführer", "c-level", "general-management"),
        ("Leiter Einkauf", "director", "procurement"),
        ("Recruiter & CEO", "c-level", "general-management"),
        ("Assistant to the Director", "staff", "administration"),
        ("Executive Assistant", "staff", "administration"),
        ("Marketing Intern", "student", "marketing"),
        ("Product Owner", "staff", "product"),
        ("Senior Software Engineer", "staff", "engineering"),
        ("Responsable Marketing", "manager", "marketing"),
        ("n/a", "", ""),
        ("", "", ""),
        ("Wizard", "staff", ""),
    ],
)
def test_titles(title: str, level: str, function: str) -> None:
    found = titles.parse(title)
    assert (found.level, found.function) == (level, function)


@needs_data
def test_levels_agree_with_hand_labels() -> None:
    level = {"c-level": "C-Suite", "vp": "VP", "director": "Director", "manager": "Manager"}
    with (DATA / "job_titles" / "titles_level_area_labelled.csv").open(newline="", encoding="utf-8") as rows:
        labelled = list(csv.DictReader(rows))
    agreeing = sum(level.get(titles.parse(row["title"]).level, "Other") == row["level"] for row in labelled)
    assert agreeing / len(labelled) > 0.88

"""I1, I5: what each column of a file is taken for, why, and what the user says instead."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.workspace import ALIASES, CANONICAL_KEYS, Field, Written, fold, load
from leadcore.workspace.expressions import evaluate
from leadfiles import Table, open_file
from leadfiles.columns import (
    SURE,
    Column,
    Mapping,
    Sample,
    WrongMapError,
    corrected,
    guess,
    parse_corrections,
    samples_of,
    source_name,
    source_text,
)
from openpyxl.utils.datetime import from_excel

TEMPLATE = Path(__file__).parents[3] / "workspace"
DECLARED = load(TEMPLATE).fields
EMAILS = ["ada@x.example", "bo@y.example", "cy@z.example"]


def told(columns: dict[str, list[str]], declared: dict[str, Field] | None = None) -> Mapping:
    rows = max(map(len, columns.values()), default=0)
    samples = {name: Sample([text for text in values if text], rows) for name, values in columns.items()}
    return guess(samples, DECLARED if declared is None else declared)


def filled(mapping: Mapping) -> dict[str, str]:
    return {each.name: each.target for each in mapping.columns if each.target}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["E-Mail", "Vorname", "Nachname", "Firma", "Telefon", "PLZ", "Ort", "Land"],
         ["email", "first_name", "last_name", "company_name", "phone", "postal_code", "city", "country"]),
        (["Correo electrónico", "Nombre", "Apellidos", "Empresa", "Cargo", "País"],
         ["email", "first_name", "last_name", "company_name", "title", "country"]),
        (["Courriel", "Prénom", "Nom de famille", "Société", "Poste", "Ville"],
         ["email", "first_name", "last_name", "company_name", "title", "city"]),
        (["Posta elettronica", "Cognome", "Azienda", "Città"], ["email", "last_name", "company_name", "city"]),
        (["邮箱", "姓名", "公司", "职位", "手机"], ["email", "full_name", "company_name", "title", "phone"]),
        (["Электронная почта", "Фамилия", "Компания", "Телефон"], ["email", "last_name", "company_name", "phone"]),
        (["WorkEmail", "firstName", "JobTitle", "companyWebsite"], ["email", "first_name", "title", "company_domain"]),
        (["Lead ID", "Submitted On", "UTM Source", "Your Message"], ["event_id", "occurred_at", "utm_source", "message"]),  # noqa: E501  a row of a table
    ],
)  # fmt: skip
def test_names_in_many_languages_are_understood(names: list[str], expected: list[str]) -> None:
    assert list(filled(told({name: [] for name in names})).values()) == expected


def test_every_key_and_alias_means_itself() -> None:
    for name in (*CANONICAL_KEYS, *ALIASES):
        if name not in ("consent", "attributes"):
            assert filled(told({name: []})) == {name: ALIASES.get(name, name)}


@pytest.mark.parametrize(
    ("name", "values", "target"),
    [
        ("Feld 1", EMAILS, "email"),
        ("x", ["+49 30 12345678", "+1 (212) 555-0100", "030/123 45 67"], "phone"),
        ("x", ["12345678", "23456789", "34567890"], ""),
        ("where", ["Germany", "France", "India"], "country"),
        ("x", ["acme.com", "https://initech.example/", "www.globex.de"], "company_domain"),
        ("flag", ["No", "No", "Yes"], ""),
        ("grade", ["02.Medium", "01.High", "03.Low"], ""),
        ("Do not email", ["No", "Yes", "No"], ""),
        ("Email opened", ["No", "Yes", "No"], ""),
        ("Email status", EMAILS, "email"),
        ("visits", ["1", "2", "30"], "attributes.visits"),
        ("visits", ["often", "never", "now and then"], ""),
    ],
)
def test_values_speak_for_themselves(name: str, values: list[str], target: str) -> None:
    [column] = told({name: values}).columns
    assert column.target == target
    assert column.why


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Title", ["Mr", "Mrs.", "Dr"]),
        ("Email", ["yes", "no", "yes"]),
        ("Id", ["7", "7", "7"]),
        ("name", EMAILS),
        ("Domain", ["Sales", "HR", "IT"]),
        ("Created at", ["01/02/03", "5/4/2026", "4.5.2026"]),
        ("Region", ["1", "2", "9"]),
    ],
)
def test_a_name_that_its_values_deny_is_not_believed(name: str, values: list[str]) -> None:
    [column] = told({name: values}).columns
    assert column.target == ("email" if values == EMAILS else "")
    assert column.refused == (not column.target)


@pytest.mark.parametrize(
    ("dates", "target", "order", "why"),
    [
        (["01/02/03", "17/03/2026", "4.5.2026"], "occurred_at", "dmy", "the day first"),
        (["5/4/2026", "5/17/2026"], "occurred_at", "mdy", "the month first"),
        (["2026-05-04", "4 May 2026", "1777889400"], "occurred_at", "", "100% of the values are dates"),
        (["01/02/03", "5/4/2026"], "", "", "read in two ways"),
        (["13/5/2026", "5/13/2026", "4/5/2026", "5/4/2026", "1/2/2026"], "", "", "others behind it"),
        (["45678", "45700"], "", "", "hardly a value is a date"),
        (["soon", "later"], "", "", "hardly a value is a date"),
    ],
)
def test_a_column_of_dates_tells_its_order_or_that_it_cannot(
    dates: list[str], target: str, order: str, why: str
) -> None:
    [column] = told({"Created at": dates}).columns
    assert (column.target, column.dates) == (target, order)
    assert why in column.why


def test_an_order_that_is_said_needs_no_telling_value() -> None:
    mapping = guess({"Created at": Sample(["01/02/03", "5/4/2026"], 2)}, {}, Written("mdy"))
    assert (mapping.columns[0].target, mapping.dates) == ("occurred_at", "mdy")


def test_columns_of_two_orders_give_the_source_none() -> None:
    declared = {"closes_on": Field("date", personal=False)}
    columns = {"Created at": ["13/5/2026"], "Closes on": ["5/13/2026"]}
    mapping = guess({name: Sample(values, 1) for name, values in columns.items()}, declared)
    assert [each.dates for each in mapping.columns] == ["dmy", "mdy"]
    assert mapping.dates == ""
    both = guess({"a": Sample(["13/5/2026"], 1), "Closes on": Sample(["13/5/2026"], 1)}, declared)
    assert both.dates == "dmy"


@given(st.floats(20_000, 80_000 - 1))
def test_a_spreadsheet_s_days_are_what_the_spreadsheet_means(days: float) -> None:
    """Held to openpyxl's own reading, to the second; only of a workbook."""
    text = repr(days)
    declared = {"closes_on": Field("date", personal=False)}
    mapping = guess({"Closes on": Sample([text, text], 2)}, declared, workbook=True)
    told_by = evaluate(mapping.transforms["Closes on"], text, {})
    assert isinstance(told_by, str)
    wanted = from_excel(days)
    assert isinstance(wanted, datetime)
    assert abs(datetime.fromisoformat(told_by).replace(tzinfo=None) - wanted) <= timedelta(seconds=1)
    assert guess({"Closes on": Sample([text, text], 2)}, declared).transforms == {}


@pytest.mark.parametrize(
    ("amounts", "target", "mark", "why"),
    [
        (["1,234", "1,234.50", "$10k-$50k"], "attributes.budget_usd", "point", "a point before the decimals"),
        (["1.234", "12,5"], "attributes.budget_usd", "comma", "a comma before the decimals"),
        (["1000", "2.5k", "50k+"], "attributes.budget_usd", "point", "100% of the values are amounts"),
        (["1,234", "2,345"], "", "", "read in two ways"),
        (["1,5", "1.5", "1.234", "2.345", "3.456"], "", "", "others a comma"),
        (["€5", "€7"], "", "", "only 0% of the values are amounts"),
    ],
)
def test_a_column_of_amounts_tells_its_mark_or_that_it_cannot(
    amounts: list[str], target: str, mark: str, why: str
) -> None:
    [column] = told({"Budget USD": amounts}).columns
    assert (column.target, column.decimals) == (target, mark)
    assert why in column.why


def test_columns_that_nothing_names_are_proposed_as_fields_of_dates_and_of_money() -> None:
    columns = {
        "Closes": ["2026-05-04", "2026-06-04", "2026-07-04"],
        "Deal size": ["€ 1.200,50", "€ 800", "€ 90"],
        "Reached": ["4155550101", "4155550102", "4155550103"],
        "Total": ["100", "200", "300"],
    }
    mapping = told(columns)
    assert [each.proposal for each in mapping.columns] == ["type: date", "type: money, currency: EUR", "", ""]
    text = source_text("mine", mapping)
    assert "#   deal_size: {type: money, currency: EUR, personal: true or false}" in text
    assert list(yaml.safe_load(text)) == ["mine"]


def test_what_the_user_maps_has_its_dates_read_too() -> None:
    mapping = corrected(told({"When": ["13/5/2026", "1/2/2026"]}), {"When": "occurred_at"}, {})
    assert mapping.dates == "dmy"


def test_of_two_columns_for_one_field_the_surer_fills_it_and_the_other_is_shown() -> None:
    mapping = told({"Work contact": EMAILS, "E-mail": EMAILS, "Mail address": EMAILS})
    assert filled(mapping) == {"E-mail": "email"}
    assert [(each.maybe, each.why) for each in mapping.columns if not each.target] == [
        ("email", "email is filled by column E-mail")
    ] * 2


def test_columns_that_differ_by_case_alone_are_one_to_the_map() -> None:
    mapping = told({"E-Mail": EMAILS, "e mail": ["a", "b", "c"]})
    assert mapping.renamed == {"E-Mail": "email"}


def test_an_id_that_repeats_would_make_duplicates_of_all_rows() -> None:
    [column] = told({"id": ["form-7", "form-7", "form-8"]}).columns
    assert (column.target, column.refused) == ("", True)


@given(
    st.dictionaries(
        st.sampled_from([*CANONICAL_KEYS, *ALIASES, "x", "Mail", "Handy", "visits", "Company Name ", "notes 2"]),
        st.lists(st.sampled_from([*EMAILS, "1", "x", "Berlin", "+49 30 123456", "acme.com", "yes"]), max_size=6),
        max_size=12,
    )
)
def test_no_field_is_filled_twice_and_none_by_a_guess_that_is_not_sure(columns: dict[str, list[str]]) -> None:
    mapping = told(columns)
    targets = [each.target for each in mapping.columns if each.target]
    assert len(targets) == len(set(targets))
    assert [each.name for each in mapping.columns] == list(columns)
    assert all(each.confidence >= SURE for each in mapping.columns if each.target)
    assert all(each.why for each in mapping.columns)
    folded = [fold(name) for name in mapping.renamed]
    assert len(folded) == len(set(folded))


NAME = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30)


@settings(max_examples=40)
@given(
    st.dictionaries(NAME, st.sampled_from(["email", "phone", "", "city", "title", "full_name"]), min_size=1, max_size=6)
)
def test_what_is_kept_for_the_workspace_is_read_there_as_it_was_meant(columns: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for name, target in columns.items():
        if target not in seen.values() and fold(name) not in map(fold, seen):
            seen[name] = target
    mapping = Mapping(tuple(Column(name, target, 1.0, "", refused=not target) for name, target in seen.items()))
    with TemporaryDirectory() as folder:
        workspace = Path(shutil.copytree(TEMPLATE, Path(folder) / "workspace"))
        with (workspace / "sources.yaml").open("a", encoding="utf-8") as file:
            file.write(source_text("mine", mapping, ("event_id",)))
        source = load(workspace).sources["mine"]
    assert source.map == {fold(name): target or "unmapped" for name, target in seen.items()}
    assert (source.ways, source.shape, source.require_any) == (("import",), "row", ("event_id",))


@given(st.text(max_size=80))
def test_every_file_name_gives_a_source_a_name_it_may_have(file: str) -> None:
    from leadcore.workspace.sources import _NAME

    assert _NAME.fullmatch(source_name(file))


def test_what_the_user_says_beats_the_guess_and_frees_the_field() -> None:
    guessed = told({"E-mail": EMAILS, "Private": EMAILS, "Title": ["CFO", "CEO", "CTO"], "visits": ["1", "2"]})
    said = corrected(guessed, parse_corrections(["private=email", "Title=", "visits=attributes.downloads"]), DECLARED)
    assert filled(said) == {"Private": "email", "visits": "attributes.downloads"}
    freed = next(each for each in said.columns if each.name == "E-mail")
    assert (freed.maybe, freed.why) == ("email", "email is filled by column Private")
    assert said.renamed["Title"] == "unmapped"


@pytest.mark.parametrize(
    ("words", "told_of"),
    [
        (["Private=emial"], "email"),
        (["Privat=email"], "Private"),
        (["zzzz=email"], "There are: E-mail, Private"),
        (["Private=zzzz"], "event_id"),
        (["Private=attributes.visit"], "attributes.visits"),
        (["Private"], "COLUMN=FIELD"),
        (["=email"], "COLUMN=FIELD"),
        (["Private=email", "E-mail=email"], "two columns for email"),
        (["Private=email", "Private=phone"], "mapped twice"),
    ],
)
def test_a_correction_that_cannot_be_followed_names_what_was_meant(words: list[str], told_of: str) -> None:
    guessed = told({"E-mail": EMAILS, "Private": EMAILS})
    with pytest.raises(WrongMapError, match=told_of):
        corrected(guessed, parse_corrections(words), DECLARED)


def test_a_column_with_an_equals_sign_in_its_name_can_be_named() -> None:
    assert parse_corrections(["a=b=email"]) == {"a=b": "email"}


REAL = {
    "x_education_leads/leads_train80.csv.gz": {
        "Prospect ID": "event_id", "TotalVisits": "attributes.visits", "Country": "country", "City": "city",
    },
    "uci_bank_marketing/bank-additional-full.csv.gz": {"job": "title"},
    "extraalearn_leads/ExtraaLearn.csv.gz": {"ID": "event_id", "website_visits": "attributes.visits"},
    "crm_sales_opportunities/accounts.csv": {"account": "company_name", "office_location": "country"},
    "dirty_records/febrl_dataset3.csv.gz": {
        "rec_id": "event_id", "given_name": "first_name", "surname": "last_name", "suburb": "city",
        "postcode": "postal_code", "state": "region", "address_1": "address",
    },
    "dirty_records/chicago_childcare_messy.csv.gz": {
        "Id": "event_id", "Zip": "postal_code", "Phone": "phone", "Website": "company_domain",
        "Email Address": "email", "Address": "address",
    },
}  # fmt: skip


@pytest.mark.parametrize("file", REAL)
def test_real_files_are_understood(shared_data: Path, file: str) -> None:
    table = open_file(shared_data / file)
    assert isinstance(table, Table)
    assert filled(guess(samples_of(table), DECLARED)) == REAL[file]

"""I1, reliability §3.3: the corpora of CSV edge cases, each file with the answer it must give beside it."""

import json
from pathlib import Path
from typing import Any

import pytest
from leadfiles import Finding, Refusal, Row, Table, open_file

SPECTRUM = (
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
    "quotes_and_newlines", "simple", "simple_crlf", "utf8",
)  # fmt: skip

# File of csvkit's: its rows as (line, cells), and its findings as (line, code); or the code of its refusal.
Answer = tuple[list[tuple[int, list[str]]], list[tuple[int, str]]] | str
CSVKIT: dict[str, Answer] = {
    "bad.csv": (
        [(3, ["", "I'm too short!"]), (4, ["0", "mixed types.... uh oh", "17"])],
        [(2, "too-many-cells"), (3, "too-few-cells")],
    ),
    "bad_skip_lines.csv": (
        [(6, ["", "I'm too short!"]), (7, ["0", "mixed types.... uh oh", "17"])],
        [(5, "too-many-cells"), (6, "too-few-cells")],
    ),
    "blanks.csv": ([(2, ["", "NA", "N/A", "NONE", "NULL", "."])], []),
    "date_like_number.csv": ([(2, ["4.5"])], []),
    "dummy.tsv": ([(2, ["1", "2", "3"])], []),
    "dummy_col_shuffled_ragged.csv": ([(2, ["2", "3", "1", "4"])], []),
    "empty.csv": "empty",
    "mac_newlines.csv": ([(2, ["1", "2", "3"]), (3, ["Once upon\ra time", "5", "6"])], []),
    "no_header_row.csv": "no-header",
    "null_byte.csv": ([], [(2, "nul")]),
    "optional_quote_characters.csv": ([(2, ["1", "2", "3"])], []),
    "sniff_limit.csv": ([(2, ["1", "2", "3"])], []),
    "test_empty_columns.csv": ([(2, ["a", "", "", "", ""]), (3, ["", "", "c", ""])], [(3, "too-few-cells")]),
    "test_empty_columns_long_row.csv": ([], []),
    "test_empty_columns_short_row.csv": ([], []),
    "test_extra_header.csv": ([(2, ["1", "2", "3"])], [(2, "too-few-cells")]),
    "test_header_newline.csv": ([(8, ["d", "e", "f"])], []),
    "test_latin1.csv": ([(2, ["1", "2", "3"]), (3, ["4", "5", "©"])], []),
    "test_locale.csv": ([(2, ["1,7", "200.000.000", ""])], []),
    "test_no_leading_zeroes.csv": ([(2, ["01", "00.11", "0.1"])], []),
    "test_skip_lines.csv": ([(5, ["1", "2", "3"])], []),
    "test_utf16_big.csv": ([(2, ["1", "2", "3"]), (3, ["4", "5", "ʤ"])], []),
    "test_utf16_little.csv": ([(2, ["1", "2", "3"]), (3, ["4", "5", "ʤ"])], []),
    "test_utf8.csv": ([(2, ["1", "2", "3"]), (3, ["4", "5", "ʤ"])], []),
    "test_utf8_bom.csv": ([(2, ["1", "2", "3"]), (3, ["4", "5", "ʤ"])], []),
}
# File of real leads, by its path: delimiter, columns, rows read, and how many findings of each code.
REAL: dict[str, tuple[str, int, int, dict[str, int]]] = {
    "x_education_leads/leads_train80.csv.gz": (",", 37, 7_392, {}),
    "x_education_leads/mangled_export_sample.csv": (",", 37, 60, {"row-in-quotes": 60}),
    "uci_bank_marketing/bank-additional-full.csv.gz": (";", 21, 41_188, {}),
    "extraalearn_leads/ExtraaLearn.csv.gz": (",", 15, 4_612, {}),
    "crm_sales_opportunities/sales_pipeline.csv.gz": (",", 8, 8_800, {}),
    "crm_sales_opportunities/accounts.csv": (",", 7, 85, {}),
    "olist_marketing_funnel/olist_marketing_qualified_leads_dataset.csv.gz": (",", 4, 8_000, {}),
    "olist_marketing_funnel/olist_closed_deals_dataset.csv.gz": (",", 14, 842, {}),
    "olist_marketing_funnel/olist_sellers_dataset.csv.gz": (",", 4, 3_095, {}),
    "dirty_records/febrl_dataset3.csv.gz": (",", 11, 5_000, {}),
}


def opened(path: Path) -> Table:
    table = open_file(path)
    assert isinstance(table, Table), table
    return table


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_is_read_as_its_authors_read_it(shared_data: Path, name: str) -> None:
    folder = shared_data / "csv_edge_cases" / "csv_spectrum"
    expected: list[dict[str, Any]] = json.loads((folder / "json" / f"{name}.json").read_text("utf-8"))
    rows = list(opened(folder / "csvs" / f"{name}.csv").rows())
    assert [each.values for each in rows if isinstance(each, Row)] == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("name", CSVKIT)
def test_csvkit_files_give_their_answer(shared_data: Path, name: str) -> None:
    found = open_file(shared_data / "csv_edge_cases" / "csvkit" / name)
    expected = CSVKIT[name]
    if isinstance(expected, str):
        assert isinstance(found, Refusal)
        assert found.code == expected
        return
    assert isinstance(found, Table)
    each = list(found.rows())
    assert [(row.line, list(row.values.values())) for row in each if isinstance(row, Row)] == expected[0]
    assert [(one.line, one.code) for one in each if isinstance(one, Finding)] == expected[1]


@pytest.mark.parametrize("name", REAL)
def test_real_files_lose_no_row(shared_data: Path, name: str) -> None:
    table = opened(shared_data / name)
    delimiter, columns, rows, findings = REAL[name]
    found = list(table.rows())
    counted: dict[str, int] = {}
    for each in found:
        if isinstance(each, Finding):
            counted[each.code] = counted.get(each.code, 0) + 1
    assert (table.delimiter, len(table.columns)) == (delimiter, columns)
    assert sum(isinstance(each, Row) for each in found) == rows
    assert counted == findings

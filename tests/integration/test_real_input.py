"""I1, P3, P5: 7,392 real rows through `leadstream import`, and again through an independent Kafka client."""

import csv
import gzip
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from lab.spine import Spine

pytestmark = pytest.mark.slow

ROWS = 7392


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    return shared_data / "x_education_leads" / "leads_train80.csv.gz"


@pytest.fixture(scope="module")
def rows(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", newline="") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def imported(spine: Spine, file: Path) -> dict[str, Any]:
    """The ledger's account of the source after the import."""
    before = spine.settled(0)["total"]["accepted"]
    report = spine.json("import", str(file), "--source", "x-education")
    told = {"rows": ROWS, "accepted": ROWS, "imported": ROWS, "duplicate": 0, "rejected": 0, "dead": 0, "open": 0}
    assert told.items() <= report.items(), report
    account: dict[str, Any] = spine.settled(before + ROWS)["by_source"]["x-education"]
    return account


def test_every_row_is_routed(imported: dict[str, Any]) -> None:
    assert imported == {**dict.fromkeys(imported, 0), "accepted": ROWS, "routed": ROWS}


def test_the_values_of_the_file_are_found_in_the_leads(
    spine: Spine, imported: dict[str, Any], rows: list[dict[str, str]]
) -> None:
    found = _leads(spine)
    assert len(found) == ROWS
    assert Counter(lead["country"] for lead in found)["IN"] == sum(row["Country"] == "India" for row in rows)
    for name, column in (("occupation", "What is your current occupation"), ("lead_source", "Lead Source")):
        told = Counter(lead["attributes"].get(name, "") for lead in found)
        assert told == Counter(row[column] for row in rows)
    for name, column in (("visits", "TotalVisits"), ("seconds_on_site", "Total Time Spent on Website")):
        told = Counter(lead["attributes"].get(name, "") for lead in found)
        assert told == Counter(row[column] for row in rows)


def test_destinations_agree(spine: Spine, imported: dict[str, Any]) -> None:
    assert spine.console("/v1/leads", source="x-education", limit="1", count="true")["total"] == ROWS
    routed = spine.settled(0)["total"]["routed"]
    counts = spine.hubspot(routed)
    assert (counts["records"]["contacts"], counts["lead_ids"]["max_creates"]) == (routed, 1)


def test_the_same_file_again_changes_nothing(spine: Spine, imported: dict[str, Any], file: Path) -> None:
    before = spine.settled(0)
    report = spine.json("import", str(file), "--source", "x-education")
    assert (report["repeated"], report["accepted"]) == (True, ROWS)
    assert spine.settled(0)["by_source"]["x-education"] == before["by_source"]["x-education"]


def test_an_independent_client_s_rows_are_duplicates(
    spine: Spine, imported: dict[str, Any], rows: list[dict[str, str]], kcat: str
) -> None:
    before = spine.settled(0)["total"]["accepted"]
    lines = b"\n".join(orjson.dumps(row) for row in rows)
    command = [kcat, "-P", "-b", spine.status["kafka"], "-t", "leads.raw", "-H", "lead-source=x-education"]
    subprocess.run(command, input=lines, check=True, timeout=120)
    account = spine.settled(before + ROWS)["by_source"]["x-education"]
    wanted = {"accepted": 2 * ROWS, "routed": ROWS, "duplicate": ROWS}
    assert account == {**dict.fromkeys(account, 0), **wanted}
    assert spine.console("/v1/leads", source="x-education", limit="1", count="true")["total"] == ROWS


def _leads(spine: Spine) -> list[dict[str, Any]]:
    import asyncio

    async def read() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(spine.status["postgres"])
        try:
            statement = "select country, attributes from pipeline.leads where source = 'x-education'"
            return [
                {"country": record["country"], "attributes": orjson.loads(record["attributes"])}
                for record in await connection.fetch(statement)
            ]
        finally:
            await connection.close()

    return asyncio.run(read())

"""I1: a real file into a real stack: killed in the middle, the same twice, stopped; the ledger agrees."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from lab.spine import Spine
from leadstream.importing.journal import Journal

pytestmark = pytest.mark.slow

ROWS = 15_000


def a_file(path: Path, name: str, rows: int) -> Path:
    """People of whom every hundredth comes twice, and one row in a thousand without anything to reach them."""
    with path.open("w") as out:
        out.write("Badge ID;E-Mail;Attendee;Company;Country\n")
        for n in range(rows):
            who = n - 1 if n % 100 == 99 else n
            mail = "" if n % 1000 == 500 else f"{name}-{who}@curlwind-labs.example"
            out.write(f"{name}-{n};{mail};{'' if not mail else 'Ada Curl'};{'' if not mail else 'Curl'};DE\n")
        out.write('"never closed;x\n')
    return path


def begun(spine: Spine, path: Path) -> "subprocess.Popen[str]":
    command = [str(Path(sys.executable).with_name("leadstream")), "import", str(path), "--source", "proof", "--json"]
    environment = {**os.environ, "LEADSTREAM_HOME": str(spine.home)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def journal(spine: Spine, before: set[Path]) -> dict[str, Any]:
    """The journal of the import that has begun since, once it says that something was taken."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for path in set(spine.home.glob("imports/*/journal.json")) - before:
            told: dict[str, Any] = json.loads(path.read_bytes())
            if told["accepted"]:
                return told
        time.sleep(0.01)
    raise AssertionError("nothing was taken in time")


def sums(document: dict[str, Any]) -> dict[str, int]:
    names = ("rows", "imported", "duplicate", "rejected", "dead", "open")
    return {name: document[name] for name in names}


def test_killed_in_the_middle_it_goes_on_without_doubles_and_the_sums_agree(spine: Spine, tmp_path: Path) -> None:
    path, before = a_file(tmp_path / "fair.csv", "kill", ROWS), spine.settled(0)["total"]
    known = set(spine.home.glob("imports/*/journal.json"))
    for taken in (0, ROWS // 4, ROWS // 2):
        process = begun(spine, path)
        while (told := journal(spine, known))["accepted"] <= taken and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert told["stage"] == "sending", "killed before its end"
    document = spine.json("import", str(path), "--source", "proof", check=False)
    wrong, twice = ROWS // 1000, ROWS // 100
    expected = {"imported": ROWS - wrong - twice, "duplicate": twice, "rejected": wrong + 1}
    assert sums(document) == {"rows": ROWS + 1, **expected, "dead": 0, "open": 0}
    after = spine.settled(before["accepted"] + document["accepted"])["total"]
    gained = {name: after[name] - before[name] for name in after}
    # The log may hold a share twice; its ids it holds once.
    assert gained["accepted"] == document["accepted"] == ROWS - wrong
    assert (gained["routed"], gained["duplicate"]) == (document["imported"], document["duplicate"])
    assert (gained["rejected"], gained["dead"], gained["unaccounted"]) == (0, 0, 0)
    lines = Path(document["report"]).read_text("utf-8-sig").splitlines()[1:]
    assert len(lines) == wrong + twice + 1
    assert [int(each.partition(",")[0]) for each in lines] == sorted(int(each.partition(",")[0]) for each in lines)
    assert {each.split(",")[1] for each in lines} == {"rejected", "duplicate"}
    again = spine.json("import", str(path), "--source", "proof", check=False)
    assert (again["repeated"], sums(again)) == (True, sums(document))
    assert spine.settled(0)["total"] == after


def test_stopped_from_beside_it_goes_on_and_is_whole(spine: Spine, tmp_path: Path) -> None:
    path, before = a_file(tmp_path / "fair.csv", "stop", ROWS), spine.settled(0)["total"]
    known = set(spine.home.glob("imports/*/journal.json"))
    process = begun(spine, path)
    operation = journal(spine, known)["operation"]
    assert Journal(spine.home / "imports" / operation).ask_to_stop(), "as --cancel does"
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "To go on: leadstream import" in said
    document = spine.json("import", str(path), "--source", "proof", check=False)
    assert document["rows"] == ROWS + 1
    after = spine.settled(before["accepted"] + document["accepted"])["total"]
    assert after["accepted"] - before["accepted"] == ROWS - ROWS // 1000
    assert after["routed"] - before["routed"] == document["imported"]


def posted(spine: Spine, path: Path, **parameters: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {spine.status['api_key']}", "Content-Type": "text/csv"}
    url = f"{spine.status['gateway']}/v1/imports"
    with path.open("rb") as body:
        return httpx.post(
            url, params={"source": "proof", **parameters}, content=body, headers=headers, timeout=120, trust_env=False
        )


def at_gateway(spine: Spine, path: str, method: str = "GET") -> httpx.Response:
    """What the gateway says, once it is there again."""
    headers = {"Authorization": f"Bearer {spine.status['api_key']}"}
    end = time.monotonic() + 120
    while True:
        try:
            return httpx.request(method, spine.status["gateway"] + path, headers=headers, timeout=60, trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < end, "the gateway is away for too long"
            time.sleep(0.2)


def until(spine: Spine, location: str, said: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        document: dict[str, Any] = at_gateway(spine, location).json()
        if said(document):
            return document
        time.sleep(0.05)
    raise AssertionError(f"not in time: {document}")


def test_a_gateway_killed_in_the_middle_of_a_posted_file_goes_on_and_the_sums_agree(
    spine: Spine, tmp_path: Path
) -> None:
    path, before = a_file(tmp_path / "fair.csv", "post", ROWS), spine.settled(0)["total"]
    answer = posted(spine, path)
    assert answer.status_code == 202, answer.text
    location = answer.headers["Location"]
    for taken in (0, ROWS // 2):
        until(spine, location, lambda one, taken=taken: one["sent"] > taken)  # type: ignore[misc]
        os.kill(spine.pid("gateway"), signal.SIGKILL)
    wrong, twice = ROWS // 1000, ROWS // 100
    done = until(spine, location, lambda one: one["state"] == "done" and one["open"] == 0)
    expected = {"imported": ROWS - wrong - twice, "duplicate": twice, "rejected": wrong + 1}
    assert sums(done) == {"rows": ROWS + 1, **expected, "dead": 0, "open": 0}
    after = spine.settled(before["accepted"] + done["sent"])["total"]
    gained = {name: after[name] - before[name] for name in after}
    assert (gained["accepted"], gained["routed"], gained["duplicate"]) == (done["sent"], done["imported"], twice)
    assert (gained["dead"], gained["unaccounted"]) == (0, 0)
    report = at_gateway(spine, f"{location}/report").text.splitlines()[1:]
    assert len(report) == wrong + twice + 1
    again = posted(spine, path)
    assert (again.status_code, again.json()["repeated"], again.headers["Location"]) == (200, True, location)
    told = spine.json("import", str(path), "--source", "proof", check=False)
    assert told["operation_id"] == done["import_id"], "the command line and the gateway call it by one name"


def test_a_posted_file_is_cancelled_and_its_bytes_are_gone(spine: Spine, tmp_path: Path) -> None:
    path = a_file(tmp_path / "fair.csv", "cancel", ROWS)
    location = posted(spine, path).headers["Location"]
    until(spine, location, lambda one: one["sent"] > 0)
    cancelled = at_gateway(spine, location, "DELETE").json()
    assert cancelled["state"] == "cancelled"
    assert cancelled["rows"] < ROWS

    async def kept() -> int:
        connection = await asyncpg.connect(spine.status["postgres"])
        try:
            return int(await connection.fetchval("select count(*) from intake.import_chunks"))
        finally:
            await connection.close()

    assert asyncio.run(kept()) == 0
    assert spine.settled(0)["total"]["unaccounted"] == 0

"""I1, I10: files posted to the gateway: kept, read by another process, gone on with, cancelled, refused."""

import asyncio
import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest
import yaml
from aiohttp.test_utils import TestClient, TestServer
from gateway import app
from gateway.adapters.file_reader import ProcessReader
from gateway.adapters.memory import MemoryImports, MemoryLog
from gateway.adapters.redis_limiter import NoLimiter
from gateway.domain.imports import read_request
from gateway.ports import Allowance, ReaderDied
from gateway.routes import importer as importing
from gateway.routes import imports as routes
from gateway.routes.importer import ImportDesk, Importer
from gateway.routes.imports import ImportRoutes
from gateway.routes.leads import Edge
from leadcore import ids, workspace
from leadcore.access.callers import Keyring
from leadcore.api_keys import ApiKey
from leadcore.clock import system_clock
from leadcore.contracts import Submission
from leadcore.imports import operation_of
from leadcore.metrics import Metrics
from leadcore.problems import Problem
from leadcore.runtime.web_access import guard_of
from leadcore.testing.patience import reached

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "workspace"
MEMORY = 1 << 30
KEYS = [
    ApiKey("one", hashlib.sha256(b"one").hexdigest()),
    ApiKey("other", hashlib.sha256(b"other").hexdigest(), sources=("proof",)),
    ApiKey("stranger", hashlib.sha256(b"stranger").hexdigest(), tenant="elsewhere"),
    ApiKey("reader", hashlib.sha256(b"reader").hexdigest(), scopes=("leads:read",)),
]
ME = {"Authorization": "Bearer one"}
CSV = {**ME, "Content-Type": "text/csv"}
XLSX = {**ME, "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ROWS = 1_200
FILE = b"E-Mail,Role,Shoe size\n" + b"".join(b"p%d@curl.example,CTO,38\n" % n for n in range(2, ROWS + 2))
POST = "/v1/imports?source=events-csv"


class Slowly:
    """A limiter that lets nobody pass the first time."""

    asked = 0

    async def take(self, client: str, cost: int, bounds: Any = None) -> Allowance:
        self.asked += 1
        return Allowance(self.asked % 2 == 0, retry_after_s=0)


class Charging:
    """A limiter that lets everybody pass, and what it charged for."""

    def __init__(self) -> None:
        self.charged: list[int] = []

    async def take(self, client: str, cost: int, bounds: Any = None) -> Allowance:
        self.charged.append(cost)
        return Allowance(True)


class Failing(MemoryLog):
    """A log that is away for each append's first times."""

    times, asked = 3, 0

    async def append(self, submissions: Sequence[Submission]) -> None:
        self.away = self.asked % (self.times + 1) < self.times
        self.asked += 1
        await super().append(submissions)


class World:
    """A gateway over memory, whose files are read by the real process."""

    def __init__(self, limiter: Any = None, log: MemoryLog | None = None, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.log, self.kept = log or MemoryLog(), MemoryImports()
        ring = Keyring([each.credential() for each in KEYS])
        loaded = workspace.load(folder)
        self.edge = Edge(guard_of(ring), loaded, self.log, limiter or NoLimiter(), system_clock, Metrics(), "http://c")

    def importer(self, name: str = "here") -> Importer:
        return Importer(self.edge, self.desk(name))

    def desk(self, name: str = "here", most: int = 10 << 20) -> ImportDesk:
        return ImportDesk(self.kept, ProcessReader(self.folder, MEMORY), name, most, look_s=0.05)

    @asynccontextmanager
    async def client(self, *, most: int = 10 << 20) -> AsyncIterator[TestClient[Any, Any]]:
        made = ImportRoutes(self.edge, self.desk(most=most))
        async with TestClient(TestServer(app.build(self.edge, imports=made))) as client:
            yield client

    @asynccontextmanager
    async def reading(self, name: str = "here") -> AsyncIterator[Importer]:
        importer = self.importer(name)
        task = asyncio.create_task(importer.run())
        try:
            yield importer
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def lines(world: World) -> list[int]:
    return [each.line for each in world.log.kept]


async def ended(client: TestClient[Any, Any], location: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            document: dict[str, Any] = await (await client.get(location, headers=ME)).json()
            if document["state"] in ("done", "failed", "cancelled"):
                return document
            await asyncio.sleep(0.02)


async def test_a_file_is_kept_then_read_into_the_bulk_lane_with_ids_of_its_lines() -> None:
    world = World()
    async with world.client() as client:
        answer = await client.post(POST, data=FILE + b'"open@curl.example,x\n', headers=CSV)
        assert answer.status == 202
        queued = await answer.json()
        assert (queued["state"], queued["rows"], queued["repeated"]) == ("queued", 0, False)
        assert queued["import_id"] == operation_of(
            hashlib.sha256(FILE + b'"open@curl.example,x\n').hexdigest(), "events-csv"
        )
        async with world.reading():
            done = await ended(client, answer.headers["Location"])
        sums = {name: done[name] for name in ("rows", "sent", "rejected", "open", "part")}
        assert sums == {"rows": ROWS + 1, "sent": ROWS, "rejected": 1, "open": ROWS, "part": 1.0}
        assert done["columns"] == [{"column": "E-Mail", "field": "email"}, {"column": "Role", "field": "title"}]
        assert done["unmapped"] == ["Shoe size"]
        assert lines(world) == list(range(2, ROWS + 2))
        first = world.log.kept[0]
        assert (first.lane, first.client, first.source, first.operation_id) == (
            "bulk",
            "one",
            "events-csv",
            queued["import_id"],
        )
        assert first.submission_id == ids.submission_id_of_line(queued["import_id"], 2)
        report = await client.get(f"{answer.headers['Location']}/report", headers=ME)
        assert (report.content_type, report.headers["X-Content-Type-Options"]) == ("text/csv", "nosniff")
        assert (await report.text()).splitlines() == [
            "\ufeffline,outcome,code,field",
            f"{ROWS + 2},rejected,unclosed-quote,",
        ]
    assert world.kept.files == {}, "the file is gone when it has been read"


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [("created_at", "4/5/2026", "occurred_at"), ("budget_usd", "1.234", "attributes.budget_usd")],
)
async def test_dates_and_amounts_are_read_as_the_source_says(
    column: str, value: str, field: str, tmp_path: Path
) -> None:
    """I5: of a value that can be read in two ways."""
    folder = tmp_path / "workspace"
    shutil.copytree(FOLDER, folder)
    sources = yaml.safe_load((folder / "sources.yaml").read_text())
    sources["events-csv"] |= {"dates": "dmy", "decimals": "comma"}
    (folder / "sources.yaml").write_text(yaml.safe_dump(sources))
    world = World(folder=folder)
    async with world.client() as client, world.reading():
        body = f"email;{column}\na@curl.example;{value}\n".encode()
        done = await ended(client, (await client.post(POST, data=body, headers=CSV)).headers["Location"])
    assert {"column": column, "field": field} in done["columns"]
    assert done["unmapped"] == []
    [row] = world.log.kept
    assert json.loads(row.payload)[column] == value


async def test_the_same_file_again_is_the_same_import_unless_it_is_said() -> None:
    world = World()
    async with world.client() as client:
        first = await (await client.post(POST, data=FILE, headers=CSV)).json()
        second = await client.post(POST, data=FILE, headers=CSV)
        assert (second.status, (await second.json())["repeated"]) == (200, True)
        assert (await second.json())["import_id"] == first["import_id"]
        third = await client.post(f"{POST}&again=true", data=FILE, headers=CSV)
        assert third.status == 202
        assert (await third.json())["import_id"] != first["import_id"]
    assert len(world.kept.files) == 2


@pytest.mark.parametrize("at", [1, 2])
async def test_an_instance_that_dies_leaves_it_to_another_and_no_line_is_sent_under_two_ids(at: int) -> None:
    """Killed after the broker has rows and before they are put down: they go again under the same ids."""
    world = World()
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        advanced, advance = 0, world.kept.advance

        async def dies(*words: Any) -> bool:
            nonlocal advanced
            advanced += 1
            if advanced == at:
                raise asyncio.CancelledError
            return await advance(*words)

        world.kept.advance = dies  # type: ignore[method-assign,assignment]
        task = asyncio.create_task(world.importer("first").run())
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, 60)
        world.kept.advance = advance  # type: ignore[method-assign]
        assert len(world.log.kept) == at * 500
        async with world.reading("second"):
            done = await ended(client, location)
    assert (done["rows"], done["sent"]) == (ROWS, ROWS)
    assert len({each.submission_id for each in world.log.kept}) == ROWS
    assert len(world.log.kept) == ROWS + 500
    assert sorted({*lines(world)}) == list(range(2, ROWS + 2))


async def test_what_another_has_taken_over_is_written_by_that_one_alone() -> None:
    world = World()
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        world.log.held = asyncio.Event()
        async with world.reading("first"):
            await reached(lambda: bool(world.log.kept))
            [name] = world.kept.kept
            world.kept.holders[name] = "second"  # as where its lease was over
            world.log.held.set()
            await reached(lambda: len(world.log.kept) == 500)
            await asyncio.sleep(0.1)
        assert world.kept.kept[name].progress.sent == 0
        assert len(world.log.kept) == 500, "it sends no more of what is another's"
        world.kept.holders.clear()
        async with world.reading("third"):
            done = await ended(client, location)
        assert (done["rows"], done["sent"]) == (ROWS, ROWS)


async def test_cancelled_it_ends_and_the_same_file_goes_on_from_there() -> None:
    world = World()
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        world.log.held = asyncio.Event()
        async with world.reading():
            await reached(lambda: bool(world.log.kept))
            cancelled = await (await client.post(f"{location}:cancel", headers=ME)).json()
            assert cancelled["state"] == "cancelled"
            assert world.kept.files == {}
            world.log.held.set()
            again = await client.delete(location, headers=ME)
            assert (again.status, (await again.json())["state"]) == (200, "cancelled")
            taken = await client.post(POST, data=FILE, headers=CSV)
            assert (taken.status, taken.headers["Location"]) == (202, location)
            done = await ended(client, location)
        assert (done["state"], done["rows"]) == ("done", ROWS)
        assert len({each.submission_id for each in world.log.kept}) == ROWS


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a zip": ("text/csv", b"PK\x05\x06" + bytes(18), "archive"),
    "a page": ("text/csv", b"<!doctype html><html><body>Sign in</body></html>", "html"),
    "nobody to reach": ("text/csv", b"colour,size\nred,9\n", "nothing-required"),
    "no names": ("text/csv", b"ada@b.example,Ada\n", "no-header"),
    "100,000 columns": ("text/csv", b",".join(b"c%d" % n for n in range(100_000)), "too-many-columns"),
    "blanks": ("application/octet-stream", b" \n \n", "empty"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_read_has_failed_with_its_code(what: str) -> None:
    media, content, code = REFUSED[what]
    world = World()
    async with world.client() as client, world.reading():
        answer = await client.post(POST, data=content, headers={**ME, "Content-Type": media})
        failed = await ended(client, answer.headers["Location"])
    assert (failed["state"], failed["code"]) == ("failed", code)
    assert len(failed["detail"]) > 10
    assert not world.log.kept


async def test_a_failed_one_is_tried_again_with_another_map() -> None:
    world = World()
    async with world.client() as client, world.reading():
        body = b"colour,word\nred,ada@b.example\n"
        first = await client.post(f"{POST}&map=colr%3Demail", data=body, headers=CSV)
        assert (await ended(client, first.headers["Location"]))["code"] == "wrong-map"
        second = await client.post(f"{POST}&map=word%3Demail", data=body, headers=CSV)
        assert (second.status, second.headers["Location"]) == (202, first.headers["Location"])
        assert (await ended(client, second.headers["Location"]))["sent"] == 1


async def test_a_gz_is_read_and_a_name_is_only_an_ending() -> None:
    world = World()
    names = {
        "Content-Disposition": 'attachment; filename="../../etc/leads.jsonl.gz"',
        "Content-Type": "application/gzip",
    }
    body = gzip.compress(b'{"email": "a@b.example"}\n{"email": "c@d.example"}\n')
    async with world.client() as client, world.reading():
        answer = await client.post(POST, data=body, headers={**ME, **names})
        assert (await ended(client, answer.headers["Location"]))["sent"] == 2


async def test_who_may_not_see_it_does_not_find_it() -> None:
    world = World()
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        for key in ("other", "stranger"):
            for path, method in ((location, "GET"), (f"{location}/report", "GET"), (f"{location}:cancel", "POST")):
                answer = await client.request(method, path, headers={"Authorization": f"Bearer {key}"})
                assert answer.status == 404
        assert (await client.get(location)).status == 401
        reader = {"Authorization": "Bearer reader", "Content-Type": "text/csv"}
        assert (await client.post(POST, data=FILE, headers=reader)).status == 403
        assert (await client.get("/v1/imports/none", headers=ME)).status == 404


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/imports?source=web-form", CSV, 400),
        ("/v1/imports?source=nowhere", CSV, 400),
        (f"{POST}&nonsense=1", CSV, 400),
        (f"{POST}&delimiter=;;", CSV, 400),
        (f"{POST}&again=perhaps", CSV, 400),
        (f"{POST}&map=email", CSV, 400),
        (POST, {**ME, "Content-Type": "image/png"}, 415),
        (POST, {**CSV, "Content-Encoding": "gzip"}, 415),
        (POST, {**CSV, "Authorization": "Bearer nobody"}, 401),
    ],
)
async def test_a_request_that_cannot_be_taken_is_refused_before_a_byte_is_kept(
    path: str, headers: dict[str, str], status: int
) -> None:
    world = World()
    async with world.client() as client:
        answer = await client.post(path, data=FILE, headers=headers)
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
    assert world.kept.files == {}


async def test_one_too_large_is_refused_at_once_or_where_it_grows_too_large() -> None:
    world = World()

    async def grows() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield bytes(1 << 17)

    async with world.client(most=2 << 20) as client:
        assert (await client.post(POST, data=bytes(3 << 20), headers=CSV)).status == 413
        assert (await client.post(POST, data=grows(), headers=CSV)).status == 413
        assert (await client.post(POST, data=b"", headers=CSV)).status == 400
    assert world.kept.files == {}


async def test_an_upload_that_breaks_off_is_forgotten() -> None:
    world = World()
    async with world.client() as client:
        _, writer = await asyncio.open_connection("127.0.0.1", client.port)
        head = f"POST {POST} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer one\r\nContent-Type: text/csv\r\n"
        writer.write(f"{head}Content-Length: 9000000\r\n\r\n".encode() + bytes(routes.PIECE * 2))
        await writer.drain()
        await reached(lambda: bool(world.kept.files))
        writer.close()
        await reached(lambda: not world.kept.files)
    assert world.kept.kept == {}


async def test_without_the_database_imports_alone_are_away() -> None:
    world = World()
    world.kept.away = True
    async with world.client() as client:
        for method, path in (("POST", POST), ("GET", "/v1/imports/x"), ("DELETE", "/v1/imports/x")):
            answer = await client.request(method, path, data=FILE if method == "POST" else None, headers=CSV)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        lead = await client.post("/v1/leads?source=web-form", json={"email": "a@b.example"}, headers=ME)
        assert lead.status == 202
    async with TestClient(TestServer(app.build(World().edge))) as client:
        assert (await client.post(POST, data=FILE, headers=CSV)).status == 503


async def test_while_broker_or_database_are_away_it_stands_and_then_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_S", 0.01)
    world = World()
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        world.log.away = True
        async with world.reading():
            [name] = world.kept.kept
            await reached(lambda: world.kept.kept[name].keys is not None)
            await asyncio.sleep(0.1)
            assert (world.kept.kept[name].state, world.kept.kept[name].progress.sent) == ("running", 0)
            world.log.held = asyncio.Event()
            world.log.away = False
            await reached(lambda: bool(world.log.kept))
            world.kept.away = True
            world.log.held.set()
            await asyncio.sleep(0.1)
            world.kept.away = False
            done = await ended(client, location)
    assert (done["state"], done["rows"], done["sent"]) == ("done", ROWS, ROWS)
    assert len(world.log.kept) == ROWS


async def test_it_sends_no_faster_than_the_client_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_S", 0.0)
    slowly = Slowly()
    world = World(slowly)
    async with world.client() as client:
        assert (await client.post(POST, data=FILE, headers=CSV)).status == 429
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        async with world.reading():
            assert (await ended(client, location))["sent"] == ROWS
    assert slowly.asked == 2 + 2 * 3


async def test_rows_are_charged_for_once_however_often_they_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_S", 0.0)
    charging, log = Charging(), Failing()
    world = World(charging, log)
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        charging.charged.clear()
        async with world.reading():
            assert (await ended(client, location))["sent"] == ROWS
    assert log.asked == (log.times + 1) * len(charging.charged)
    assert sum(charging.charged) == ROWS


async def test_a_reader_that_dies_fails_the_import_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()

    class Dying:
        @asynccontextmanager
        async def read(self, _one: Any, _pieces: Any) -> AsyncIterator[AsyncIterator[Any]]:
            async def told() -> AsyncIterator[Any]:
                raise ReaderDied
                yield

            yield told()

    desk = ImportDesk(world.kept, Dying(), "here", look_s=0.05)
    async with world.client() as client:
        location = (await client.post(POST, data=FILE, headers=CSV)).headers["Location"]
        task = asyncio.create_task(Importer(world.edge, desk).run())
        failed = await ended(client, location)
        task.cancel()
    assert (failed["state"], failed["code"]) == ("failed", "reader-died")


async def test_a_file_that_needs_more_memory_than_it_may_have_fails_alone() -> None:
    """A workbook whose table of texts has to be held: the process ends, the gateway does not notice."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("A")
    sheet.append(["email", "note"])
    for number in range(3_000):
        sheet.append([f"p{number}@curl.example", f"{number} " * 6_000])
    out = io.BytesIO()
    made.save(out)
    world = World()
    desk = ImportDesk(world.kept, ProcessReader(FOLDER, 128 << 20), "here", look_s=0.05)
    async with world.client(most=64 << 20) as client:
        location = (await client.post(POST, data=out.getvalue(), headers=XLSX)).headers["Location"]
        task = asyncio.create_task(Importer(world.edge, desk).run())
        failed = await ended(client, location)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert (failed["state"], failed["code"]) == ("failed", "reader-died")


async def test_the_reader_s_process_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """control:S22: a file that took it over would find nothing."""
    monkeypatch.setenv("POSTGRES_DSN", "postgresql://canary-secret")
    world = World()
    async with world.client() as client:
        await client.post(POST, data=FILE * 50, headers=CSV)
    one = await world.kept.claim("here", 30)
    assert one is not None
    reader = ProcessReader(FOLDER, MEMORY, str(tmp_path))
    async with reader.read(one, world.kept.pieces(one)) as told:
        await anext(told)
        (process,) = [each for each in psutil.Process().children() if "leadfiles.imports" in each.cmdline()]
        environment = process.environ()
    assert environment["TMPDIR"] == str(tmp_path)
    assert "canary-secret" not in repr(environment)


async def test_the_reader_s_process_is_gone_when_it_is_left(tmp_path: Path) -> None:
    world = World()
    async with world.client() as client:
        await client.post(POST, data=FILE * 50, headers=CSV)
    one = await world.kept.claim("here", 30)
    assert one is not None
    reader = ProcessReader(FOLDER, MEMORY, str(tmp_path))
    async with reader.read(one, world.kept.pieces(one)) as told:
        async for _ in told:
            assert os.listdir(tmp_path), "the file lies where it was told"
            break
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "media", "suffix"),
    [
        ("a.CSV", "application/octet-stream", ".csv"),
        ("a.csv.gz", "text/csv", ".csv.gz"),
        ("../../x.sh", "text/csv", ".csv"),
        ("a.exe", "application/octet-stream", ""),
        ("", "application/x-ndjson", ".jsonl"),
        ("gz", "application/gzip", ".gz"),
    ],
)
def test_of_a_name_the_ending_is_believed_where_it_is_one(name: str, media: str, suffix: str) -> None:
    asked = read_request([], media, name)
    assert not isinstance(asked, Problem)
    assert asked.reading.suffix == suffix

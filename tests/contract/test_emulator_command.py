"""The emulator as a command: what it answered survives a kill, it ends when asked, and it says why it cannot start."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from emulators.__main__ import main

LEAD, DATED = "leadstream_lead_id", "/crm/objects/2026-03/contacts"
DANA = {"email": "dana.okafor@northwind-labs.example", "firstname": "Dana", LEAD: "L1"}

Start = Callable[[Path], Awaitable[tuple[asyncio.subprocess.Process, str]]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts the command; whatever a failed test leaves running is killed."""
    made: list[asyncio.subprocess.Process] = []

    async def begin(state: Path) -> tuple[asyncio.subprocess.Process, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "emulators", "hubspot", "--port", "0", "--state", str(state),
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        made.append(process)
        assert process.stdout is not None
        line = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        assert (line["emulator"], line["pid"]) == ("hubspot", process.pid)
        return process, line["url"]

    yield begin
    for process in made:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_what_was_answered_survives_a_kill_and_sigterm_is_clean(start: Start, tmp_path: Path) -> None:
    process, url = await start(tmp_path)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer t"}) as client:
        async with client.get(f"{url}/healthz") as answer:
            assert answer.status == 200
        for number in range(20):
            values = {"properties": {LEAD: f"L{number}", "email": f"p{number}@x.example"}}
            async with client.post(url + DATED, json=values) as answer:
                assert answer.status == 201
        async with client.delete(f"{url}{DATED}/90210001") as answer:
            assert answer.status == 204
    process.kill()
    await process.wait()
    process, url = await start(tmp_path)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer t"}) as client:
        async with client.get(f"{url}/_emulator/counts") as answer:
            counts = await answer.json()
        assert (counts["records"]["contacts"], counts["archived"]["contacts"]) == (19, 1)
        assert counts["lead_ids"]["max_creates"] == 1
        async with client.post(url + DATED, json={"properties": {"email": "p7@x.example"}}) as answer:
            assert answer.status == 409
        async with client.post(url + DATED, json={"properties": {"email": "new@x.example"}}) as answer:
            assert (await answer.json())["id"] == "90210021"
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_sigterm_does_not_wait_for_a_late_write(start: Start, tmp_path: Path) -> None:
    process, url = await start(tmp_path)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer t"}) as client:
        await client.post(f"{url}/_emulator/faults", json={"kind": "late_write", "delay_ms": 60_000})
        waiting = asyncio.create_task(client.post(url + DATED, json={"properties": DANA}))
        async with asyncio.timeout(60):
            while True:
                async with client.get(f"{url}/_emulator/counts") as answer:
                    if (await answer.json())["received"] == 1:
                        break
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 60) == 0
        with pytest.raises(aiohttp.ClientError):
            await waiting


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "99999"], "port"),
        (["--search-lag-ms", "60001"], "search_lag_ms"),
        (["--limit-10s", "-1"], "per_10s"),
        (["--state", "FILE/x"], "FILE"),
    ],
)
def test_what_cannot_start_says_why_and_exits_with_2(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "FILE").write_text("")
    filled = [argument.replace("FILE", str(tmp_path / "FILE")) for argument in arguments]
    try:
        code = main(["hubspot", *filled])
    except SystemExit as stop:
        code = int(str(stop.code))
    error = capsys.readouterr().err
    assert code == 2
    assert told in error
    assert "Traceback" not in error


def test_a_taken_port_says_so_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        assert main(["hubspot", "--port", str(held.getsockname()[1])]) == 2
    assert "in use" in capsys.readouterr().err

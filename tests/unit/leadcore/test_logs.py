"""control:S23, control:S30, fault:H1: what a process logs is JSON lines, tells nobody's data, and is no flood."""

import json
import subprocess
import sys
from typing import Any

SERVER = """
import asyncio, logging
from aiohttp import web
from leadcore import logs
from leadcore.metrics import Metrics
from leadcore.runtime.web_app import application

BROKEN = (
    b"GET /?e=ada@northwind.example\\x01 HTTP/1.1\\r\\n\\r\\n",
    b"GET / HTTP/1.1\\r\\nHost: x\\r\\nX-Email ada@northwind.example\\r\\n\\r\\n",
    b"GET http://[ada@northwind.example/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
)

async def asked(port, request):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.readuntil(b"\\r\\n\\r\\n"), 30)
    writer.close()
    return answer

async def main():
    async def answer(_request):
        return web.Response()

    runner = web.AppRunner(application([web.get("/", answer)], Metrics()), access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    for request in BROKEN * 20:
        assert b" 400 " in await asked(port, request)
    head = await asked(port, b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n")
    assert b"200 OK" in head and b"aiohttp" not in head and b"Python" not in head, head
    await runner.cleanup()

logs.configure("gateway", "1")
asyncio.run(main())
logging.getLogger("some.library").warning("%s did not answer\\nada@northwind.example", "ada@northwind.example")
logging.getLogger("some.library").log(25, "%s", "between two levels")
"""

UNCAUGHT = """
import sys, threading, warnings
from leadcore import logs

class Last:
    def __del__(self):
        raise ValueError("ada@northwind.example")

def failing():
    raise ValueError("ada@northwind.example")

def leaving():
    raise SystemExit("ada@northwind.example")

class Broken:
    def write(self, _text):
        raise BrokenPipeError

    flush = write

logs.configure("gateway", "1")
warnings.simplefilter("always")
warnings.warn("ada@northwind.example is no address")
thread = threading.Thread(target=failing, name="ada@northwind.example")
thread.start()
thread.join()
thread = threading.Thread(target=leaving)
thread.start()
thread.join()
Last()
with logs._Lines._writing:
    Last()  # in the middle of another line
out, sys.stdout = sys.stdout, Broken()
Last()
warnings.warn("ada@northwind.example is none either")
sys.stdout = out
failing()
"""


def said(script: str, code: int = 0) -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stderr
    assert done.stderr == ""
    assert "ada@" not in done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_a_library_says_of_a_request_it_cannot_read_quotes_nobody() -> None:
    """60 requests that are none: one line, with kind and place of the error and no trace; no version is told."""
    lines = said(SERVER)
    [broken] = [line for line in lines if line["logger"] == "aiohttp.server"]
    assert (broken["event.name"], broken["severity"]) == ("library.said", "ERROR")
    assert broken["text"] == "Error handling request from %s"
    assert broken["error.type"].partition(" at ")[0] in {"InvalidURLError", "BadHttpMessage"}
    told = [(line["severity"], line["text"]) for line in lines if line["logger"] == "some.library"]
    assert told == [("WARNING", "%s did not answer"), ("INFO", "%s")]


def test_what_python_prints_by_itself_quotes_nobody() -> None:
    """A warning, an error in a thread and in a destructor, and one that ends the process: kind and place of each."""
    told = [(line["event.name"], line["severity"], line.get("where"), line["error.type"]) for line in said(UNCAUGHT, 1)]
    assert told == [
        ("python.warned", "WARNING", None, "UserWarning at <string>:23"),
        ("python.uncaught", "ERROR", "thread", "ValueError at failing:10"),
        ("python.uncaught", "ERROR", "nobody", "ValueError at __del__:7"),
        ("python.uncaught", "ERROR", "nobody", "ValueError at __del__:7"),
        ("python.uncaught", "ERROR", "process", "ValueError at failing:10"),
    ]

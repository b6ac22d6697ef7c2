"""
Chromium as a person's hands and eyes for tests: it types, clicks and looks, over the DevTools protocol.

Debian's package `chromium` is all it needs; `found()` says where it is.
"""

import asyncio
import base64
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

WITHIN_S = 60.0
PHONE, DESK = (360, 740), (1280, 900)
"""Widths and heights of screens, in CSS pixels."""


class PageError(AssertionError):
    """What the browser refused, or what did not come in time."""


def found() -> str:
    """The browser's path; empty where there is none."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), "")


@dataclass(slots=True)
class Page:
    """One tab."""

    _socket: aiohttp.ClientWebSocketResponse
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the DevTools protocol, and its answer."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(WITHIN_S):
            while True:
                told = json.loads(await self._socket.receive_str())
                if told.get("id") == number:
                    if "error" in told:
                        raise PageError(f"{method}: {told['error'].get('message')}")
                    answer: dict[str, Any] = told["result"]
                    return answer

    async def show(self, url: str, screen: tuple[int, int] = DESK, *, scripts: bool = True, dark: bool = False) -> None:
        """Go to `url` on such a screen."""
        await self.call("Page.enable")
        await self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        width, height = screen
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def value(self, expression: str) -> Any:
        """What a JavaScript expression is; it is asked by the tool, and so also where pages may run none."""
        told = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise PageError(expression)
        return told["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until it is true."""
        end = asyncio.get_running_loop().time() + WITHIN_S
        while asyncio.get_running_loop().time() < end:
            with suppress(PageError):  # between two pages there is none to ask
                if await self.value(expression):
                    return
            await asyncio.sleep(0.05)
        raise PageError(f"not within {WITHIN_S:.0f} s: {expression}")

    async def type(self, selector: str, text: str) -> None:
        """Click into a field and type."""
        await self.click(selector)
        await self.call("Input.insertText", text=text)

    async def click(self, selector: str) -> None:
        """Click in the middle of an element, wherever it is on the page."""
        quoted = json.dumps(selector)
        await self.value(f"document.querySelector({quoted}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
        box = await self.value(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector({quoted}).getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    async def press(self, key: str) -> None:
        """Press one key, such as `Tab` or `Enter`."""
        text = {"text": "\r"} if key == "Enter" else {}
        code = {"Tab": 9, "Enter": 13, " ": 32}[key]
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    async def picture(self, path: Path) -> None:
        """A PNG of the whole page."""
        told = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(told["data"]))


@asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    """A tab of a browser of its own, without memory of another; gone when left."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        process = await asyncio.create_subprocess_exec(
            found(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            "--remote-debugging-port=0",
            f"--user-data-dir={home}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": home, "TMPDIR": home},
            start_new_session=True,
        )
        try:
            port = await _port(Path(home) / "DevToolsActivePort", process)
            async with aiohttp.ClientSession() as session:
                tab = await _tab(session, port)
                async with session.ws_connect(tab, max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            await process.wait()


async def _tab(session: aiohttp.ClientSession, port: int) -> str:
    """The address of the first tab; the port is there before it."""
    end = asyncio.get_running_loop().time() + WITHIN_S
    while asyncio.get_running_loop().time() < end:
        async with session.get(f"http://127.0.0.1:{port}/json/list") as told:
            tabs = [each for each in await told.json() if each["type"] == "page"]
        if tabs:
            return str(tabs[0]["webSocketDebuggerUrl"])
        await asyncio.sleep(0.05)
    raise PageError("the browser opened no tab")


async def _port(file: Path, process: asyncio.subprocess.Process) -> int:
    end = asyncio.get_running_loop().time() + WITHIN_S
    while asyncio.get_running_loop().time() < end:
        if process.returncode is not None:
            raise PageError(f"the browser ended with {process.returncode}")
        with suppress(FileNotFoundError):
            if lines := (await asyncio.to_thread(file.read_text)).split():
                return int(lines[0])
        await asyncio.sleep(0.05)
    raise PageError("the browser did not come up")

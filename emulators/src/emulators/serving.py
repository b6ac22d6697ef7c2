"""Run one emulator's application until it is told to stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal

from aiohttp import web

SHUTDOWN_S = 1.0


async def serve(name: str, app: web.Application, host: str, port: int) -> None:
    """Listen, print `{"emulator", "url", "pid"}` on one line when ready, return after SIGTERM or SIGINT.

    Calls still waiting when the signal comes (slow answers, late writes) get about twice `SHUTDOWN_S`, then
    are dropped.
    Raises `OSError` where the port cannot be had.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0][1]
        print(json.dumps({"emulator": name, "url": f"http://{host}:{bound}", "pid": os.getpid()}), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()

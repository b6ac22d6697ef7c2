"""
What the show does to the running stack while leads flow, and what came of it; every figure is measured.

    before: a CRM that answers 429 and breaks connections after it has written · in the middle: SIGKILL for a unit ·
    beside: one event five times
"""

import asyncio
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
from lab.faults.blows import Dealer, Dealt
from lab.faults.schedule import Blow
from lab.spine import Spine
from lab.stack import default_home

from lab import sending
from leadstream import passport
from leadstream.connection import Connection
from leadstream.terminal import out

UNITS = ("ingest.normalise", "ingest.admit", "enricher", "scorer", "router")
TIMES = 5
REFUSED, BROKEN = 3, 2
RETRY_AFTER_S = 1
FAULTS: list[dict[str, Any]] = [
    {
        "kind": "rate_limited",
        "route": "contacts/batch/*",
        "skip": 1,
        "times": REFUSED,
        "retry_after_s": RETRY_AFTER_S,
    },
    {"kind": "reset_after", "route": "contacts/batch/create", "skip": 1, "times": BROKEN},
]
TIMEOUT_S, PATIENCE_S = 10, 60.0


class Trouble:
    """The trouble of one show; `seed` chooses who is killed."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self._connection, self._seed = connection, seed
        self._unit = UNITS[seed % len(UNITS)]
        self._email = f"five.times.{seed}@show.example"
        self._dealing: Future[list[Dealt]] | None = None
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="trouble")

    def prepare(self) -> None:
        """Have the CRM answer 429, and break connections after writes."""
        self._crm("DELETE", "faults")
        self._crm("POST", "faults", FAULTS)

    def send_again_and_again(self) -> sending.Sent:
        """One event, five times at once."""
        lead = {"event_id": f"show-{self._seed}", "email": self._email, "full_name": "Fay Fivetimes"}
        connection, silent = self._connection, lambda _count: None
        bodies = [json.dumps(lead).encode()] * TIMES
        return asyncio.run(sending.over_http(connection.gateway, connection.authorization, bodies, "", silent))

    def strike(self) -> None:
        """Kill the unit, once."""
        if self._dealing is None:
            spine = Spine(default_home(), self._connection.status())
            self._dealing = self._hands.submit(
                lambda: Dealer(spine, lambda: 0).deal([Blow(1, self._unit, "SIGKILL", 0.0)])
            )

    @property
    def over(self) -> bool:
        """Whether the kill was dealt, and the unit goes on or never will."""
        return self._dealing is not None and self._dealing.done()

    def told(self) -> bool:
        """Print what was done and what came of it; whether all of it struck and was got over."""
        held = [self._tell_kill(), self._tell_crm(), self._tell_repeats()]
        self._hands.shutdown()
        return all(held)

    def _tell_kill(self) -> bool:
        dealt = self._dealing.result() if self._dealing else []
        if not dealt or dealt[0].void or dealt[0].recovered_s is None:
            out.print(f"[bold red]SIGKILL for {self._unit}: nothing was in flight, or it never went on.[/]")
            return False
        [blow] = dealt
        _say(
            "SIGKILL", f"{self._unit} with {blow.in_flight} messages before it; at work again {blow.recovered_s:.1f} s"
        )
        return True

    def _tell_crm(self) -> bool:
        """Every fault has struck, the announced pauses were kept, and nothing was written twice."""
        end = time.monotonic() + PATIENCE_S
        while (struck := self._struck()) != {"rate_limited": REFUSED, "reset_after": BROKEN}:
            if time.monotonic() > end:
                break
            time.sleep(0.3)
        self._crm("DELETE", "faults")
        counts = self._crm("GET", "counts")
        early, most = counts["calls_during_pause"], counts["lead_ids"]["max_creates"]
        _say("429", f"{struck['rate_limited']} times from the CRM; {early} calls came before Retry-After had passed")
        _say(
            "reset", f"{struck['reset_after']} times after the CRM had written; at most {most} contact made for a lead"
        )
        return struck == {"rate_limited": REFUSED, "reset_after": BROKEN} and early == 0 and most <= 1

    def _tell_repeats(self) -> bool:
        found = passport.fetch(self._connection, self._email)
        duplicates = len(found["duplicates"]) if found else 0
        _say("repeat", f"one event {TIMES} times: {1 if found else 0} lead, {duplicates} duplicates")
        return found is not None and duplicates == TIMES - 1

    def _struck(self) -> dict[str, int]:
        return {each["fault"]["kind"]: each["struck"] for each in self._crm("GET", "faults")["faults"]}

    def _crm(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        url = f"{self._connection.emulators['hubspot']}/_emulator/{path}"
        answer = httpx.request(method, url, json=body, timeout=TIMEOUT_S, trust_env=False)
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document


def _say(what: str, text: str) -> None:
    out.print(f"  [bold]{what:<8}[/] {text}")

"""A running stack as tests, benches and proofs see it: through its own command line, console and emulators."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from lab.ledger import balance
from lab.stack import Home, state

DEADLINE_S = 300
"""For a machine that does many other things; what comes to rest does much sooner."""
COMMAND_S = 900
"""A whole stack starts in forty seconds on two idle cores."""


@dataclass(frozen=True, slots=True)
class Spine:
    """A running stack: its home, and its own command line."""

    home: Path
    status: dict[str, Any]

    def run(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run `leadstream` with these arguments."""
        return leadstream(self.home, *arguments, check=check)

    def json(self, *arguments: str, check: bool = True) -> dict[str, Any]:
        """The JSON line that a command ends with."""
        document: dict[str, Any] = json.loads(self.run(*arguments, "--json", check=check).stdout.splitlines()[-1])
        return document

    def ledger(self) -> dict[str, Any]:
        """The document of `leadstream ledger --json`, without a process of its own."""
        return asyncio.run(balance(self.status["kafka"], self.status["postgres"])).as_json()

    def pid(self, unit: str) -> int:
        """The process of a unit as it is now; the supervisor starts another after a death."""
        found = state.running(Home(self.home))
        assert found is not None, "the stack runs"
        return found.units[unit].pid

    def settled(self, accepted: int) -> dict[str, Any]:
        """The ledger once `accepted` more or all are in it, nothing moves, and two readings agree."""
        end = time.monotonic() + DEADLINE_S
        before: dict[str, Any] = {}
        while time.monotonic() < end:
            ledger = self.ledger()
            if ledger["at_rest"] and ledger["total"]["accepted"] >= accepted and ledger == before:
                return ledger
            before = ledger
            time.sleep(0.5)
        raise AssertionError(f"not at rest after {DEADLINE_S} s: {before}")

    def post(self, lead: Mapping[str, str]) -> str:
        """Send one lead by HTTP; its submission id."""
        url, headers = self.status["gateway"] + "/v1/leads", {"Authorization": f"Bearer {self.status['api_key']}"}
        answer = httpx.post(url, json=dict(lead), headers=headers, timeout=60, trust_env=False)
        assert answer.status_code == 202, answer.status_code
        return str(answer.json()["submission_id"])

    def delivered(self, lead_id: str, version: int) -> dict[str, Any]:
        """The passport once every destination has answered for this version."""
        end = time.monotonic() + DEADLINE_S
        while time.monotonic() < end:
            answer = self._asked(f"{self.status['console']}/v1/leads/{lead_id}/passport")
            receipts = answer.json()["receipts"] if answer.status_code == 200 else []
            if {each["destination"] for each in receipts if each["version"] == version} >= {"postgres", "hubspot"}:
                passport: dict[str, Any] = answer.json()
                return passport
            time.sleep(0.2)
        raise AssertionError(f"no receipts of version {version} within {DEADLINE_S} s")

    def contact(self, email: str, *properties: str) -> dict[str, str]:
        """What the CRM has of an address now: lead id, version, and these properties. Not its search, which lags."""
        names = ["leadstream_lead_id", "leadstream_version", *properties]
        asked = {"inputs": [{"id": email}], "idProperty": "email", "properties": names}
        url = self.status["emulators"]["hubspot"] + "/crm/objects/2026-03/contacts/batch/read"
        headers = {"Authorization": "Bearer any"}
        answer = httpx.post(url, json=asked, headers=headers, timeout=60, trust_env=False)
        answer.raise_for_status()
        [found] = answer.json()["results"]
        return {name: found["properties"][name] for name in names}

    def console(self, path: str, **parameters: str) -> dict[str, Any]:
        """A document of the console."""
        return self._get(self.status["console"] + path, **parameters)

    def hubspot(self, contacts: int) -> dict[str, Any]:
        """
        What the emulator counted itself, once it holds so many contacts.

        A destination never holds up the ledger's rest, so its own is waited for; past the deadline the counts as they
        are.
        """
        end = time.monotonic() + DEADLINE_S
        while True:
            counts = self._get(self.status["emulators"]["hubspot"] + "/_emulator/counts", lead_ids="true")
            if counts["records"]["contacts"] >= contacts or time.monotonic() > end:
                return counts
            time.sleep(0.5)

    def _asked(self, url: str, **parameters: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.status['api_key']}"}
        return httpx.get(url, params=parameters, headers=headers, timeout=60, trust_env=False)

    def _get(self, url: str, **parameters: str) -> dict[str, Any]:
        answer = self._asked(url, **parameters)
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document


def leadstream(
    home: Path, *arguments: str, check: bool = True, variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run the command line over `home`, with more `variables`; a failure shows what it said."""
    command = [str(Path(sys.executable).with_name("leadstream")), *arguments]
    environment = {**os.environ, "LEADSTREAM_HOME": str(home), **(variables or {})}
    done = subprocess.run(  # noqa: S603  our own command line
        command, env=environment, capture_output=True, text=True, check=False, timeout=COMMAND_S
    )
    assert not check or done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done

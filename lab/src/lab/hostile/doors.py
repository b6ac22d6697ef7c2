"""
A gateway as it is in production, alone: its own process, its own settings, over a mocked broker.

    with gateway(folder) as door:
        said(door.address, b"POST /v1/leads HTTP/1.1\r\n…")      (lab.hostile.wire)
        door.broker.new(Topic.LEADS_RAW)                          what it took
"""

import base64
import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from leadcore.testing.patience import until

from lab.faults.unit import command
from lab.hostile.brokers import Broker, mocked
from lab.ledger.places import samples
from lab.stack.processes import Command, Process, spawn

ROOT = Path(__file__).parents[4]
API_KEY = "key-of-the-hostile-tests"
READER_KEY = "reader-of-the-hostile-tests"
WEBHOOK_KEY = b"a webhook secret of the hostile tests"
_FORM_SECRET = "a form secret of the hostile tests"  # noqa: S105  of tests
FORM_KEY = hmac.digest(_FORM_SECRET.encode(), b"leadstream forms", "sha256")
"""What stamps of forms are signed with."""
READY_S = 90.0
Counted = Mapping[tuple[str, tuple[tuple[str, str], ...]], float]


@dataclass(frozen=True, slots=True)
class Door:
    """A gateway that runs."""

    url: str
    health: str
    process: Process
    broker: Broker

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        found = urlsplit(self.url)
        return str(found.hostname), int(found.port or 0)

    def exposition(self) -> str:
        """Its metrics, as they are told."""
        return httpx.get(f"{self.health}/metrics", timeout=60, trust_env=False).text

    def metrics(self) -> Counted:
        """What it counts, now."""
        return samples(self.exposition())

    def log(self) -> str:
        """Whatever it wrote since it began."""
        return self.process.command.log.read_text(encoding="utf-8", errors="surrogateescape")


@contextmanager
def gateway(folder: Path, variables: Mapping[str, str] | None = None, clock: Path | None = None) -> Iterator[Door]:
    """
    A gateway over the shipped workspace, ready, with files in `folder`; ended with the context.

    Args:
        variables: settings beside those that it needs.
        clock: its wall clock is as many seconds off as this file says (`lab.faults.clocks`).
    """
    folder.mkdir(parents=True, exist_ok=True)
    with mocked() as broker:
        argv = (_installed("gateway"),) if clock is None else command("gateway", "--clock", str(clock))
        settings = {**_settings(folder, broker), **(variables or {})}
        process = spawn(Command(argv, folder / "gateway.log", settings))
        try:
            until(lambda: process.exit_code is not None or bool(_ready(process)), "the gateway listens", READY_S)
            told = _ready(process)
            assert told, process.log_tail()
            yield Door(told["url"], told["health"], process, broker)
        finally:
            process.stop(25.0)


def webhook_secret() -> str:
    """The secret of the source `web-form`, as Standard Webhooks write it."""
    return "whsec_" + base64.b64encode(WEBHOOK_KEY).decode()


def _installed(script: str) -> str:
    return str(Path(sys.executable).with_name(script))


def _settings(folder: Path, broker: Broker) -> dict[str, str]:
    keys = [
        {"id": "hostile", "sha256": _digest(API_KEY), "sources": ["*"]},
        {"id": "reader", "sha256": _digest(READER_KEY), "scopes": ["leads:read"]},
    ]
    (folder / "keys.json").write_text(json.dumps(keys))
    return {
        "PATH": os.environ["PATH"],
        "KAFKA_BOOTSTRAP_SERVERS": broker.address,
        "WORKSPACE_DIR": str(ROOT / "workspace"),
        "GATEWAY_KEYS_FILE": str(folder / "keys.json"),
        "WEBHOOK_SECRETS": json.dumps({"web-form": [webhook_secret()]}),
        "FORM_SECRET": _FORM_SECRET,
        "LONGEST_WAIT": "0.2",
    }


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _ready(process: Process) -> Mapping[str, str]:
    """The line in which it says where it listens; empty until it does."""
    for line in process.command.log.read_text(errors="replace").splitlines():
        if '"service.ready"' in line:
            found: Mapping[str, str] = json.loads(line)
            return found
    return {}

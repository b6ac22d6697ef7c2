"""The units of the local stack: what each runs, with which environment, and where it answers."""

import base64
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.stack import Home, Servers, Service
from lab.stack.home import write
from leadcore import compiled
from leadcore.access.tokens import new_signing_key, read_signing_keys
from leadcore.workspace import load

from leadstream.workspaces import CHECKOUT

LOOPBACK = "127.0.0.1"
EMULATORS = ("hubspot",)
STAGES = {
    "ingest.normalise": "ingest",
    "ingest.admit": "ingest",
    "enricher": "enricher",
    "reviser": "reviser",
    "scorer": "scorer",
    "router": "router",
    "crm-sync.postgres": "crm-sync",
    "crm-sync.hubspot": "crm-sync",
}
"""Console script by unit, in the order of the pipeline."""

RECORD = "crm-sync.postgres"
"""The system of record, which the ledger reads: not a destination like the others."""

WEB = ("gateway", "console")
WEBHOOK_SECRETS = "webhook-secrets.json"
RETRY_DELAY_S = "1"
"""One second in the local stack; 60 elsewhere."""

# What a child may see of our own environment: nothing that could change what it does, but how fast.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", compiled.SWITCH)


@dataclass(frozen=True, slots=True)
class Plan:
    """Services to start, emulators first, and the addresses to announce."""

    emulators: tuple[Service, ...]
    services: tuple[Service, ...]
    addresses: Mapping[str, str]


def plan(home: Home, servers: Servers, workspace: Path, *, crm: bool = True, processes: int = 1) -> Plan:
    """
    Every unit of the local stack over `servers`, reading `workspace`; no CRM where `crm` is false.

    Each stage runs in so many `processes`, which share its partitions: `scorer`, `scorer@2`, ….
    """
    ports = {name: home.port(name) for name in (*EMULATORS, *WEB)}
    urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    shared = _shared(home, servers, workspace, urls)
    emulators = tuple(_emulator(name, ports[name], home) for name in EMULATORS if crm)
    chosen = {unit: script for unit, script in STAGES.items() if crm or not _delivers(unit)}
    places = range(1, processes + 1)
    stages = [_stage(unit, place, script, home, shared) for unit, script in chosen.items() for place in places]
    web = [_web(name, ports[name], home, {**shared, "TOKEN_ISSUER": urls["gateway"]}) for name in WEB]
    addresses = {
        "kafka": servers.kafka.address,
        "postgres": servers.postgres.address,
        "redis": servers.redis.address,
        "gateway": urls["gateway"],
        "console": urls["console"],
        "api_key": home.secret("api-key"),
        "workspace": str(workspace),
        **{f"emulator.{name}": urls[name] for name in EMULATORS if crm},
    }
    return Plan(emulators, tuple(stages + web), addresses)


def _shared(home: Home, servers: Servers, workspace: Path, urls: Mapping[str, str]) -> dict[str, str]:
    _write_keys(home)
    _write_signing_keys(home)
    _write_webhook_secrets(home, workspace)
    home.secret("identity-pepper")
    home.secret("hubspot-token")
    return {
        **{name: os.environ[name] for name in _PASSED if name in os.environ},
        "PYTHONUNBUFFERED": "1",
        # Without the guards of a development's run: a tenth of the CPU (leadcore.frozen).
        "PYTHONOPTIMIZE": "1",
        # The allocator keeps what each thread once needed: two arenas instead of eight a core.
        "MALLOC_ARENA_MAX": "2",
        "KAFKA_BOOTSTRAP_SERVERS": servers.kafka.address,
        "POSTGRES_DSN": servers.postgres.address,
        "REDIS_URL": servers.redis.address,
        "WORKSPACE_DIR": str(workspace),
        "MODELS_DIR": str(CHECKOUT / "models"),
        "IDENTITY_PEPPER_FILE": str(home.secrets / "identity-pepper"),
        "GATEWAY_KEYS_FILE": str(home.secrets / "gateway-keys.json"),
        "WEBHOOK_SECRETS_FILE": str(home.secrets / WEBHOOK_SECRETS),
        "CONSOLE_URL": urls["console"],
        "HUBSPOT_URL": urls["hubspot"],
        "HUBSPOT_TOKEN_FILE": str(home.secrets / "hubspot-token"),
        "RETRY_DELAY": RETRY_DELAY_S,
    }


BEHIND = ("nice", "-n", "5")
"""On one machine a CRM and its sync yield to the pipeline: a slow destination delays nobody else."""


def _stage(unit: str, place: int, script: str, home: Home, shared: Mapping[str, str]) -> Service:
    name = unit if place == 1 else f"{unit}@{place}"
    port = home.port(f"health.{name}")
    health = f"http://{LOOPBACK}:{port}"
    # Whoever takes a dead one's place has its partitions at once.
    extra = {"UNIT": unit, "HEALTH_PORT": str(port), "GROUP_INSTANCE_ID": str(place)}
    argv = (*BEHIND, _script(script)) if _delivers(unit) else (_script(script),)
    return Service(name, argv, {**shared, **extra}, health, f"{health}/readyz")


def _delivers(unit: str) -> bool:
    return unit.startswith("crm-sync.") and unit != RECORD


def _web(name: str, port: int, home: Home, shared: Mapping[str, str]) -> Service:
    health_port = home.port(f"health.{name}")
    health = f"http://{LOOPBACK}:{health_port}"
    copy = home.data(name) / "clients.json"
    own = {"HTTP_PORT": str(port), "HEALTH_PORT": str(health_port), "ACCESS_COPY": str(copy)}
    # Only the gateway signs.
    own["TOKEN_KEYS_FILE"] = str(home.secrets / ("token-keys.json" if name == "gateway" else "token-jwks.json"))
    if name == "gateway":
        # This is no production: whoever tries it may read what there is.
        own["TELL_CONTRACT"] = "on"
    return Service(name, (_script(name),), {**shared, **own}, health, f"{health}/readyz")


def _emulator(name: str, port: int, home: Home) -> Service:
    url = f"http://{LOOPBACK}:{port}"
    state = home.data(f"emulator-{name}")
    argv = (*BEHIND, _script("emulator"), name, "--port", str(port), "--state", str(state))
    env = {key: os.environ[key] for key in _PASSED if key in os.environ}
    return Service(f"emulator.{name}", argv, {**env, "PYTHONUNBUFFERED": "1"}, url, f"{url}/healthz")


def _script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _write_keys(home: Home) -> None:
    """The local key may send through every source and read at the console; only its digest is in the file."""
    digest = hashlib.sha256(home.secret("api-key").encode()).hexdigest()
    key = {
        "id": "local",
        "sha256": digest,
        "tenant": "main",
        "sources": ["*"],
        "roles": ["admin"],
    }
    write(home.secrets / "gateway-keys.json", json.dumps([key]), mode=0o600)


def _write_signing_keys(home: Home) -> None:
    """Made once, so that tokens hold over a restart; beside them the public halves, for whoever only checks."""
    file = home.secrets / "token-keys.json"
    if not file.exists():
        write(file, json.dumps({"keys": [new_signing_key(secrets.token_hex(8))]}), mode=0o600)
    published = read_signing_keys(file.read_text()).published()
    write(home.secrets / "token-jwks.json", json.dumps(published), mode=0o600)


def _write_webhook_secrets(home: Home, workspace: Path) -> None:
    """A secret for every source of Standard Webhooks, once: from then on the file is its owner's."""
    file = home.secrets / WEBHOOK_SECRETS
    if file.exists():
        return
    sources = load(workspace).sources.items()
    names = [name for name, each in sources if "webhook" in each.ways and each.webhook.scheme == "standard"]
    made = {name: [f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"] for name in names}
    write(file, json.dumps(made), mode=0o600)

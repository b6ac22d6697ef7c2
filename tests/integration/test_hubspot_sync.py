"""crm-sync.hubspot against a HubSpot of its own process and real PostgreSQL (D1, D5, P6; fault:G1-G6, fault:G10)."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
from crm_sync.adapters.hubspot_calls import Account
from crm_sync.adapters.hubspot_contacts import Needs, open_contacts
from crm_sync.adapters.postgres_claims import Holder, open_claims
from crm_sync.bootstrap import hubspot_of, property_types
from crm_sync.destinations import hubspot
from lab.stack import Running
from lab.stack import postgres as postgres_server
from leadcore import workspace
from leadcore.codec import Codec, encode_body
from leadcore.contracts import DeadLetter, Receipt, RoutedLead, Topic
from leadcore.message import Write
from leadcore.metrics import Metrics
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.stage import RetryLimits
from leadcore.testing import builders
from leadcore.vault import PlainVault

from migrations import apply

pytestmark = pytest.mark.slow

CODEC = Codec()
TEMPLATE = Path(__file__).resolve().parents[2] / "workspace"
CONTACTS = "/crm/objects/2026-03/contacts"


@dataclass(frozen=True, slots=True)
class HubSpot:
    """The emulator, from the outside."""

    url: str
    client: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": "Bearer any"}
        async with self.client.request(method, self.url + path, json=body, headers=headers) as answer:
            return await answer.json() if answer.content_type == "application/json" else None

    async def fault(self, **fault: Any) -> None:
        await self.ask("POST", "/_emulator/faults", fault)

    async def counts(self) -> Any:
        return await self.ask("GET", "/_emulator/counts?lead_ids=true")

    async def contacts(self) -> list[dict[str, str]]:
        found = await self.ask("GET", "/_emulator/records?type=contacts&limit=5000")
        return [{**each["properties"], "id": each["id"]} for each in found["results"]]


@pytest.fixture(scope="module")
def migrated(postgres: Running) -> Iterator[str]:
    dsn = postgres_server.create_database(postgres, "hubspot_sync")
    asyncio.run(apply(dsn))
    yield dsn
    postgres_server.drop_database(postgres, "hubspot_sync")


@pytest.fixture(scope="module")
def emulator() -> Iterator[str]:
    argv = [str(Path(sys.executable).parent / "emulator"), "hubspot", "--port", "0"]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.terminate()
    process.wait(10)


@pytest.fixture
async def crm(emulator: str, migrated: str) -> AsyncIterator[HubSpot]:
    """An account without contacts, and a ledger without claims."""
    connection = await asyncpg.connect(migrated)
    await connection.execute("truncate pipeline.claims, pipeline.receipts")
    await connection.close()
    async with aiohttp.ClientSession() as client:
        crm = HubSpot(emulator, client)
        await crm.ask("POST", "/_emulator/reset")
        yield crm


@dataclass(slots=True)
class Worker:
    """One instance of the unit on the memory runner, with a log of its own."""

    log: MemoryLog
    runner: MemoryRunner

    def send(self, *leads: RoutedLead) -> None:
        for lead in leads:
            key = lead.admission.lead_id.encode()
            headers = (("ce_id", f"{lead.admission.lead_id}/{lead.admission.version}/0".encode()),)
            self.log.append(Write(Topic.LEADS_ROUTED, key, CODEC.encode(lead).value, headers))

    async def until_done(self) -> None:
        """Run until nothing waits, be it for HubSpot or for its turn on the retry topic."""
        async with asyncio.timeout(60):
            while True:
                await self.runner.run()
                due = self.runner.next_due()
                if not self.runner.paused and due is None:
                    return
                if due is not None:
                    self.log.clock.now = max(due, self.log.clock.now)
                await asyncio.sleep(0.05)

    def receipts(self) -> list[Receipt]:
        found = [CODEC.decode(Receipt, each.value) for each in self.log.all(Topic.LEADS_DELIVERED)]
        return [each for each in found if isinstance(each, Receipt)]

    def dead(self) -> list[DeadLetter]:
        found = [CODEC.decode(DeadLetter, each.value) for each in self.log.all(Topic.LEADS_DEAD)]
        return [each for each in found if isinstance(each, DeadLetter)]


@dataclass(frozen=True, slots=True)
class Way:
    """How a worker is set."""

    mode: Any = "write"
    lease: timedelta = timedelta(seconds=30)
    name: str = "worker-1"
    fields: dict[str, Any] = field(default_factory=dict)


@asynccontextmanager
async def a_worker(crm: HubSpot, dsn: str, way: Way | None = None) -> AsyncIterator[Worker]:
    way = way or Way()
    loaded = workspace.load(TEMPLATE)
    target = replace(hubspot_of(loaded), mode=way.mode)
    log = MemoryLog(ManualClock(builders.NOW), partitions=1)
    needs = Needs(property_types(target, loaded), writes=way.mode == "write")
    read = hubspot.reader(CODEC, PlainVault(), loaded.fields, {"owner-1": "robin.sato@vendor.example"})
    async with (
        open_claims(dsn, CODEC, Holder("hubspot", way.name, way.lease)) as claims,
        open_contacts(Account(crm.url, "any", timeout_s=5.0), needs, Metrics()) as contacts,
    ):
        delivering = hubspot.Delivering(contacts, claims, log.clock, target, 20.0)
        stage = hubspot.build(delivering, read, RetryLimits(max_tries=0, max_age_ms=86_400_000, delay_ms=1000))
        yield Worker(log, MemoryRunner([stage], log, CODEC))


def a_lead(number: int, version: int = 1, email: str | None = None, phone: str = "+442079460000") -> RoutedLead:
    lead = builders.a_routed_lead(f"018f0000-0000-7000-8000-{number:012}")
    email = f"person{number}@northwind.example" if email is None else email
    who = replace(builders.a_person(), email=email, phone=phone)
    return replace(
        lead,
        identity=replace(lead.identity, identity_key=f"p1.{number}", person=encode_body(who)),
        admission=replace(lead.admission, version=version),
        scoring=replace(lead.scoring, score=50.0 + version),
    )


async def test_leads_become_contacts_with_owner_and_score(crm: HubSpot, migrated: str) -> None:
    async with a_worker(crm, migrated) as worker:
        worker.send(*(a_lead(number) for number in range(250)), a_lead(900, email=""))
        await worker.until_done()
    held = await crm.contacts()
    assert len(held) == 251
    one = next(each for each in held if each.get("email") == "person7@northwind.example")
    assert one["hubspot_owner_id"] == "4100001"
    assert (one["leadstream_score"], one["leadstream_band"], one["firstname"]) == ("51", "hot", "Ada")
    assert [each.result for each in worker.receipts()] == ["created"] * 251
    assert {each.record_id for each in worker.receipts()} == {each["id"] for each in held}
    counts = await crm.counts()
    assert counts["lead_ids"]["max_creates"] == 1

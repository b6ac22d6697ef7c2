"""
fault:G8, V4: dead letters are replayed in order and once, and none is taken for a duplicate of itself.

What: a bad deploy of the enricher runs beside the good one and rejects every lead that it gets as a bug, 300 and more
of them (1,000 in `make chaos`), its brake released as by a person who looks away. How: it is taken back; a sample is
replayed to the enricher, the rest from the very beginning through dedup, where the first replay dies after Kafka has
what it took in hand and before it is put down; then all is replayed again, and once more.
Property: the first replays are all processed, the last has no effect: not a lead, a version or a contact more.
"""

import asyncio
import json
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from console.adapters import inbox
from console.adapters.postgres_letters import PostgresOpenLetters
from console.domain.letters import Selection
from lab.faults.progress import Progress
from lab.spine import Spine
from leadcore.clock import system_clock
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, EnrichedLead, Lead, Topic
from leadcore.metrics import Metrics
from leadcore.runtime.batch import BatchRunner, Transport
from leadcore.runtime.health import Health
from leadcore.runtime.kit import Kit
from leadcore.stage import Stage
from leadcore.testing import patience
from leadcore.verdict import Verdict

pytestmark = pytest.mark.slow
FEW, SAMPLE = 60, 3
MOST_TIMES = 6
"""As many leads as letters are sent again until there are so many: which partitions the bad deploy gets is chance."""
SEND = ("--source", "proof", "--kafka")
REPLAY = ("dead", "replay", "--cause", "BadDeploy", "--yes")
COUNTED = """
select (select count(*) from pipeline.lead_versions) as versions, (select count(*) from pipeline.leads) as leads,
       (select count(*) from pipeline.receipts) as receipts, (select count(*) from pipeline.pipeline_errors) as letters,
       (select count(distinct s.attempt) from pipeline.submissions s join pipeline.pipeline_errors e
        using (tenant, submission_id) where e.parameters ->> 'reason' = 'BadDeploy') as attempts
"""


class BadDeploy(Exception):  # noqa: N818  the name is the reason that letters are found by
    pass


@pytest.mark.parametrize("letters", [300, pytest.param(1000, marks=pytest.mark.chaos_long)])
def test_a_replay_is_processed_once_and_never_swallowed(spine: Spine, tmp_path: Path, letters: int) -> None:
    before = died = spine.settled(0)["total"]
    with bad_enricher(spine.status["kafka"]):
        while (dead := died["dead"] - before["dead"]) < letters and _sent(before, died) < MOST_TIMES * letters:
            send(spine, tmp_path, "g8", letters)
            died = spine.settled(died["accepted"] + letters)["total"]
    sent = _sent(before, died)
    assert letters <= dead <= sent
    assert died["routed"] - before["routed"] == sent - dead
    causes = spine.json("dead", "list", "--cause", "BadDeploy", check=False)
    assert [(c["unit"], c["code"], c["count"]) for c in causes["causes"]] == [("enricher", "bug", dead)]
    told = spine.run("dead", "show", causes["causes"][0]["sample"]).stdout
    assert "BadDeploy" in told
    assert "g8" not in told, "a letter's bytes are shown on request alone"
    dry = spine.json("dead", "replay", "--cause", "BadDeploy", "--dry-run")
    assert (dry["chosen"], dry["done"]) == (dead, 0)

    assert spine.json(*REPLAY, "--sample", str(SAMPLE))["done"] == SAMPLE
    until(spine, before["dead"] + dead - SAMPLE)
    asyncio.run(killed_before_it_was_put_down(spine))
    # What of it has come to its end meanwhile is open no more, and not written again.
    assert spine.json(*REPLAY, "--to-unit", "ingest.normalise")["done"] <= dead - SAMPLE
    until(spine, before["dead"])
    after = spine.settled(0)["total"]
    assert after["routed"] - before["routed"] == sent
    assert after["duplicate"] == before["duplicate"]
    assert after["unaccounted"] == 0
    assert spine.json("dead", "list", "--cause", "BadDeploy")["open"] == 0
    holding = told_of(spine, after["routed"])
    counted = asyncio.run(counts(spine))
    assert counted["leads"] == after["routed"]
    assert counted["attempts"] == 1, "every end is that of the replay"

    assert spine.json(*REPLAY)["done"] == 0
    assert spine.json(*REPLAY, "--to-unit", "ingest.normalise")["done"] == 0
    assert spine.settled(0)["total"] == after
    assert asyncio.run(counts(spine)) == counted
    again = spine.hubspot(after["routed"])
    for kind in ("records", "creates", "updates", "lead_ids"):
        assert again[kind] == holding[kind]
    assert again["lead_ids"]["max_creates"] == 1


def test_a_dismissed_letter_ends_its_submission(spine: Spine, tmp_path: Path) -> None:
    """The submission counts as rejected, by the console; a second dismissal, or a replay, finds nothing."""
    before = spine.settled(0)["total"]
    with bad_enricher(spine.status["kafka"]):
        send(spine, tmp_path, "g8-dismissed", FEW)
        died = spine.settled(before["accepted"] + FEW)["total"]
    dead = died["dead"] - before["dead"]
    assert dead > 0
    assert spine.run("dead", "dismiss", "--yes", check=False).returncode == 2, "not everything at once"
    assert spine.json("dead", "dismiss", "--cause", "BadDeploy", "--yes")["done"] == dead
    until(spine, before["dead"])
    after = spine.settled(0)["total"]
    assert after["rejected"] - before["rejected"] == dead
    assert after["unaccounted"] == 0
    assert spine.json(*REPLAY)["done"] == 0
    listed = spine.console("/v1/dead-letters", cause="BadDeploy")
    assert listed == {"causes": [], "items": []}


def _sent(before: dict[str, int], after: dict[str, int]) -> int:
    return after["accepted"] - before["accepted"]


def told_of(spine: Spine, contacts: int) -> dict[str, Any]:
    """What the CRM counted, once every contact is there and every receipt of it is on record."""
    spine.hubspot(contacts)
    Progress(spine.status["kafka"]).await_done("crm-sync.hubspot", 300)
    spine.settled(0)
    return spine.hubspot(contacts)


def send(spine: Spine, folder: Path, name: str, count: int) -> None:
    name = f"{name}-{secrets.token_hex(3)}"
    leads = [{"event_id": f"{name}-{n}", "email": f"{name}-{n}@curlwind-labs.example"} for n in range(count)]
    (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, leads)))
    spine.json("send", str(folder / f"{name}.jsonl"), *SEND)


def until(spine: Spine, dead: int) -> None:
    patience.until(lambda: spine.ledger()["total"]["dead"] == dead, f"{dead} are dead", 300, 0.3)


async def killed_before_it_was_put_down(spine: Spine) -> None:
    """A replay whose process dies when Kafka has all of it and PostgreSQL does not know."""
    selection = Selection(cause="BadDeploy")
    with pytest.raises(KeyboardInterrupt), unrecorded():
        async with inbox.opened(spine.status["kafka"], spine.status["postgres"], system_clock) as held:
            await held.replay(selection, "test", "ingest.normalise")


@contextmanager
def unrecorded() -> Iterator[None]:
    async def die(_self: object, _letters: Sequence[DeadLetter], _resolution: str, _by: str) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PostgresOpenLetters, "resolve", die)
        yield


async def counts(spine: Spine) -> dict[str, Any]:
    connection = await asyncpg.connect(spine.status["postgres"])
    try:
        return dict(await connection.fetchrow(COUNTED))
    finally:
        await connection.close()


@contextmanager
def bad_enricher(kafka: str) -> Iterator[None]:
    """One more instance of the unit `enricher`, whose code raises for every lead it gets."""
    instance = _Instance(kafka)
    instance.start()
    try:
        assert instance.joined.wait(120), "it did not join its group"
        yield
    finally:
        instance.stop()
        instance.join(60)
        assert not instance.is_alive()


class _Instance(threading.Thread):
    def __init__(self, kafka: str) -> None:
        super().__init__(name="bad-enricher")
        self._kafka, self.joined = kafka, threading.Event()
        self._loop, self._stopped = asyncio.new_event_loop(), asyncio.Event()

    def run(self) -> None:
        self._loop.run_until_complete(self._work())
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)

    async def _work(self) -> None:
        kit = Kit(system_clock, Codec(), Metrics(), "bad")
        health = Health("enricher")
        runner = BatchRunner(_stage(), Transport(self._kafka), kit, health)
        telling = asyncio.create_task(self._tell(runner, health))
        await runner.run(self._stopped)
        telling.cancel()

    async def _tell(self, runner: BatchRunner, health: Health) -> None:
        while not any(lane.topic == Topic.LEADS_VALIDATED for lane in runner._inlet.lanes()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        self.joined.set()
        while not health.resume():  # noqa: ASYNC110  the brake is pulled by what comes
            await asyncio.sleep(0.05)


def _stage() -> Stage[Lead, EnrichedLead]:
    """It does not read leads.overflow, so that its share of the group's partitions has some of leads.validated."""

    async def handle(_leads: Sequence[Lead]) -> Sequence[Verdict[EnrichedLead]]:
        raise BadDeploy

    return Stage(
        unit="enricher",
        sources=(Topic.LEADS_VALIDATED,),
        sink=Topic.LEADS_ENRICHED,
        retry=Topic.LEADS_ENRICHER_RETRY,
        handle=handle,
    )

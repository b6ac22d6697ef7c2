"""
P5, P6: with nothing broken, the oracle finds nothing wrong; it is the control of every run in which something is.

What: 400 requests of the live mix by HTTP and Kafka. Property: every rule holds and no record was written twice. Then
single values are changed behind the units' backs, in PostgreSQL, at the CRM, in Redis and in a log: each is found.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import redis
from lab.ledger.places import Crm, Record, Stack
from lab.ledger.proofs import proof
from lab.spine import Spine

pytestmark = pytest.mark.slow


def test_every_rule_holds(spine: Spine) -> None:
    with proof(spine, leads=400, seed=4001) as run:
        pass
    verdict = run.verdict().must_hold()
    assert verdict.figures.n_in == 400
    assert verdict.figures.repeats == 0
    assert not verdict.unchecked


def test_what_is_changed_behind_the_units_backs_is_found(spine: Spine) -> None:
    with proof(spine, leads=40, seed=4002) as run:
        pass
    evidence = run.evidence()
    [one, other, *_] = [each.lead_id for each in evidence.held if each.place == "leads"]
    record = next(each.record_id for each in evidence.contacts if each.lead_id == one)
    name, place = run.plan.canaries.name, Stack.of(spine)
    with _turned(place, one, other), _patched(place, record, "leadstream_segment"), _told(spine, name):
        verdict = run.verdict()
    assert verdict.broken == {"D", "canary"}, str(verdict)
    assert verdict.figures.extra == 3
    for found in (f"hubspot {one}: leadstream_segment", "last_name", "a key in Redis: name", "log enricher.log: name"):
        assert found in str(verdict)
    assert name not in str(verdict)


@contextmanager
def _turned(place: Stack, one: str, other: str) -> Iterator[None]:
    """Two leads have each the other's family name in PostgreSQL, with a mark so that equal ones differ."""
    turn = """
    update pipeline.contacts as here set last_name = there.last_name || '!' from pipeline.contacts there
    where here.lead_id = any($1) and there.lead_id = any($1) and here.lead_id <> there.lead_id
    """
    back = "update pipeline.contacts set last_name = $2 where lead_id = $1"
    held = Record(place.postgres).fetch(
        "select lead_id, last_name from pipeline.contacts where lead_id = any($1)", [one, other]
    )
    Record(place.postgres).fetch(turn, [one, other])
    try:
        yield
    finally:
        for row in held:
            Record(place.postgres).fetch(back, row["lead_id"], row["last_name"])


@contextmanager
def _patched(place: Stack, record: str, name: str) -> Iterator[None]:
    """Somebody writes over one property of a contact."""
    held = next(each["properties"].get(name, "") for each in Crm(place.hubspot).contacts(0) if each["id"] == record)

    def write(value: str) -> None:
        url = f"{place.hubspot}/crm/objects/2026-03/contacts/{record}"
        asked = {"properties": {name: value}}
        httpx.patch(
            url, json=asked, headers={"Authorization": "Bearer any"}, timeout=60, trust_env=False
        ).raise_for_status()

    write("by hand")
    try:
        yield
    finally:
        write(held)


@contextmanager
def _told(spine: Spine, name: str) -> Iterator[None]:
    """A person's name in Redis, and in the log of a unit."""
    with (spine.home / "logs" / "enricher.log").open("a") as log:
        log.write(f"enriched {name}\n")
    with redis.Redis.from_url(spine.status["redis"]) as client:
        client.set(f"proof:{name}", 1)
        try:
            yield
        finally:
            client.delete(f"proof:{name}")

"""
Where the points lie in the production classes, put around them from outside; production code holds no switch.

What is wrapped is named as text where it belongs to a service, so that the lab depends on none.
"""

import functools
import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from leadcore import pipeline
from leadcore.contracts import Topic
from leadcore.message import Write
from leadcore.runtime.carrier import ChangesOutlet
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.outlet import Outlet, TransactionalOutlet

from lab.faults.points import Point, Points

Place = tuple[str, str, str]
"""Module, class and asynchronous method."""

AFTER: Mapping[str, Mapping[Point, Place]] = {
    "gateway": {"after-output": ("gateway.adapters.kafka_log", "KafkaSubmissionLog", "append")},
    "router": {"after-state": ("router.adapters.redis_assignments", "RedisAssignments", "reserve")},
    "reviser": {"after-state": ("reviser.adapters.postgres_versions", "PostgresLocked", "keep")},
    "crm-sync.postgres": {"after-state": ("crm_sync.adapters.postgres_records", "PostgresRecords", "write")},
    "crm-sync.hubspot": {
        "after-claim": ("crm_sync.adapters.postgres_claims", "PostgresClaims", "claim"),
        "after-crm-answer": ("crm_sync.adapters.hubspot_contacts", "HubSpotContacts", "write"),
        "after-state": ("crm_sync.adapters.postgres_claims", "PostgresClaims", "answer"),
    },
}
BEFORE: Mapping[str, Mapping[Point, Place]] = {
    "gateway": {"after-decode": ("gateway.adapters.kafka_log", "KafkaSubmissionLog", "append")},
}


def install(points: Points, unit: str) -> None:
    """Put the points of `unit` around what is going to run in this process."""
    for point, place in AFTER.get(unit, {}).items():
        _around(place, functools.partial(_passing_after, points, point))
    for point, place in BEFORE.get(unit, {}).items():
        _around(place, functools.partial(_passing_before, points, point))
    _around_decoding(points)
    _around_output(points)
    _around_commit(points, unit)


def _around(place: Place, wrap: Callable[[Any], Any]) -> None:
    module, owner, name = place
    found = getattr(importlib.import_module(module), owner)
    setattr(found, name, wrap(getattr(found, name)))


def _passing_after(points: Points, point: Point, original: Callable[..., Awaitable[Any]]) -> Any:
    @functools.wraps(original)
    async def wrapped(self: Any, asked: Any, *rest: Any) -> Any:
        found = await original(self, asked, *rest)
        if asked:
            points.passed(point)
        return found

    return wrapped


def _passing_before(points: Points, point: Point, original: Callable[..., Awaitable[Any]]) -> Any:
    @functools.wraps(original)
    async def wrapped(self: Any, *asked: Any) -> Any:
        points.passed(point)
        return await original(self, *asked)

    return wrapped


def _around_decoding(points: Points) -> None:
    original = pipeline._asked

    @functools.wraps(original)
    async def asked(stage: Any, items: Sequence[Any]) -> Any:
        points.passed("after-decode")
        return await original(stage, items)

    setattr(pipeline, "_asked", asked)  # noqa: B010  a name that is assigned nowhere else


def _around_output(points: Points) -> None:
    """A point that lies between some writes and the others has those written first, and the others never."""
    produce, flush = Outlet._produce, Outlet._flush

    @functools.wraps(produce)
    def produced(self: Outlet, writes: Any, meanwhile: Callable[[], None]) -> None:
        listed = list(writes)
        for point, some in _parts(self, listed):
            if some and points.due(point):
                produce(self, some, meanwhile)
                flush(self, meanwhile)
                points.strike()
        produce(self, listed, meanwhile)
        self.__dict__["wrote"] = bool(listed)

    @functools.wraps(flush)
    def flushed(self: Outlet, meanwhile: Callable[[], None]) -> None:
        flush(self, meanwhile)
        if self.__dict__.pop("wrote", False):
            points.passed("after-output")

    setattr(Outlet, "_produce", produced)  # noqa: B010
    setattr(Outlet, "_flush", flushed)  # noqa: B010


def _parts(outlet: Outlet, writes: Sequence[Write]) -> list[tuple[Point, list[Write]]]:
    parts: list[tuple[Point, list[Write]]] = [
        ("after-dead-letter", [write for write in writes if write.topic == Topic.LEADS_DEAD])
    ]
    if isinstance(outlet, ChangesOutlet):
        parts.append(("after-state", [write for write in writes if str(write.topic).endswith("-changelog")]))
    return parts


def _around_commit(points: Points, unit: str) -> None:
    commit, insist = Inlet.commit, TransactionalOutlet._insist

    @functools.wraps(commit)
    def committing(self: Inlet) -> None:
        if self.offsets():
            points.passed("before-commit")
        commit(self)

    @functools.wraps(insist)
    def insisting(self: TransactionalOutlet, call: Any, meanwhile: Callable[[], None], **limits: Any) -> None:
        if getattr(call, "__name__", "") == "commit_transaction":
            points.passed("before-commit")
        insist(self, call, meanwhile, **limits)

    setattr(Inlet, "commit", committing)  # noqa: B010
    setattr(TransactionalOutlet, "_insist", insisting)  # noqa: B010
    if unit == "ingest.admit":
        reader = importlib.import_module("leadcore.runtime.faust_reader").FaustReader
        setattr(reader, "_commit", _passing_before(points, "before-commit", reader._commit))  # noqa: B010

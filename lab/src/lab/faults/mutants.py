"""
Deliberate faults, with any of which the proof must go red: ten of kinds that have lost somebody's leads, and three that
only somebody sees who compares each field, and looks for persons where none belongs.

    python -m lab.faults.unit enricher --mutant commit-first

Each is put around the production classes from outside; production code holds no switch. What belongs to a service is
named as text, so that the lab depends on none. A checker that never failed proves nothing: tests/chaos/test_mutants.py.
"""

import functools
import importlib
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from leadcore.clock import system_clock
from leadcore.contracts import Topic
from leadcore.message import Write
from leadcore.runtime import batch
from leadcore.runtime.carrier import Carrier
from leadcore.runtime.gauges import RunnerMetrics
from leadcore.runtime.inlet import Inlet
from leadcore.runtime.outlet import Outlet

EVERY = 1_000
"""Of how many leads one is dropped."""
HANDFUL = 3
"""Every so many handfuls of packets, one raises."""


def install(name: str) -> None:
    """
    Make this process the mutant of that name.

    Raises:
        KeyError: there is none.
    """
    MUTANTS[name]()


def _put(owner: Any, name: str, value: Any) -> None:
    setattr(owner, name, value)


def _commit_first() -> None:
    """Commits what it has read before it handles it."""
    gather = Inlet.gather

    @functools.wraps(gather)
    def gathered(self: Inlet, most: int, linger_s: float) -> Any:
        taken = gather(self, most, linger_s)
        for each in taken:
            each.lane.done = max(each.lane.done, each.passes)
        self.commit_now()
        return taken

    _put(Inlet, "gather", gathered)


def _drop_thousandth() -> None:
    """Drops every thousandth lead that it should put out."""
    produce_one, seen = Outlet._produce_one, count(1)

    @functools.wraps(produce_one)
    def produced(self: Outlet, write: Write, meanwhile: Callable[[], None]) -> None:
        if next(seen) % EVERY:
            produce_one(self, write, meanwhile)

    _put(Outlet, "_produce_one", produced)


def _create_for_upsert() -> None:
    """Holds no claims, looks for no contact, and creates one each time; what must be unique it leaves out then."""
    claims = importlib.import_module("crm_sync.adapters.postgres_claims").PostgresClaims
    contacts = importlib.import_module("crm_sync.adapters.hubspot_contacts").HubSpotContacts
    mine = importlib.import_module("crm_sync.ports").Mine
    write, made = contacts.write, set[str]()

    async def claim(_self: Any, keys: Collection[Any]) -> Mapping[Any, Any]:
        return {key: mine(1, system_clock(), "", 0) for key in keys}

    async def read(_self: Any, _by: str, _values: Collection[str]) -> Mapping[str, Any]:
        return {}

    async def written(self: Any, rows: Sequence[Any]) -> Any:
        creating = [_nameless(row) if _lead_of(row) in made else row for row in rows]
        made.update(map(_lead_of, rows))
        return await write(self, creating)

    _put(claims, "claim", claim)
    _put(contacts, "read", read)
    _put(contacts, "write", written)


def _lead_of(row: Any) -> str:
    return str(row.properties["leadstream_lead_id"])


def _nameless(row: Any) -> Any:
    return replace(row, properties={k: v for k, v in row.properties.items() if k not in _UNIQUE})


_UNIQUE = frozenset({"leadstream_lead_id", "email"})


def _dedup_without_position() -> None:
    """Takes a submission that it has seen for a duplicate, not for its own repeat."""
    admission = importlib.import_module("ingest.domain.admission")

    def again(sighting: Any, before: Any) -> Any:
        return admission.Judgement("same-event", sighting.lead_of(before), before.submission_id)

    _put(admission, "_again", again)


def _swallow() -> None:
    """Goes on after an exception as if the packets had been handled."""
    carry, seen = Carrier.carry, count(1)

    @functools.wraps(carry)
    async def carried(self: Carrier, packets: Sequence[Any], reader: Any) -> None:
        try:
            if next(seen) % HANDFUL == 0:
                raise ValueError("poison")
            await carry(self, packets, reader)
        except ValueError:
            # What came before is finished first, as ever: a later offset would be taken back by an earlier one.
            await self.balance()
            reader.finish(reader.fresh(packets))

    _put(Carrier, "carry", carried)


def _no_version_guard() -> None:
    """Writes a lead's row whatever version it holds."""
    records = importlib.import_module("crm_sync.adapters.postgres_records")
    guarded = [(row, each) for row, each in records._STATEMENTS if each.table.name == "leads"]
    assert guarded, "the sink has a statement for leads"
    for row, each in guarded:
        open_ = replace(each, joined=_unguarded(each.joined), arrays=_unguarded(each.arrays))
        records._STATEMENTS[records._STATEMENTS.index((row, each))] = (row, open_)


def _unguarded(sql: str) -> str:
    upsert, guard, rest = sql.partition(' where (s."version") < (excluded."version")')
    assert guard, "the statement has a guard to leave out"
    return upsert + rest


def _answer_first() -> None:
    """Answers 202 as soon as the record is in its own memory."""
    log = importlib.import_module("gateway.adapters.kafka_log").KafkaSubmissionLog

    async def append(self: Any, submissions: Iterable[Any]) -> None:
        for each in submissions:
            self._produce(each, lambda _error, _message: None)

    _put(log, "append", append)


def _letters_not_awaited() -> None:
    """Sends dead letters and does not ask what became of them."""
    produce_one = Outlet._produce_one

    @functools.wraps(produce_one)
    def produced(self: Outlet, write: Write, meanwhile: Callable[[], None]) -> None:
        if write.topic == Topic.LEADS_DEAD:
            self._producer.produce(write.topic, write.value, write.key, headers=list(write.headers))
        else:
            produce_one(self, write, meanwhile)

    _put(Outlet, "_produce_one", produced)


def _read_uncommitted() -> None:
    """Reads what a transaction has written before it is known whether it stands."""
    settings: Callable[..., Any] = vars(batch)["consumer_settings"]

    @functools.wraps(settings)
    def uncommitted(*asked: Any, **named: Any) -> Any:
        return {**settings(*asked, **named), "isolation.level": "read_uncommitted"}

    _put(batch, "consumer_settings", uncommitted)


def _count_attempts() -> None:
    """Counts what it is about to do, each time it tries."""
    deliver, done = batch.BatchRunner._deliver, RunnerMetrics.done

    @functools.wraps(deliver)
    def delivered(self: batch.BatchRunner, processed: Any, taken: Sequence[Any]) -> bool:
        done(self._metrics, processed.counts, 0.0)
        return deliver(self, processed, taken)

    _put(batch.BatchRunner, "_deliver", delivered)
    _put(RunnerMetrics, "done", lambda _self, _counts, _seconds: None)


def _swap_phones() -> None:
    """Gives each contact the telephone number of the one before it, also where that was of another call."""
    contacts = importlib.import_module("crm_sync.adapters.hubspot_contacts").HubSpotContacts
    write, last = contacts.write, [""]

    async def written(self: Any, rows: Sequence[Any]) -> Any:
        numbers = [*last, *(row.properties.get("phone", "") for row in rows)]
        last[:] = numbers[-1:]
        swapped = [
            replace(row, properties={**row.properties, "phone": before})
            for row, before in zip(rows, numbers, strict=False)
        ]
        return await write(self, swapped)

    _put(contacts, "write", written)


def _cut_names() -> None:
    """Keeps the first characters of a family name."""
    recorded = importlib.import_module("crm_sync.domain.recorded")
    contact = recorded._contact

    def cut(lead: Any, person: Any) -> Any:
        found = contact(lead, person)
        return found._replace(last_name=found.last_name[:4])

    _put(recorded, "_contact", cut)


def _tell_names() -> None:
    """Logs whom it has read."""
    normalisation = importlib.import_module("ingest.domain.normalisation")
    person = normalisation.person

    def told(*asked: Any) -> Any:
        found = person(*asked)
        sys.stderr.write(f"read {found.full_name}\n")
        return found

    _put(normalisation, "person", told)


MUTANTS: Mapping[str, Callable[[], None]] = {
    "commit-first": _commit_first,
    "drop-thousandth": _drop_thousandth,
    "create-for-upsert": _create_for_upsert,
    "dedup-without-position": _dedup_without_position,
    "swallow": _swallow,
    "no-version-guard": _no_version_guard,
    "answer-first": _answer_first,
    "letters-not-awaited": _letters_not_awaited,
    "read-uncommitted": _read_uncommitted,
    "count-attempts": _count_attempts,
    "swap-phones": _swap_phones,
    "cut-names": _cut_names,
    "tell-names": _tell_names,
}

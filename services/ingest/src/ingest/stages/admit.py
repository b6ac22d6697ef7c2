"""
The stage `ingest.admit`: read what is remembered of each identity key, judge, remember, report.

What a batch changes is remembered once, after its last judgement: a batch that fails half-way has changed nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from leadcore import accounts
from leadcore.clock import Clock
from leadcore.codec import origin_of
from leadcore.contracts import Basis, Origin, Outcome, Topic
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.framing import Admitted
from leadcore.stage import Arrival, RetryLimits, Stage
from leadcore.verdict import Drop, Emit, Reject, Side, Verdict
from leadcore.workspace import Source

from ingest.domain import admission, quotas, sightings
from ingest.domain.admission import Judgement, Known, Policy
from ingest.domain.quotas import Bucket, Quota
from ingest.domain.sightings import Sighting
from ingest.ports import KeyedState

T = TypeVar("T")

SIGHTINGS, QUOTAS = "sightings", "quotas"
TABLES = (SIGHTINGS, QUOTAS)


def build(
    state: KeyedState,
    policies: Mapping[str, Policy],
    clock: Clock,
    release: str,
    version: str,
    retries: RetryLimits | None = None,
) -> Stage[Arrival, Admitted]:
    """The stage `ingest.admit`: leads.identified → leads.validated, or leads.overflow."""

    async def handle(arrivals: Sequence[Arrival]) -> Sequence[Verdict[Admitted]]:
        memory = _Memory(state)
        basis = Basis(decided_at=clock(), code_version=version, release=release)
        verdicts = []
        for arrival in arrivals:
            policy = policies.get(arrival.index.source, _DEFAULT)
            judgement = admission.judge(arrival.index, memory.known(arrival, policy), policy, state.shares)
            memory.learn(arrival, judgement, policy)
            verdicts.append(_verdict(arrival, judgement, policy, basis))
        memory.keep()
        return verdicts

    return Stage(
        unit=admission.UNIT,
        sources=(Topic.LEADS_IDENTIFIED,),
        sink=Topic.LEADS_VALIDATED,
        retry=Topic.LEADS_INGEST_ADMIT_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
    )


def policies_of(sources: Mapping[str, Source]) -> Mapping[str, Policy]:
    """What each source of a workspace asks of admission."""
    return {name: _policy(source) for name, source in sources.items()}


def _policy(source: Source) -> Policy:
    quota = source.quota
    return Policy(
        horizon_ms=source.dedup.horizon_hours * admission.HOUR_MS,
        revise=source.dedup.same_person == "revise",
        quota=None if quota is None else Quota(quota.capacity, quota.window_seconds * 1000),
    )


_DEFAULT = Policy()


class _Memory:
    """What is remembered, as one batch reads and changes it."""

    def __init__(self, state: KeyedState) -> None:
        self._state = state
        self._sightings: dict[str, Sighting | None] = {}
        self._buckets: dict[str, Bucket | None] = {}
        self._kept: dict[tuple[str, str], int] = {}

    def known(self, arrival: Arrival, policy: Policy) -> Known:
        """
        What bears on `arrival`.

        Raises:
            PortUnavailable: it was written by a version whose format is not known here.
        """
        key = arrival.index.identity_key
        if key not in self._sightings:
            self._sightings[key] = self._read(SIGHTINGS, key, sightings.opened)
        if policy.quota is None:
            return Known(self._sightings[key], None)
        owner = admission.bucket_key(arrival.index)
        if owner not in self._buckets:
            self._buckets[owner] = self._read(QUOTAS, owner, quotas.opened)
        return Known(self._sightings[key], self._buckets[owner])

    def learn(self, arrival: Arrival, judgement: Judgement, policy: Policy) -> None:
        """Take in what a judgement changes."""
        if judgement.sighting is not None:
            key = arrival.index.identity_key
            self._sightings[key] = judgement.sighting
            self._until(SIGHTINGS, key, admission.kept_until(arrival.index.accepted_at, policy))
        if judgement.bucket is not None and policy.quota is not None:
            owner = admission.bucket_key(arrival.index)
            self._buckets[owner] = judgement.bucket
            self._until(QUOTAS, owner, admission.bucket_kept_until(judgement.bucket, policy.quota))

    def keep(self) -> None:
        """Put what was changed into the state, once a key."""
        for (table, key), kept_until in self._kept.items():
            sighting, bucket = self._sightings.get(key), self._buckets.get(key)
            if table == SIGHTINGS and sighting is not None:
                self._state.set(SIGHTINGS, key, sightings.packed(sighting), kept_until)
            elif table == QUOTAS and bucket is not None:
                self._state.set(QUOTAS, key, quotas.packed(bucket), kept_until)

    def _until(self, table: str, key: str, kept_until: int) -> None:
        self._kept[table, key] = max(self._kept.get((table, key), 0), kept_until)

    def _read(self, table: str, key: str, opened: Callable[[bytes], T | Undecodable]) -> T | None:
        value = self._state.get(table, key)
        if value is None:
            return None
        found = opened(value)
        if isinstance(found, Undecodable):
            raise PortUnavailable(table, found.reason)
        return found


def _verdict(arrival: Arrival, judgement: Judgement, policy: Policy, basis: Basis) -> Verdict[Admitted]:
    if judgement.is_lead:
        section = admission.admission(judgement, arrival.index.submission_id, basis, policy)
        to = None if judgement.finding == "new" else Topic.LEADS_OVERFLOW
        return Emit(Admitted(arrival, section), to=to)
    outcome = _duplicate(arrival, judgement, policy, basis)
    if isinstance(outcome, Undecodable):
        return Reject(outcome)
    if judgement.finding == "same-event" or not policy.revise:
        return Drop(outcome)
    asked = admission.revision(arrival.index, arrival.body, judgement.lead_id, arrival.schema_id)
    return Drop(outcome, also=(Side(Topic.LEADS_REVISIONS, asked),))


def _duplicate(arrival: Arrival, judgement: Judgement, policy: Policy, basis: Basis) -> Outcome | Undecodable:
    origin = origin_of(arrival.body)
    if not isinstance(origin, Origin):
        return origin
    return accounts.outcome(
        accounts.subject_of(origin, lead_id=judgement.lead_id),
        "duplicate",
        unit=admission.UNIT,
        code=judgement.finding,
        at=basis.decided_at,
        parameters=admission.told(judgement, policy),
        trail=(admission.decision(judgement, basis, policy),),
    )

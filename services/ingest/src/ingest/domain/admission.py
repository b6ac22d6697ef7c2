"""
Whether a normalised lead is new, and how it goes on. Pure.

    known submission → its verdict again, charged nothing
    known event      → duplicate, no effect
    known person     → duplicate, and by the source's policy a revision of the lead
    new              → a lead; over quota or from the bulk lane it waits on leads.overflow, never goes away
"""

from functools import cache

from leadcore import ids
from leadcore.contracts import Admission, Basis, Decision, IdentifiedIndex, Revision
from leadcore.frozen import dataclass

from ingest.domain import quotas, sightings
from ingest.domain.quotas import Bucket, Quota
from ingest.domain.sightings import Finding, Seen, Sighting

UNIT = "ingest.admit"
HOUR_MS = 3_600_000
MIN_HORIZON_MS = 76 * HOUR_MS
"""The longest that senders go on retrying (Standard Webhooks: 75 h 35 min)."""

BACKLOG_MS = 24 * HOUR_MS
"""How much later than on time a submission may be read and still find what was known when it came."""

LEADS: frozenset[Finding] = frozenset({"new", "over", "bulk"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What a source asks of admission."""

    horizon_ms: int = MIN_HORIZON_MS
    revise: bool = True
    """Whether a known person's new submission asks for a revision of the lead."""
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered that bears on one submission."""

    sighting: Sighting | None
    bucket: Bucket | None
    """Of its tenant, source and client; None: no new lead of theirs is remembered."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What admission found of one submission, and what is to be remembered; None: as it was."""

    finding: Finding
    lead_id: str
    first_submission: str = ""
    """For a known event: the submission that brought it first."""
    sighting: Sighting | None = None
    bucket: Bucket | None = None

    @property
    def is_lead(self) -> bool:
        """Whether the submission makes a lead."""
        return self.finding in LEADS


def judge(index: IdentifiedIndex, known: Known, policy: Policy, shares: int = 1) -> Judgement:
    """What `index` is, judged as of the broker's time of its submission."""
    sighting = known.sighting
    if sighting is None:
        return _new(index, known, policy, shares)
    before = sighting.of_submission(index.submission_id)
    if before is not None:
        return _again(sighting, before)
    if index.accepted_at >= sighting.expires_at:
        return _new(index, known, policy, shares)
    return _duplicate(index, sighting, policy)


def kept_until(accepted_at: int, policy: Policy) -> int:
    """Until when, milliseconds, a sighting must not be thrown away."""
    return accepted_at + policy.horizon_ms + BACKLOG_MS


def bucket_kept_until(bucket: Bucket, quota: Quota) -> int:
    """Until when, milliseconds, a bucket must not be thrown away: after its window it is full again."""
    return bucket.at + quota.window_ms + BACKLOG_MS


def bucket_key(index: IdentifiedIndex) -> str:
    """Whose quota a submission is charged to."""
    return f"{index.tenant}/{index.source}/{index.client}"


def admission(judgement: Judgement, submission_id: str, basis: Basis, policy: Policy) -> Admission:
    """The section that admission adds to a lead."""
    return Admission(
        lead_id=judgement.lead_id,
        cause_id=submission_id,
        quota="within" if judgement.finding == "new" else "over",
        basis=basis,
        trail=(decision(judgement, basis, policy),),
    )


def decision(judgement: Judgement, basis: Basis, policy: Policy) -> Decision:
    """The decision that explains a judgement; the same one for all that need no parameters."""
    parameters = told(judgement, policy)
    if not parameters:
        return _plain_decision(judgement.finding, basis.release)
    return Decision(unit=UNIT, code=_CODES[judgement.finding], parameters=parameters, release=basis.release)


@cache
def _plain_decision(finding: Finding, release: str) -> Decision:
    return Decision(unit=UNIT, code=_CODES[finding], release=release)


def told(judgement: Judgement, policy: Policy) -> dict[str, str]:
    """What a judgement rests on; no personal data."""
    if judgement.finding == "over" and policy.quota is not None:
        return {"capacity": str(policy.quota.capacity), "window_ms": str(policy.quota.window_ms)}
    if judgement.first_submission:
        return {"first_submission": judgement.first_submission}
    return {}


def revision(index: IdentifiedIndex, body: bytes, lead_id: str, schema_id: int = 0) -> Revision:
    """The change that a known person's new submission asks for; repeats of it are equal. `schema_id`: of `body`."""
    return Revision(
        revision_id=ids.derived("revision", f"{lead_id}/{index.submission_id}"),
        tenant=index.tenant,
        lead_id=lead_id,
        origin=UNIT,
        cause="same-person",
        cause_id=index.submission_id,
        requested_at=index.accepted_at,
        identified=body,
        identified_schema=schema_id,
    )


_CODES: dict[Finding, str] = {
    "new": "admitted",
    "over": "over-quota",
    "bulk": "bulk-lane",
    "same-event": "same-event",
    "same-person": "same-person",
}


def _again(sighting: Sighting, before: Seen) -> Judgement:
    lead_id = sighting.lead_of(before)
    brought = sighting.of_event(before.event) if before.finding == "same-event" else None
    first = brought.submission_id if brought and brought.submission_id != before.submission_id else ""
    return Judgement(before.finding, lead_id, first)


def _duplicate(index: IdentifiedIndex, sighting: Sighting, policy: Policy) -> Judgement:
    event = sightings.digest(index.source, index.event_id)
    brought = sighting.of_event(event)
    finding: Finding = "same-event" if brought else "same-person"
    lead_id = sighting.lead_of(brought) if brought else sighting.lead_id
    named = "" if lead_id == sighting.lead_id else lead_id
    seen = Seen(index.submission_id, finding, event, named)
    after = sighting.with_seen(seen, index.accepted_at + policy.horizon_ms)
    return Judgement(finding, lead_id, brought.submission_id if brought else "", sighting=after)


def _new(index: IdentifiedIndex, known: Known, policy: Policy, shares: int) -> Judgement:
    finding, bucket = _laned(index, known.bucket, policy.quota, shares)
    seen = Seen(index.submission_id, finding, sightings.digest(index.source, index.event_id))
    expires_at = index.accepted_at + policy.horizon_ms
    old = known.sighting
    after = sightings.first(seen, expires_at) if old is None else old.succeeded_by(seen, expires_at)
    return Judgement(finding, index.submission_id, sighting=after, bucket=bucket)


def _laned(
    index: IdentifiedIndex, bucket: Bucket | None, quota: Quota | None, shares: int
) -> tuple[Finding, Bucket | None]:
    if index.lane == "bulk":
        return "bulk", None
    if quota is None:
        return "new", None
    at = index.accepted_at
    before = quotas.full(quota, shares, at) if bucket is None else quotas.refilled(bucket, quota, shares, at)
    after = quotas.charged(before)
    return ("over", before) if after is None else ("new", after)

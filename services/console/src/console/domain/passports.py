"""A lead's passport: everything that was decided about it, in order, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MICROS = 1_000_000

Row = Mapping[str, Any]
"""Columns of one row by name; times are RFC 3339 texts."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the store knows of one lead or submission. `lead` None: the submission made no lead."""

    lead_id: str
    lead: Row | None
    submission: Row | None
    versions: Sequence[Row] = ()
    scores: Row | None = None
    receipts: Sequence[Row] = ()
    duplicates: Sequence[Row] = field(default=())
    unchanged: Sequence[Row] = ()
    """Requested changes that made no version."""


def passport(found: Findings) -> dict[str, Any]:
    """The passport's document. Decisions are in the order in which they were made."""
    lead, submission = found.lead or {}, found.submission or {}
    return {
        "lead_id": found.lead_id,
        "version": lead.get("version", 0),
        "source": lead.get("source") or submission.get("source", ""),
        "outcome": _outcome(submission),
        "lead": dict(lead),
        "versions": [{name: each.get(name) for name in _VERSION} for each in found.versions],
        "decisions": [
            *_of_versions(found.versions),
            *map(_of_revision, found.unchanged),
            *_of_submission(submission),
            *map(_of_receipt, found.receipts),
        ],
        "score": dict(found.scores) if found.scores else None,
        "routing": {name: lead[name] for name in _ROUTING} if lead else None,
        "receipts": [dict(row) for row in found.receipts],
        "duplicates": [dict(row) for row in found.duplicates],
    }


_ROUTING = ("status", "owner", "pool", "segment", "size", "priority", "territory", "assigned_at", "due_at")


_VERSION = ("version", "cause", "cause_id", "decided_at")


def _outcome(submission: Row) -> dict[str, Any] | None:
    if not submission.get("outcome"):
        return None
    return {name: submission[name] for name in ("outcome", "unit", "code", "parameters", "ended_at")}


def _of_versions(versions: Sequence[Row]) -> list[dict[str, Any]]:
    return [_decision(each, version["version"]) for version in versions for each in version["trail"]]


def _of_revision(revision: Row) -> dict[str, Any]:
    return _decision({**revision, "unit": "reviser"}, revision["version"])


def _of_submission(submission: Row) -> list[dict[str, Any]]:
    """A submission that made no lead has its own trail; every one has its outcome as the last word."""
    told = [_decision(each, 0) for each in submission.get("trail") or ()]
    if submission.get("outcome"):
        told.append(
            {
                "unit": submission["unit"],
                "code": f"{submission['outcome']}: {submission['code']}",
                # A submission with a trail has said it there.
                "parameters": {} if told else dict(submission["parameters"] or {}),
                "duration_ms": 0.0,
                "price": 0.0,
                "release": "",
                "version": submission["version"] or 0,
            }
        )
    return told


def _decision(decision: Row, version: int) -> dict[str, Any]:
    return {
        "unit": decision["unit"],
        "code": decision["code"],
        "parameters": dict(sorted((decision.get("parameters") or {}).items())),
        "duration_ms": (decision.get("duration_us") or 0) / 1000,
        "price": (decision.get("price_micros") or 0) / MICROS,
        "release": decision.get("release") or "",
        "version": version,
    }


def _of_receipt(receipt: Row) -> dict[str, Any]:
    told = {"matched_by": receipt["matched_by"], "record_id": receipt["record_id"], **(receipt["parameters"] or {})}
    return {
        "unit": f"crm-sync.{receipt['destination']}",
        "code": receipt["result"],
        "parameters": {name: value for name, value in told.items() if value},
        "duration_ms": (receipt["duration_us"] or 0) / 1000,
        "price": 0.0,
        "release": "",
        "version": receipt["version"],
    }

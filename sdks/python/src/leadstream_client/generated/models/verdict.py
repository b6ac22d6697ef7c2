from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Verdict")


@_attrs_define
class Verdict:
    """
    Attributes:
        submission_id (str):
        status_url (str):
        outcome (Literal['routed']):
        lead_id (str):
        status (str | Unset):
        owner (str | Unset):
        pool (str | Unset):
        priority (str | Unset):
        score (float | Unset):
        band (str | Unset):
    """

    submission_id: str
    status_url: str
    outcome: Literal["routed"]
    lead_id: str
    status: str | Unset = UNSET
    owner: str | Unset = UNSET
    pool: str | Unset = UNSET
    priority: str | Unset = UNSET
    score: float | Unset = UNSET
    band: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        submission_id = self.submission_id

        status_url = self.status_url

        outcome = self.outcome

        lead_id = self.lead_id

        status = self.status

        owner = self.owner

        pool = self.pool

        priority = self.priority

        score = self.score

        band = self.band

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "submission_id": submission_id,
                "status_url": status_url,
                "outcome": outcome,
                "lead_id": lead_id,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if owner is not UNSET:
            field_dict["owner"] = owner
        if pool is not UNSET:
            field_dict["pool"] = pool
        if priority is not UNSET:
            field_dict["priority"] = priority
        if score is not UNSET:
            field_dict["score"] = score
        if band is not UNSET:
            field_dict["band"] = band

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        submission_id = d.pop("submission_id")

        status_url = d.pop("status_url")

        outcome = cast(Literal["routed"], d.pop("outcome"))
        if outcome != "routed":
            raise ValueError(f"outcome must match const 'routed', got '{outcome}'")

        lead_id = d.pop("lead_id")

        status = d.pop("status", UNSET)

        owner = d.pop("owner", UNSET)

        pool = d.pop("pool", UNSET)

        priority = d.pop("priority", UNSET)

        score = d.pop("score", UNSET)

        band = d.pop("band", UNSET)

        verdict = cls(
            submission_id=submission_id,
            status_url=status_url,
            outcome=outcome,
            lead_id=lead_id,
            status=status,
            owner=owner,
            pool=pool,
            priority=priority,
            score=score,
            band=band,
        )

        return verdict

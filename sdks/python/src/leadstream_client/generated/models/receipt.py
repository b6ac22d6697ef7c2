from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

from ..models.receipt_outcome import ReceiptOutcome, check_receipt_outcome
from ..types import UNSET, Unset

T = TypeVar("T", bound="Receipt")


@_attrs_define
class Receipt:
    """
    Attributes:
        submission_id (str):
        status_url (str): The console's operation of this submission.
        outcome (ReceiptOutcome | Unset): To who waited, where a person has still to decide.
        lead_id (str | Unset):
    """

    submission_id: str
    status_url: str
    outcome: ReceiptOutcome | Unset = UNSET
    lead_id: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        submission_id = self.submission_id

        status_url = self.status_url

        outcome: str | Unset = UNSET
        if not isinstance(self.outcome, Unset):
            outcome = self.outcome

        lead_id = self.lead_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "submission_id": submission_id,
                "status_url": status_url,
            }
        )
        if outcome is not UNSET:
            field_dict["outcome"] = outcome
        if lead_id is not UNSET:
            field_dict["lead_id"] = lead_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        submission_id = d.pop("submission_id")

        status_url = d.pop("status_url")

        _outcome = d.pop("outcome", UNSET)
        outcome: ReceiptOutcome | Unset
        if isinstance(_outcome, Unset):
            outcome = UNSET
        else:
            outcome = check_receipt_outcome(_outcome)

        lead_id = d.pop("lead_id", UNSET)

        receipt = cls(
            submission_id=submission_id,
            status_url=status_url,
            outcome=outcome,
            lead_id=lead_id,
        )

        return receipt

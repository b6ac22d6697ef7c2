from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_problem import FieldProblem


T = TypeVar("T", bound="Problem")


@_attrs_define
class Problem:
    """
    Attributes:
        type_ (str):
        title (str):
        status (int):
        detail (str | Unset):
        errors (list[FieldProblem] | Unset):
        submission_id (str | Unset):
        status_url (str | Unset):
        outcome (str | Unset):
        lead_id (str | Unset): Of 409 duplicate: the lead that is already there.
        code (str | Unset):
    """

    type_: str
    title: str
    status: int
    detail: str | Unset = UNSET
    errors: list[FieldProblem] | Unset = UNSET
    submission_id: str | Unset = UNSET
    status_url: str | Unset = UNSET
    outcome: str | Unset = UNSET
    lead_id: str | Unset = UNSET
    code: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        detail = self.detail

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        submission_id = self.submission_id

        status_url = self.status_url

        outcome = self.outcome

        lead_id = self.lead_id

        code = self.code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
            }
        )
        if detail is not UNSET:
            field_dict["detail"] = detail
        if errors is not UNSET:
            field_dict["errors"] = errors
        if submission_id is not UNSET:
            field_dict["submission_id"] = submission_id
        if status_url is not UNSET:
            field_dict["status_url"] = status_url
        if outcome is not UNSET:
            field_dict["outcome"] = outcome
        if lead_id is not UNSET:
            field_dict["lead_id"] = lead_id
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.field_problem import FieldProblem

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        detail = d.pop("detail", UNSET)

        _errors = d.pop("errors", UNSET)
        errors: list[FieldProblem] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = FieldProblem.from_dict(errors_item_data)

                errors.append(errors_item)

        submission_id = d.pop("submission_id", UNSET)

        status_url = d.pop("status_url", UNSET)

        outcome = d.pop("outcome", UNSET)

        lead_id = d.pop("lead_id", UNSET)

        code = d.pop("code", UNSET)

        problem = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            errors=errors,
            submission_id=submission_id,
            status_url=status_url,
            outcome=outcome,
            lead_id=lead_id,
            code=code,
        )

        problem.additional_properties = d
        return problem

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

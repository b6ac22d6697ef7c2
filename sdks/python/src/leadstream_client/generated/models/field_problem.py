from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FieldProblem")


@_attrs_define
class FieldProblem:
    """A field at fault, empty for the document as a whole, and why as a code.

    Attributes:
        field (str):
        reason (str):
    """

    field: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        field = d.pop("field")

        reason = d.pop("reason")

        field_problem = cls(
            field=field,
            reason=reason,
        )

        return field_problem

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.lead import Lead


T = TypeVar("T", bound="Batch")


@_attrs_define
class Batch:
    """
    Attributes:
        leads (list[Lead]): More than 1,000 are a 413.
        operation (str | Unset): Of an import; then each lead has a line.
        lines (list[int] | Unset):
    """

    leads: list[Lead]
    operation: str | Unset = UNSET
    lines: list[int] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        leads = []
        for leads_item_data in self.leads:
            leads_item = leads_item_data.to_dict()
            leads.append(leads_item)

        operation = self.operation

        lines: list[int] | Unset = UNSET
        if not isinstance(self.lines, Unset):
            lines = self.lines

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "leads": leads,
            }
        )
        if operation is not UNSET:
            field_dict["operation"] = operation
        if lines is not UNSET:
            field_dict["lines"] = lines

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.lead import Lead

        d = dict(src_dict)
        leads = []
        _leads = d.pop("leads")
        for leads_item_data in _leads:
            leads_item = Lead.from_dict(leads_item_data)

            leads.append(leads_item)

        operation = d.pop("operation", UNSET)

        lines = cast(list[int], d.pop("lines", UNSET))

        batch = cls(
            leads=leads,
            operation=operation,
            lines=lines,
        )

        return batch

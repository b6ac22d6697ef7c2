from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ImportColumnsItem")


@_attrs_define
class ImportColumnsItem:
    """
    Attributes:
        column (str):
        field (str):
    """

    column: str
    field: str

    def to_dict(self) -> dict[str, Any]:
        column = self.column

        field = self.field

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "column": column,
                "field": field,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        column = d.pop("column")

        field = d.pop("field")

        import_columns_item = cls(
            column=column,
            field=field,
        )

        return import_columns_item

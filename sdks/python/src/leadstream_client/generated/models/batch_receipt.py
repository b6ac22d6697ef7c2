from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.receipt import Receipt
    from ..models.refusal import Refusal


T = TypeVar("T", bound="BatchReceipt")


@_attrs_define
class BatchReceipt:
    """
    Attributes:
        items (list[Receipt | Refusal]):
        accepted (int):
        operation_id (str | Unset):
        status_url (str | Unset):
    """

    items: list[Receipt | Refusal]
    accepted: int
    operation_id: str | Unset = UNSET
    status_url: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.receipt import Receipt

        items = []
        for items_item_data in self.items:
            items_item: dict[str, Any]
            if isinstance(items_item_data, Receipt):
                items_item = items_item_data.to_dict()
            else:
                items_item = items_item_data.to_dict()

            items.append(items_item)

        accepted = self.accepted

        operation_id = self.operation_id

        status_url = self.status_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "items": items,
                "accepted": accepted,
            }
        )
        if operation_id is not UNSET:
            field_dict["operation_id"] = operation_id
        if status_url is not UNSET:
            field_dict["status_url"] = status_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.receipt import Receipt
        from ..models.refusal import Refusal

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:

            def _parse_items_item(data: object) -> Receipt | Refusal:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    items_item_type_0 = Receipt.from_dict(data)

                    return items_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                items_item_type_1 = Refusal.from_dict(data)

                return items_item_type_1

            items_item = _parse_items_item(items_item_data)

            items.append(items_item)

        accepted = d.pop("accepted")

        operation_id = d.pop("operation_id", UNSET)

        status_url = d.pop("status_url", UNSET)

        batch_receipt = cls(
            items=items,
            accepted=accepted,
            operation_id=operation_id,
            status_url=status_url,
        )

        return batch_receipt

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.import_state import ImportState, check_import_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_columns_item import ImportColumnsItem
    from ..models.import_remarks import ImportRemarks


T = TypeVar("T", bound="Import")


@_attrs_define
class Import:
    """rows = imported + duplicate + rejected + dead + open, as far as the file has been read.

    Attributes:
        import_id (str): Also the operation of its leads.
        source (str):
        state (ImportState): done: all was sent; how rows ended is counted on.
        bytes_ (int):
        part (float):
        rows (int):
        sent (int):
        imported (int):
        duplicate (int):
        rejected (int):
        dead (int):
        open_ (int):
        remarks (ImportRemarks): What cost no row, by code.
        columns (list[ImportColumnsItem]):
        unmapped (list[str]):
        status_url (str):
        code (str | Unset): Why it failed.
        detail (str | Unset):
        repeated (bool | Unset):
        created_at (str | Unset):
        updated_at (str | Unset):
        ended_at (str | Unset):
    """

    import_id: str
    source: str
    state: ImportState
    bytes_: int
    part: float
    rows: int
    sent: int
    imported: int
    duplicate: int
    rejected: int
    dead: int
    open_: int
    remarks: ImportRemarks
    columns: list[ImportColumnsItem]
    unmapped: list[str]
    status_url: str
    code: str | Unset = UNSET
    detail: str | Unset = UNSET
    repeated: bool | Unset = UNSET
    created_at: str | Unset = UNSET
    updated_at: str | Unset = UNSET
    ended_at: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        import_id = self.import_id

        source = self.source

        state: str = self.state

        bytes_ = self.bytes_

        part = self.part

        rows = self.rows

        sent = self.sent

        imported = self.imported

        duplicate = self.duplicate

        rejected = self.rejected

        dead = self.dead

        open_ = self.open_

        remarks = self.remarks.to_dict()

        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)

        unmapped = self.unmapped

        status_url = self.status_url

        code = self.code

        detail = self.detail

        repeated = self.repeated

        created_at = self.created_at

        updated_at = self.updated_at

        ended_at = self.ended_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "import_id": import_id,
                "source": source,
                "state": state,
                "bytes": bytes_,
                "part": part,
                "rows": rows,
                "sent": sent,
                "imported": imported,
                "duplicate": duplicate,
                "rejected": rejected,
                "dead": dead,
                "open": open_,
                "remarks": remarks,
                "columns": columns,
                "unmapped": unmapped,
                "status_url": status_url,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if detail is not UNSET:
            field_dict["detail"] = detail
        if repeated is not UNSET:
            field_dict["repeated"] = repeated
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if ended_at is not UNSET:
            field_dict["ended_at"] = ended_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.import_columns_item import ImportColumnsItem
        from ..models.import_remarks import ImportRemarks

        d = dict(src_dict)
        import_id = d.pop("import_id")

        source = d.pop("source")

        state = check_import_state(d.pop("state"))

        bytes_ = d.pop("bytes")

        part = d.pop("part")

        rows = d.pop("rows")

        sent = d.pop("sent")

        imported = d.pop("imported")

        duplicate = d.pop("duplicate")

        rejected = d.pop("rejected")

        dead = d.pop("dead")

        open_ = d.pop("open")

        remarks = ImportRemarks.from_dict(d.pop("remarks"))

        columns = []
        _columns = d.pop("columns")
        for columns_item_data in _columns:
            columns_item = ImportColumnsItem.from_dict(columns_item_data)

            columns.append(columns_item)

        unmapped = cast(list[str], d.pop("unmapped"))

        status_url = d.pop("status_url")

        code = d.pop("code", UNSET)

        detail = d.pop("detail", UNSET)

        repeated = d.pop("repeated", UNSET)

        created_at = d.pop("created_at", UNSET)

        updated_at = d.pop("updated_at", UNSET)

        ended_at = d.pop("ended_at", UNSET)

        import_ = cls(
            import_id=import_id,
            source=source,
            state=state,
            bytes_=bytes_,
            part=part,
            rows=rows,
            sent=sent,
            imported=imported,
            duplicate=duplicate,
            rejected=rejected,
            dead=dead,
            open_=open_,
            remarks=remarks,
            columns=columns,
            unmapped=unmapped,
            status_url=status_url,
            code=code,
            detail=detail,
            repeated=repeated,
            created_at=created_at,
            updated_at=updated_at,
            ended_at=ended_at,
        )

        return import_

"""fault:B7: a process without memory is in trouble, not the record that it has in hand."""

from collections.abc import Sequence
from typing import Any

import fastavro
import pytest
from leadcore import codec
from leadcore.codec import Codec
from leadcore.contracts import IdentifiedPacket, Topic
from leadcore.message import Delivery, Message
from leadcore.pipeline import Tools, process
from leadcore.stage import Stage, Subject

HERE = Delivery(Message(Topic.LEADS_RAW, 0, 7, 1_700_000_000_000, None, b"{}", ()), internal=False)


def _stage(error: Exception) -> Stage[Any, Any]:
    async def handle(_records: Sequence[Any]) -> Sequence[Any]:
        raise error

    return Stage(
        unit="ingest.normalise",
        sources=(Topic.LEADS_RAW,),
        sink=Topic.LEADS_IDENTIFIED,
        retry=Topic.LEADS_INGEST_NORMALISE_RETRY,
        handle=handle,
        opens=False,
        subject=lambda _delivery: Subject("s-1", source="proof"),
    )


TOOLS = Tools(Codec(), lambda: 1_700_000_001_000, lambda _topic: 4)


async def test_no_record_is_rejected_because_memory_is_out() -> None:
    with pytest.raises(MemoryError):
        await process(_stage(MemoryError()), [HERE, HERE], TOOLS)


async def test_any_other_error_costs_its_record() -> None:
    processed = await process(_stage(KeyError("no such")), [HERE], TOOLS)
    assert processed.counts["failure", "bug"] == 1


def test_bytes_are_not_undecodable_because_memory_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_memory(*_arguments: Any) -> Any:
        raise MemoryError

    record = IdentifiedPacket(index=(), leads=(b"one",))
    framed = Codec().encode(record).value
    assert Codec().decode(IdentifiedPacket, framed) == record
    monkeypatch.setattr(fastavro, "schemaless_reader", without_memory)
    monkeypatch.setattr(codec, "_readers", without_memory)
    with pytest.raises(MemoryError):
        Codec().decode(IdentifiedPacket, framed)

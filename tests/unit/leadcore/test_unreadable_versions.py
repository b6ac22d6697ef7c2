"""What cannot be read is accounted for by its headers: also that it was a later version, and ended no submission."""

from collections.abc import Sequence
from typing import Any

import pytest
from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Outcome, Topic
from leadcore.message import Delivery, Message
from leadcore.pipeline import Tools, process
from leadcore.stage import Stage

CODEC = Codec()


async def nothing(_records: Sequence[Any]) -> Sequence[Any]:
    return []


STAGE: Stage[Any, Any] = Stage(
    unit="scorer",
    sources=(Topic.LEADS_ENRICHED,),
    sink=Topic.LEADS_SCORED,
    retry=Topic.LEADS_SCORER_RETRY,
    handle=nothing,
)


@pytest.mark.parametrize(
    ("ce_id", "version", "outcomes"),
    [(b"s-1/1/0", 1, ["dead"]), (b"s-1/2/0", 2, []), (b"s-1", 0, ["dead"]), (b"s-1/x/0", 0, ["dead"])],
)
async def test_the_letter_of_a_later_version_has_no_outcome_beside_it(
    ce_id: bytes, version: int, outcomes: list[str]
) -> None:
    """Rule C: the submission was routed with version 1, and ends once."""
    headers = (("ce_id", ce_id), ("lead-submission-id", b"s-1"), ("lead-tenant", b"main"))
    message = Message(Topic.LEADS_ENRICHED, 0, 0, 1_700_000_000_000, b"s-1", b"no record", headers)
    processed = await process(STAGE, [Delivery(message)], Tools(CODEC, lambda: 1, lambda _topic: 4))
    found = [CODEC.decode(DeadLetter, each.value) for each in processed.writes if each.topic == Topic.LEADS_DEAD]
    assert [each.version for each in found if isinstance(each, DeadLetter)] == [version]
    told = [CODEC.decode(Outcome, each.value) for each in processed.writes if each.topic == Topic.LEADS_OUTCOMES]
    assert [each.outcome for each in told if isinstance(each, Outcome)] == outcomes

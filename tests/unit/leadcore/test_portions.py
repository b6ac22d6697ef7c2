"""A stage with portions is asked for a few records at a time, and what it wants written is what it always wanted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.failures import PortUnavailable, Refused
from leadcore.message import Delivery, Message
from leadcore.pipeline import Tools, process
from leadcore.stage import RetryLimits, Stage
from leadcore.testing.builders import a_lead
from leadcore.verdict import Defer, Drop, Emit, Reject, Verdict

CODEC = Codec()
TOOLS = Tools(CODEC, lambda: 1_700_000_001_000, lambda _topic: 4, lambda: 0)
VERDICTS = (Emit, lambda _: Drop(None), lambda _: Defer(Refused("later")), lambda _: Reject(Refused("never")))


def deliveries(count: int) -> list[Delivery]:
    """Leads of as many ids; the third has bytes that nobody can read."""
    leads = [replace(a_lead(), admission=replace(a_lead().admission, lead_id=f"l-{at}")) for at in range(count)]
    values = [b"no avro" if at == 2 else CODEC.encode(lead).value for at, lead in enumerate(leads)]
    return [Delivery(Message(Topic.LEADS_VALIDATED, 0, at, 1, b"k", value)) for at, value in enumerate(values)]


class Watched:
    """Emits, drops, defers and rejects in turns; remembers how many it was asked about at a time."""

    def __init__(self, fails_at: int = -1) -> None:
        self.asked: list[int] = []
        self._fails_at = fails_at

    async def handle(self, records: Sequence[Any]) -> Sequence[Verdict[Any]]:
        """A verdict by the lead's id."""
        self.asked.append(len(records))
        if len(self.asked) - 1 == self._fails_at:
            raise PortUnavailable("redis")
        return [VERDICTS[int(each.admission.lead_id[2:]) % 4](each) for each in records]

    def stage(self, portion: int) -> Stage[Any, Any]:
        """A stage that leads pass as they are."""
        return Stage(
            unit="enricher",
            sources=(Topic.LEADS_VALIDATED,),
            sink=Topic.LEADS_OVERFLOW,
            retry=Topic.LEADS_ENRICHER_RETRY,
            handle=self.handle,
            retries=RetryLimits(),
            portion=portion,
        )


@pytest.mark.parametrize(("portion", "asked"), [(4, [3, 4, 2]), (1, [1, 1, *[1] * 7]), (10, [9]), (0, [9])])
async def test_a_batch_is_handled_portion_by_portion(portion: int, asked: list[int]) -> None:
    """Nine of the ten can be read."""
    watched, whole = Watched(), Watched()
    found = await process(watched.stage(portion), deliveries(10), TOOLS)
    same = await process(whole.stage(0), deliveries(10), TOOLS)
    assert watched.asked == asked
    assert found.counts == same.counts
    for topic in {write.topic for write in same.writes}:
        of_topic = [write for write in found.writes if write.topic == topic]
        if topic not in {Topic.LEADS_DEAD, Topic.LEADS_OUTCOMES}:
            assert of_topic == [write for write in same.writes if write.topic == topic], "in the same order"
        assert sorted(map(repr, of_topic)) == sorted(repr(each) for each in same.writes if each.topic == topic)


async def test_nothing_of_a_batch_is_written_where_a_dependency_goes_away_in_its_middle() -> None:
    """The batch comes again as a whole."""
    with pytest.raises(PortUnavailable):
        await process(Watched(fails_at=1).stage(4), deliveries(10), TOOLS)


async def test_an_empty_batch_asks_nobody() -> None:
    watched = Watched()
    assert (await process(watched.stage(4), [], TOOLS)).writes == []
    assert watched.asked == []

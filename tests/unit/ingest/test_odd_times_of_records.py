"""reliability §3.2: whatever time the broker or the sender's clock gave a record, it ends once and is accounted for."""

from dataclasses import replace
from pathlib import Path

import pytest
from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Submission, Topic
from leadcore.message import Delivery, Message, wire_bytes
from leadcore.pipeline import Tools, process
from leadcore.vault import PlainVault
from leadcore.workspace import load

WORKSPACE = load(Path(__file__).parents[3] / "workspace")
CODEC = Codec()
NOW = 1_764_000_000_000
ODD = {
    "none": -1,
    "the epoch": 0,
    "past its retention": NOW - 400 * 86_400_000,
    "next year": NOW + 365 * 86_400_000,
    "the year 9999": 253_402_300_799_999,
    "past the year 9999": 253_402_300_800_000,
    "the largest there is": 2**63 - 1,
    "the smallest there is": -(2**63),
}
SUBMISSION = Submission(
    submission_id="018f0000-0000-7000-8000-000000000001",
    tenant="main",
    source="web-form",
    accepted_at=NOW,
    payload=b'{"email":"ada@northwind.example"}',
)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("whose", ["broker", "sender", "both"])
async def test_an_odd_time_costs_nobody_a_lead(whose: str, name: str) -> None:
    tools = Normaliser(WORKSPACE, PlainVault(), Pepper(1, b"x" * 24), CODEC, lambda: NOW, "test", "cluster")
    broker = ODD[name] if whose != "sender" else NOW
    accepted = ODD[name] if whose != "broker" else NOW
    value = CODEC.encode(replace(SUBMISSION, accepted_at=accepted)).value
    message = Message(Topic.LEADS_RAW, 0, 0, broker, b"k", value, ())
    stage = normalise.build(tools)
    processed = await process(stage, [Delivery(message, internal=False)], Tools(CODEC, lambda: NOW, lambda _topic: 4))
    [write] = [each for each in processed.writes if each.topic == Topic.LEADS_IDENTIFIED]
    assert wire_bytes(write) <= TOPICS[write.topic].max_message_bytes
    assert processed.counts["verdict", "emit"] == 1
    assert not processed.counts["failure", "bug"]

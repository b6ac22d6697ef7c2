"""DESIGN 1.5: what waits for a broker that is away has a bound well below the gateway's memory."""

import time

import pytest
from gateway.adapters.kafka_log import QUEUE_KIB, KafkaSubmissionLog, Patience
from leadcore.codec import Codec
from leadcore.contracts import Submission
from leadcore.failures import PortUnavailable

LEAD_KIB = 256


async def test_what_no_queue_can_hold_is_refused_at_once() -> None:
    lead = Submission(submission_id="s", tenant="main", source="proof", accepted_at=1, payload=b"x" * LEAD_KIB * 1024)
    log = KafkaSubmissionLog("127.0.0.1:9", Codec(), Patience(each_s=30, silent_s=30))
    began = time.monotonic()
    with pytest.raises(PortUnavailable, match="producer-queue-full"):
        await log.append([lead] * (2 * QUEUE_KIB // LEAD_KIB))
    assert time.monotonic() - began < 20, "nobody waits for what was refused"

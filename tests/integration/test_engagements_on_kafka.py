"""I2: what a webhook says of a known lead stands on `leads.engagement`, by its lead, once the sender is answered."""

import time

import pytest
from confluent_kafka import Consumer, TopicPartition
from gateway.adapters.kafka_log import KafkaSubmissionLog, Patience
from lab.stack import Running
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Engagement, Topic
from leadcore.failures import PortUnavailable

from lab import topics

pytestmark = pytest.mark.slow
DEADLINE_S = 60.0
TENANT = "engagements"
"""The broker is shared with other tests."""


def engagement(name: str, lead: str) -> Engagement:
    return Engagement(engagement_id=name, tenant=TENANT, lead_id=lead, kind="open", at=1_777_885_964_000, source="mail")


def read(servers: str, count: int) -> list[tuple[bytes | None, Engagement]]:
    consumer = Consumer({"bootstrap.servers": servers, "group.id": "t", "enable.auto.commit": False})
    partitions = range(TOPICS[Topic.LEADS_ENGAGEMENT].partitions_local)
    consumer.assign([TopicPartition(Topic.LEADS_ENGAGEMENT.value, each, 0) for each in partitions])
    found: list[tuple[bytes | None, Engagement]] = []
    end = time.monotonic() + DEADLINE_S
    try:
        while len(found) < count and time.monotonic() < end:
            for message in consumer.consume(100, 0.5):
                record = Codec().decode(Engagement, message.value())
                assert isinstance(record, Engagement)
                found += [(message.key(), record)] if record.tenant == TENANT else []
    finally:
        consumer.close()
    return found


async def test_what_is_acknowledged_stands_on_the_topic(kafka: Running) -> None:
    topics.ensure(kafka.address)
    told = [engagement(f"e-{number}", f"lead-{number % 2}") for number in range(20)]
    async with KafkaSubmissionLog(kafka.address, Codec()) as log:
        await log.report(told)
        await log.report([])
    found = read(kafka.address, len(told))
    assert sorted(record.engagement_id for _, record in found) == sorted(each.engagement_id for each in told)
    assert all(key == record.lead_id.encode() for key, record in found)


async def test_what_is_not_acknowledged_is_said() -> None:
    async with KafkaSubmissionLog("127.0.0.1:9", Codec(), Patience(each_s=2, silent_s=2)) as log:
        with pytest.raises(PortUnavailable):
            await log.report([engagement("e-lost", "lead-1")])

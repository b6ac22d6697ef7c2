"""V4: messages that replays begin with are read from their topics in one pass, also where some are no longer kept."""

import secrets
import time

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic
from console.adapters import kafka_letters
from console.adapters.kafka_letters import KafkaLetterLog
from console.ports import Place
from lab.stack import Running

pytestmark = pytest.mark.slow
COUNT, FORGOTTEN = 4000, 100
VAIN_S = 60.0
"""Whoever waits for a message that there is not waits so long."""


def test_what_is_kept_is_found_and_what_is_not_is_left_out(kafka: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_letters, "WAIT_S", VAIN_S)
    name = f"originals-{secrets.token_hex(4)}"
    admin = AdminClient({"bootstrap.servers": kafka.address})
    admin.create_topics([NewTopic(name, 2, 1)])[name].result(60)
    producer = Producer({"bootstrap.servers": kafka.address})
    for number in range(COUNT):
        for partition in (0, 1):
            producer.produce(name, b"%d/%d" % (partition, number), b"k", partition, headers=[("n", b"%d" % number)])
        producer.poll(0)
    assert producer.flush(60) == 0
    admin.delete_records([TopicPartition(name, 0, FORGOTTEN)])[TopicPartition(name, 0)].result(60)
    kept = [(0, FORGOTTEN), *((0, at) for at in range(150, 190)), (0, 3000), (0, COUNT - 1), (1, 0), (1, 7)]
    gone = [(0, 5), (0, 6), (0, FORGOTTEN - 1), (1, COUNT), (1, COUNT + 5000)]
    began = time.monotonic()
    found = KafkaLetterLog(kafka.address).originals([Place(name, *where) for where in gone + kept])
    assert {(place.partition, place.offset) for place in found} == set(kept)
    for place, message in found.items():
        assert (message.topic, message.partition, message.offset) == (name, place.partition, place.offset)
        assert message.value == b"%d/%d" % (place.partition, place.offset)
        assert message.header("n") == str(place.offset)
    assert time.monotonic() - began < VAIN_S, "nothing was waited for in vain"
    assert KafkaLetterLog(kafka.address).originals([]) == {}

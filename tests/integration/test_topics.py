"""P1: topics are made as schemas/topics.yaml says, and a second time changes nothing."""

import contextlib

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic
from lab.stack import Home, Running
from lab.stack import kafka as kafka_server
from lab.stack.testing import temporary_home
from leadcore.contracts import TOPICS, Topic

from lab import topics

pytestmark = pytest.mark.slow


def test_topics_are_made_once_as_the_contracts_say(kafka: Running) -> None:
    topics.ensure(kafka.address)
    assert topics.ensure(kafka.address) == []
    admin = AdminClient({"bootstrap.servers": kafka.address})
    settings = topics.settings_of(admin, Topic.LEADS_RAW)
    assert settings["message.timestamp.type"] == "LogAppendTime"
    assert settings["retention.ms"] == str(TOPICS[Topic.LEADS_RAW].retention_ms)
    assert topics.settings_of(admin, Topic.LEADS_ASSIGNMENTS)["cleanup.policy"] == "compact"


def test_a_final_partition_count_is_refused_in_words() -> None:
    with temporary_home() as home:
        assert isinstance(home, Home)
        running = kafka_server.start(home)
        try:
            admin = AdminClient({"bootstrap.servers": running.address})
            asked = admin.create_topics([NewTopic(Topic.LEADS_IDENTIFIED.value, 7, 1)], operation_timeout=60)
            with contextlib.suppress(KafkaException):  # asked again after a late answer, it is there; the plan says so
                asked[Topic.LEADS_IDENTIFIED.value].result(90)
            changes = topics.plan(admin, "local", [Topic.LEADS_IDENTIFIED])
            with pytest.raises(ValueError, match=r"leads\.identified: 7 partitions, 4 wanted"):
                topics.apply(admin, changes)
        finally:
            running.stop()

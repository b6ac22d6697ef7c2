"""control:S9, fault:H1: who sends or reads slowly is closed in 15 s, unless an operator says otherwise."""

from gateway.routes.bodies import BODY_S
from gateway.settings import Settings
from leadcore import settings
from leadcore.runtime.web_connections import Deadlines

SLOW_S = 15.0
LEAST = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "WORKSPACE_DIR": "workspace"}


def test_by_default_a_slow_client_is_closed_within_fifteen_seconds() -> None:
    read = settings.load(Settings, LEAST)
    assert 0 < read.head_s <= SLOW_S
    by_default = Deadlines()
    assert 0 < by_default.head_s <= SLOW_S
    assert 0 < by_default.read_s <= SLOW_S
    assert 0 < BODY_S <= SLOW_S, "and whoever then sends on does so at a pace"

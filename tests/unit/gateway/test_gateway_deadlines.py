"""control:S9, fault:H1: who sends or reads slowly is closed in 15 s, unless an operator says otherwise."""

from gateway.routes.bodies import BODY_S
from gateway.settings import Settings
from leadcore import settings
from leadcore.runtime.web_connections import LOOK_S, Deadlines

SLOW_S = 15.0
LEAST = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "WORKSPACE_DIR": "workspace"}


def test_by_default_a_slow_client_is_closed_within_fifteen_seconds() -> None:
    """Head and body together, each to its last moment; that a head has begun and is late, two looks may tell."""
    read = settings.load(Settings, LEAST)
    by_default = Deadlines()
    assert min(read.head_s, by_default.head_s, by_default.read_s, BODY_S) > 0
    assert max(read.head_s, by_default.head_s) + 2 * LOOK_S + BODY_S <= SLOW_S, "who then sends on does so at a pace"
    assert by_default.read_s <= SLOW_S

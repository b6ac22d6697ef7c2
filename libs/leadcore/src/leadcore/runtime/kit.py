"""What `serve` hands to a service's bootstrap, and the settings that every stage service has."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import UNITS, UnitSpec
from leadcore.logs import LEVELS
from leadcore.metrics import Metrics
from leadcore.settings import SettingsError, setting
from leadcore.stage import RetryLimits
from leadcore.workspace.switches import Limits

TRANSACTIONAL = "transactional"
MODES = ("at_least_once", TRANSACTIONAL)
_FOREIGN = UnitSpec(MODES[0], MODES)
"""A unit that is not ours."""
PORTS = 65_535
_SHIPPED = Limits()


@dataclass(frozen=True, slots=True)
class Kit:
    """The process's own: clock, codec, metrics and the version of the code."""

    clock: Clock
    codec: Codec
    metrics: Metrics
    version: str
    cluster_id: str = ""
    """Id of the Kafka cluster; submission ids of upstream records are derived from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerSettings:
    """What every stage service reads; a service's Settings inherits from it."""

    kafka: str = setting("KAFKA_BOOTSTRAP_SERVERS", about="host:port, comma separated")
    workspace: Path = setting("WORKSPACE_DIR", about="the workspace folder")
    health_host: str = setting("HEALTH_HOST", "127.0.0.1", about="where /healthz, /readyz and /metrics listen")
    health_port: int = setting("HEALTH_PORT", 0, about="0: a free port, which is printed", most=PORTS)
    registry: str = setting("SCHEMA_REGISTRY_URL", "", about="Confluent API; empty: the committed lock file")
    delivery: str = setting(
        "DELIVERY_MODE", "", about="empty: as schemas/topics.yaml says of the unit", of=("", *MODES)
    )
    instance: str = setting("INSTANCE_ID", "", about="stable and its own for each replica; empty: the host's name")
    member: str = setting(
        "GROUP_INSTANCE_ID",
        "",
        about="the replica's place in its group: the same after a restart, which then moves no partition; empty: none",
    )
    batch_records: int = setting("BATCH_RECORDS", 1000, about="most records of a batch", least=1)
    batch_ms: int = setting("BATCH_MS", 40, about="how long leads are gathered where they enter and leave, ms")
    fetch_ms: int = setting("FETCH_MS", 0, about="how long the broker gathers records before it hands any out")
    max_retries: int = setting(
        "MAX_RETRIES", -1, about="how often a record is deferred before it is dead; empty: as the workspace says"
    )
    retry_delay_s: float = setting(
        "RETRY_DELAY", -1.0, about="delay of the unit's retry topic, seconds; empty: as the workspace says"
    )
    processing_s: float = setting(
        "PROCESSING_TIMEOUT", -1.0, about="how long a record may be handled, seconds; empty: as the workspace says"
    )
    shutdown_s: float = setting("SHUTDOWN_TIMEOUT", 20.0, about="deadline of a graceful stop, seconds")
    log_level: str = setting("LOG_LEVEL", "info", about="debug, info, warning or error", of=LEVELS)

    def retries(self, limits: Limits = _SHIPPED) -> RetryLimits:
        """The unit's limits: as the environment says, else the workspace."""
        return RetryLimits(
            max_tries=chosen(self.max_retries, limits.MAX_RETRIES),
            delay_ms=round(chosen(self.retry_delay_s, limits.RETRY_DELAY) * 1000),
            deadline_s=chosen(self.processing_s, limits.PROCESSING_TIMEOUT),
        )


N = TypeVar("N", int, float)


def chosen(environment: N, workspace: N) -> N:
    """A limit: the environment's where it has one."""
    return workspace if environment < 0 else environment


def is_transactional(unit: str, settings: RunnerSettings) -> bool:
    """
    Whether `unit` is to deliver in transactions: as the settings say, else the contract (`schemas/topics.yaml`).

    Raises:
        SettingsError: the settings name a mode that the unit may not be run in.
    """
    spec = UNITS.get(unit, _FOREIGN)
    mode = settings.delivery or spec.delivery
    if mode not in spec.modes:
        raise SettingsError(f"DELIVERY_MODE: {unit} is delivered {' or '.join(spec.modes)} alone")
    return mode == TRANSACTIONAL

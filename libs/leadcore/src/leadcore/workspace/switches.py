"""`switches.yaml`: parts of the pipeline that can be switched off, and how long and how often things are tried."""

from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from leadcore.workspace.decode import Document
from leadcore.workspace.strict_yaml import Node

FILE = "switches.yaml"
OFF = "switched-off"
"""What a decision says where a part would have decided."""

Seconds = Annotated[int, Meta(ge=1, le=86_400)]


@dataclass(frozen=True, slots=True)
class Switches:
    """
    Which parts act. A part that is off lets every lead pass as it is, and the lead's trail says so.

    `enableEnrichment`: companies are looked up. `enableMLScoring`: a model scores beside the rules.
    `enableAutoRouting`: owners are picked; off, every lead goes to the review queue. `enableWebhooks`: webhooks are
    taken.
    """

    enableEnrichment: bool = True  # noqa: N815  the names that users know
    enableMLScoring: bool = True  # noqa: N815
    enableAutoRouting: bool = True  # noqa: N815
    enableWebhooks: bool = True  # noqa: N815


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How long and how often, seconds. An environment variable of the same name stands above each.

    `PROCESSING_TIMEOUT`: one unit's handling of one record. `MAX_RETRIES`: how often a record is deferred before it is
    dead. `RETRY_DELAY`: how long it waits each time. `ENRICHMENT_TIMEOUT`: one lead's answers of all providers.
    `DELIVERY_TIMEOUT`: one batch at a destination.
    """

    PROCESSING_TIMEOUT: Seconds = 300
    MAX_RETRIES: Annotated[int, Meta(ge=1, le=100)] = 3
    RETRY_DELAY: Seconds = 60
    ENRICHMENT_TIMEOUT: Seconds = 30
    DELIVERY_TIMEOUT: Seconds = 60


@dataclass(frozen=True, slots=True)
class SwitchesFile:
    """The whole file."""

    switches: Switches = field(default_factory=Switches)
    limits: Limits = field(default_factory=Limits)


def parse(doc: Document, node: Node) -> SwitchesFile | None:
    """Return the switches and limits, or None with findings."""
    read = doc.read(node, SwitchesFile)
    if read is None:
        return None
    whole = read.limits.PROCESSING_TIMEOUT
    for name in ("ENRICHMENT_TIMEOUT", "DELIVERY_TIMEOUT"):
        if getattr(read.limits, name) > whole:
            doc.refuse(f"limits.{name}", f"is longer than PROCESSING_TIMEOUT ({whole}), which would end it first")
    return read

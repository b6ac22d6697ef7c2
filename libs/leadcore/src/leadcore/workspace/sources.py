"""`sources.yaml`: where submissions come from and what each source is allowed and asked to send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from msgspec import Meta

from leadcore.workspace.decode import Document
from leadcore.workspace.expressions import refusal
from leadcore.workspace.fields import Field, is_target
from leadcore.workspace.findings import did_you_mean
from leadcore.workspace.strict_yaml import Node
from leadcore.workspace.vocabulary import ATTRIBUTE, CANONICAL_KEYS, UNMAPPED, fold
from leadcore.workspace.written import DateOrder, DecimalMark, Written, written

FILE = "sources.yaml"
UPSTREAM = "upstream"
"""The source of a record on `leads.raw` without a `lead-source` header; every workspace has it."""

UNKNOWN = "unknown"
"""What a record is accounted for under that names a source which there is not; no workspace may have it."""

Way = Literal["http", "kafka", "import", "webhook"]
Shape = Literal[
    "json",
    "row",
    "form",
    "hubspot-form",
    "hubspot-contact",
    "salesforce-web-to-lead",
    "facebook-lead",
    "linkedin-lead",
    "google-lead",
    "typeform",
    "calendly",
    "stripe",
    "sendgrid",
    "ses",
    "apify",
]
Scheme = Literal[
    "standard",
    "hmac",
    "token",
    "hubspot",
    "stripe",
    "calendly",
    "slack",
    "typeform",
    "facebook",
    "linkedin",
    "google",
    "sendgrid",
    "sns",
]
HeaderName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{0,64}$", description="letters, digits and -")]
RequiredKey = Literal["event_id", "email", "phone", "company_name", "company_domain", "full_name"]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,62}$", description="lower case letters, digits and -")]

ANY_WAY: frozenset[Shape] = frozenset({"json", "row"})
"""Shapes that are one JSON object, whichever way they come."""

Origin = Annotated[
    str,
    Meta(
        pattern=r"^https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$",
        description="an origin such as https://www.northwind.example: scheme and host in lower case, without a path",
    ),
]

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_.-]{1,256}")


@dataclass(frozen=True, slots=True)
class Quota:
    """
    How many submissions one client may send through one source: a token bucket refilled over the window.

    `over`: what is above it is accepted and waits (`wait`), or, over HTTP, is refused with 429 (`refuse`).
    """

    capacity: Annotated[int, Meta(ge=1)] = 10_000
    window_seconds: Annotated[int, Meta(ge=1, le=31 * 86_400)] = 3_600
    over: Literal["wait", "refuse"] = "wait"


@dataclass(frozen=True, slots=True)
class Dedup:
    """
    What counts as known and what a known person's new submission does.

    `horizon_hours`: how long a sighting is remembered; never under 76, the longest a sender may retry.
    `same_person`: `revise` turns the repeat into a revision of the lead, `ignore` leaves the lead as it is;
    both end as duplicate.
    `phone`: whether a number, where there is no address, tells a person only together with the name (an institution
    only together with its house), or by itself, whoever answers there.
    `plus_tags`: whether ada+fair@ is ada@, or somebody else.
    """

    horizon_hours: Annotated[int, Meta(ge=76, le=24 * 365)] = 76
    same_person: Literal["revise", "ignore"] = "revise"
    phone: Literal["with-name", "alone"] = "with-name"
    plus_tags: Literal["ignored", "kept"] = "ignored"


@dataclass(frozen=True, slots=True)
class Webhook:
    """
    How a source's webhooks are told from anybody's; the secrets are a setting of the gateway.

    `tolerance_seconds`: how far a signed time may be from ours, either way. `header`, `encoding`, `prefix`,
    `timestamp_header`, `id_header`: of the scheme `hmac`; `header` of `token` too. `topics`: SNS topics, by ARN.
    """

    scheme: Scheme = "standard"
    tolerance_seconds: Annotated[int, Meta(ge=1, le=3600)] = 300
    header: HeaderName = ""
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    timestamp_header: HeaderName = ""
    id_header: HeaderName = ""
    topics: tuple[str, ...] = ()


_PLAIN = Webhook()
_ONLY: Mapping[str, tuple[Scheme, ...]] = {
    "header": ("hmac", "token"),
    "encoding": ("hmac",),
    "prefix": ("hmac",),
    "timestamp_header": ("hmac",),
    "id_header": ("hmac",),
    "topics": ("sns",),
}
"""Keys that only some schemes ask."""


@dataclass(frozen=True, slots=True)
class Source:
    """
    One source.

    `require_any`: at least one of these must be usable after normalisation, else the submission is rejected.
    `map`: folded column name to a canonical key, `attributes.<name>` or `unmapped`; a column not named keeps
    its own name. `transform`: folded column name to the CEL expression that its value goes through.
    `origins`: whose pages may send over HTTP from a browser (CORS); empty: none may. `dates`: the order of numbers in
    its dates; `decimals`: the mark before decimals in its amounts. What it does not say and could be read in two ways
    is told and kept as it is.
    """

    ways: Annotated[tuple[Way, ...], Meta(min_length=1)]
    tenant: Name = "main"
    shape: Shape = "json"
    require_any: Annotated[tuple[RequiredKey, ...], Meta(min_length=1)] = ("email", "phone", "company_name")
    dedup: Dedup = field(default_factory=Dedup)
    quota: Quota | None = field(default_factory=Quota)
    map: Mapping[str, str] = field(default_factory=dict)
    transform: Mapping[str, str] = field(default_factory=dict)
    webhook: Webhook = field(default_factory=Webhook)
    description: str = ""
    origins: tuple[Origin, ...] = ()
    dates: DateOrder = ""
    decimals: DecimalMark = ""

    @property
    def written(self) -> Written:
        """How it writes what can be read in two ways."""
        return written(self.dates, self.decimals)


def parse(doc: Document, node: Node, fields: Mapping[str, Field] | None) -> Mapping[str, Source] | None:
    """Return the sources by name with their maps folded, or None with findings."""
    sources = doc.read(node, dict[str, Source])
    if sources is None:
        return None
    if UPSTREAM not in sources:
        doc.refuse(UPSTREAM, "is missing: records on leads.raw without a lead-source header belong to it")
    elif "kafka" not in sources[UPSTREAM].ways:
        doc.refuse(f"{UPSTREAM}.ways", "must have kafka")
    if UNKNOWN in sources:
        doc.refuse(UNKNOWN, "is reserved: records that name no source of this file are accounted for under it")
    return {name: _check(doc, name, source, fields) for name, source in sources.items()}


def _check(doc: Document, name: str, source: Source, fields: Mapping[str, Field] | None) -> Source:
    if not _NAME.fullmatch(name):
        doc.refuse(name, "must be lower case letters, digits and -, beginning with a letter")
    for key in ("ways", "require_any", "origins"):
        values = getattr(source, key)
        if len(set(values)) < len(values):
            doc.refuse(f"{name}.{key}", "names one thing twice")
    _check_ways(doc, name, source)
    _check_webhook(doc, f"{name}.webhook", source.webhook)
    return replace(
        source,
        map=_folded(doc, f"{name}.map", source.map, fields),
        transform=_transforms(doc, f"{name}.transform", source.transform),
    )


def _check_ways(doc: Document, name: str, source: Source) -> None:
    if source.shape not in ANY_WAY and source.ways != ("webhook",):
        doc.refuse(f"{name}.ways", f"must be [webhook] alone: the shape {source.shape} is a webhook's")
    if source.webhook != Webhook() and "webhook" not in source.ways:
        doc.refuse(f"{name}.webhook", "has no meaning: webhook is not among the ways")


def _check_webhook(doc: Document, key: str, webhook: Webhook) -> None:
    scheme = webhook.scheme
    if scheme == "hmac" and not webhook.header:
        doc.refuse(f"{key}.header", "is missing: the header that has the signature")
    if scheme == "sns" and not webhook.topics:
        doc.refuse(f"{key}.topics", "is missing: anybody's topic would be believed")
    for name, schemes in _ONLY.items():
        if getattr(webhook, name) != getattr(_PLAIN, name) and scheme not in schemes:
            doc.refuse(f"{key}.{name}", f"has no meaning for the scheme {scheme}")
    for at, topic in enumerate(webhook.topics):
        if not _TOPIC.fullmatch(topic):
            doc.refuse(f"{key}.topics.{at}", "must be an ARN, such as arn:aws:sns:eu-west-1:123456789012:ses-events")


def _transforms(doc: Document, key: str, expressions: Mapping[str, str]) -> Mapping[str, str]:
    """Return the expressions by folded column name; two columns may not fold together."""
    folded: dict[str, str] = {}
    for column, text in expressions.items():
        at = f"{key}.{column}"
        if reason := refusal(text):
            doc.refuse(at, reason)
        if fold(column) in folded:
            doc.refuse(at, "is the same column as another one but for case, spaces and hyphens")
        folded[fold(column)] = text
    return folded


def _folded(
    doc: Document, key: str, columns: Mapping[str, str], fields: Mapping[str, Field] | None
) -> Mapping[str, str]:
    """Return the map by folded column name; two columns may not fold together nor fill one key."""
    targets = (*CANONICAL_KEYS, UNMAPPED, *(ATTRIBUTE + name for name in fields or ()))
    folded: dict[str, str] = {}
    for column, target in columns.items():
        at = f"{key}.{column}"
        if not is_target(target, (*CANONICAL_KEYS, UNMAPPED), fields):
            doc.refuse(
                at,
                f"goes to {target}, which is no key nor a declared attribute{did_you_mean(target, targets)}",
            )
        elif target != UNMAPPED and target in folded.values():
            doc.refuse(at, f"goes to {target}, which another column already fills")
        if fold(column) in folded:
            doc.refuse(at, "is the same column as another one but for case, spaces and hyphens")
        folded[fold(column)] = target
    return folded

"""Generated from `schemas/` by `make contracts`; do not edit."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """Every topic of schemas/topics.yaml."""

    LEADS_RAW = "leads.raw"
    """Submissions as they come in, live."""
    LEADS_BULK = "leads.bulk"
    """Submissions of imports and backfills, read at a pace."""
    LEADS_IDENTIFIED = "leads.identified"
    """Packets of normalised leads of one identity partition, not yet admitted. Internal."""
    INGEST_ADMIT_SIGHTINGS_CHANGELOG = "ingest.admit-sightings-changelog"
    """State of admission, sightings by identity key. Internal to Faust."""
    INGEST_ADMIT_QUOTAS_CHANGELOG = "ingest.admit-quotas-changelog"
    """State of admission, token buckets by client, source and partition. Internal to Faust."""
    LEADS_VALIDATED = "leads.validated"
    """Admitted leads, version 1."""
    LEADS_OVERFLOW = "leads.overflow"
    """Admitted leads over quota or from imports, read at a pace."""
    LEADS_REVISIONS = "leads.revisions"
    """Requested changes of leads."""
    LEADS_ENRICHED = "leads.enriched"
    """Leads with what is known about them."""
    LEADS_SCORED = "leads.scored"
    """Leads with their score."""
    LEADS_ASSIGNMENTS = "leads.assignments"
    """Who got a lead in which routing round."""
    LEADS_ROUTED = "leads.routed"
    """Leads with their owner. Outsiders may read it."""
    LEADS_OUTCOMES = "leads.outcomes"
    """How each submission ended."""
    LEADS_DELIVERED = "leads.delivered"
    """What destinations answered."""
    LEADS_ENGAGEMENT = "leads.engagement"
    """Opens, clicks, replies, visits, meetings, conversions, stage changes. Nobody reads them yet."""
    LEADS_DEAD = "leads.dead"
    """Rejected messages with their failure and their bytes."""
    LEADS_INGEST_NORMALISE_RETRY = "leads.ingest.normalise.retry"
    """Deferred messages of ingest.normalise."""
    LEADS_INGEST_ADMIT_RETRY = "leads.ingest.admit.retry"
    """Deferred messages of ingest.admit."""
    LEADS_ENRICHER_RETRY = "leads.enricher.retry"
    """Deferred messages of the enricher."""
    LEADS_REVISER_RETRY = "leads.reviser.retry"
    """Deferred messages of the reviser."""
    LEADS_SCORER_RETRY = "leads.scorer.retry"
    """Deferred messages of the scorer."""
    LEADS_ROUTER_RETRY = "leads.router.retry"
    """Deferred messages of the router."""
    LEADS_CRM_SYNC_POSTGRES_RETRY = "leads.crm-sync.postgres.retry"
    """Deferred messages of crm-sync.postgres."""
    LEADS_CRM_SYNC_HUBSPOT_RETRY = "leads.crm-sync.hubspot.retry"
    """Deferred messages of crm-sync.hubspot."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """How a topic is made, and what is on it."""

    record: str
    """Record name, `any` (Submission or plain JSON), `same` (as the message that waits) or `raw`."""
    key: str
    """Path of the key inside the record, parts joined by `/`; `-` for none; `same` as the message that waits."""
    partition_by: str
    """Path of the value the partition is chosen by, where it is not the key."""
    partitions_local: int
    partitions_production: int
    co_partitioned: bool
    """Shares one final partition count with the other co-partitioned topics."""
    cleanup: str
    retention_ms: int
    timestamp: str
    """`log-append` or `create`."""
    max_message_bytes: int
    producers: tuple[str, ...]
    consumers: tuple[str, ...]


TOPICS: dict[Topic, TopicSpec] = {
    Topic.LEADS_RAW: TopicSpec('any', 'submission_id', '', 4, 32, False, 'delete', 604800000, 'log-append', 1048576, ('gateway', 'collector', 'upstream'), ('ingest.normalise', 'crm-sync.postgres')),
    Topic.LEADS_BULK: TopicSpec('any', 'submission_id', '', 4, 32, False, 'delete', 604800000, 'log-append', 1048576, ('gateway', 'collector'), ('ingest.normalise', 'crm-sync.postgres')),
    Topic.LEADS_IDENTIFIED: TopicSpec('IdentifiedPacket', '-', '', 4, 32, True, 'delete', 604800000, 'create', 1048576, ('ingest.normalise',), ('ingest.admit',)),
    Topic.INGEST_ADMIT_SIGHTINGS_CHANGELOG: TopicSpec('raw', 'identity_key', '', 4, 32, True, 'compact,delete', 604800000, 'create', 1048576, ('ingest.admit',), ('ingest.admit',)),
    Topic.INGEST_ADMIT_QUOTAS_CHANGELOG: TopicSpec('raw', 'client', '', 4, 32, True, 'compact,delete', 604800000, 'create', 1048576, ('ingest.admit',), ('ingest.admit',)),
    Topic.LEADS_VALIDATED: TopicSpec('Lead', 'admission.lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('ingest.admit',), ('enricher',)),
    Topic.LEADS_OVERFLOW: TopicSpec('Lead', 'admission.lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('ingest.admit',), ('enricher',)),
    Topic.LEADS_REVISIONS: TopicSpec('Revision', 'lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('ingest.admit',), ('reviser',)),
    Topic.LEADS_ENRICHED: TopicSpec('EnrichedLead', 'admission.lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('enricher', 'reviser'), ('scorer',)),
    Topic.LEADS_SCORED: TopicSpec('ScoredLead', 'admission.lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('scorer',), ('router',)),
    Topic.LEADS_ASSIGNMENTS: TopicSpec('Assignment', 'lead_id/routing_round', 'lead_id', 4, 32, False, 'compact', 604800000, 'create', 1048576, ('router',), ('router',)),
    Topic.LEADS_ROUTED: TopicSpec('RoutedLead', 'admission.lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('router',), ('crm-sync.postgres', 'crm-sync.hubspot')),
    Topic.LEADS_OUTCOMES: TopicSpec('Outcome', 'submission_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('ingest.normalise', 'ingest.admit', 'enricher', 'scorer', 'router', 'console'), ('crm-sync.postgres', 'gateway')),
    Topic.LEADS_DELIVERED: TopicSpec('Receipt', 'lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('crm-sync.postgres', 'crm-sync.hubspot'), ('crm-sync.postgres',)),
    Topic.LEADS_ENGAGEMENT: TopicSpec('Engagement', 'lead_id', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('gateway',), ()),
    Topic.LEADS_DEAD: TopicSpec('DeadLetter', 'same', '', 4, 32, False, 'delete', 2592000000, 'create', 2097152, ('ingest.normalise', 'ingest.admit', 'enricher', 'reviser', 'scorer', 'router', 'crm-sync.postgres', 'crm-sync.hubspot'), ('crm-sync.postgres',)),
    Topic.LEADS_INGEST_NORMALISE_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('ingest.normalise',), ('ingest.normalise',)),
    Topic.LEADS_INGEST_ADMIT_RETRY: TopicSpec('same', 'same', '', 4, 32, True, 'delete', 604800000, 'create', 1048576, ('ingest.admit',), ('ingest.admit',)),
    Topic.LEADS_ENRICHER_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('enricher',), ('enricher',)),
    Topic.LEADS_REVISER_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('reviser',), ('reviser',)),
    Topic.LEADS_SCORER_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('scorer',), ('scorer',)),
    Topic.LEADS_ROUTER_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('router',), ('router',)),
    Topic.LEADS_CRM_SYNC_POSTGRES_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('crm-sync.postgres',), ('crm-sync.postgres',)),
    Topic.LEADS_CRM_SYNC_HUBSPOT_RETRY: TopicSpec('same', 'same', '', 4, 32, False, 'delete', 604800000, 'create', 1048576, ('crm-sync.hubspot',), ('crm-sync.hubspot',)),
}


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """How a unit delivers what it makes of a batch."""

    delivery: str
    """Its mode unless DELIVERY_MODE says otherwise: `at_least_once` or `transactional`."""
    modes: tuple[str, ...]
    """Those it may be run in."""


UNITS: dict[str, UnitSpec] = {
    "ingest.normalise": UnitSpec('at_least_once', ('at_least_once',)),
    "ingest.admit": UnitSpec('at_least_once', ('at_least_once',)),
    "enricher": UnitSpec('at_least_once', ('at_least_once', 'transactional')),
    "reviser": UnitSpec('at_least_once', ('at_least_once',)),
    "scorer": UnitSpec('at_least_once', ('at_least_once', 'transactional')),
    "router": UnitSpec('at_least_once', ('at_least_once', 'transactional')),
    "crm-sync.postgres": UnitSpec('at_least_once', ('at_least_once',)),
    "crm-sync.hubspot": UnitSpec('at_least_once', ('at_least_once',)),
}

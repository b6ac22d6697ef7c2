"""
Which submission a message on `leads.raw` or `leads.bulk` is, read from its first bytes: the one answer that every
unit which reads these topics must give, or the accounts do not balance.

An Avro Submission brings its own id, if that is one; whatever else there is, readable or not, is the record of an
upstream, and its id follows from where it stands. The first answer stays: what can be read only after it waited,
because its schema was not known before, ends under the id that it was accounted for from the beginning.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from leadcore import ids, message
from leadcore.codec import Codec
from leadcore.contracts import Submission
from leadcore.failures import Undecodable
from leadcore.intake import sanitise
from leadcore.message import Delivery
from leadcore.stage import Subject

UPSTREAM = "upstream"
"""The source of a record that names none."""
UNKNOWN = "unknown"
"""The source that a record is accounted for under which names one that there is not: a stranger's word makes no
account. No workspace may have a source of that name."""
MAX_ID_CHARS = 200
"""A longer id is not believed: ids are keys of tables and indexes."""


def subject_reader(
    codec: Codec, cluster_id: str, tenant_of: Callable[[str], str | None]
) -> Callable[[Delivery], Subject]:
    """
    A function that says who a message of `leads.raw` or `leads.bulk` is about; give it to `Stage.subject`.

    Args:
        codec: knows the schemas of framed Submissions.
        cluster_id: id of the Kafka cluster.
        tenant_of: the tenant to which the workspace gives a source, None where it has no such source; headers and
            records merely claim one.
    """

    def read(delivery: Delivery) -> Subject:
        subject = as_it_reads(delivery)
        return replace(subject, submission_id=delivery.promised) if is_id(delivery.promised) else subject

    def as_it_reads(delivery: Delivery) -> Subject:
        head = codec.head(Submission, delivery.message.value, until="line")
        if isinstance(head, Undecodable):
            return _upstream(delivery, cluster_id, tenant_of)
        tenant, source = _belongs(head["source"], tenant_of)
        subject = Subject(
            submission_id=head["submission_id"],
            tenant=tenant,
            source=source,
            client=_key(head["client"]),
            event_id=event_id_of(head["event_id"]),
            operation_id=_key(head["operation_id"]),
            line=head["line"],
            accepted_at=head["accepted_at"],
            appended_at=delivery.message.timestamp,
            attempt=delivery.attempt,
        )
        return (
            subject if is_id(subject.submission_id) else replace(subject, submission_id=_derived(delivery, cluster_id))
        )

    return read


def is_id(text: str) -> bool:
    """Whether `text` can be a key: 1 to 200 printable characters without surrogates."""
    return 0 < len(text) <= MAX_ID_CHARS and text.isprintable()


def event_id_of(text: str) -> str:
    """The sender's own id as it is kept: one too long to be a key is kept as its digest."""
    cleaned = sanitise.token(text)
    if len(cleaned) <= MAX_ID_CHARS:
        return cleaned
    return f"sha256:{hashlib.sha256(cleaned.encode()).hexdigest()}"


def _key(text: str) -> str:
    return text if is_id(text) else ""


def _upstream(delivery: Delivery, cluster_id: str, tenant_of: Callable[[str], str | None]) -> Subject:
    tenant, source = _belongs(delivery.message.header(message.SOURCE), tenant_of)
    return Subject(
        submission_id=_derived(delivery, cluster_id),
        tenant=tenant,
        source=source,
        accepted_at=delivery.message.timestamp,
        appended_at=delivery.message.timestamp,
        attempt=delivery.attempt,
    )


def _belongs(claimed: str, tenant_of: Callable[[str], str | None]) -> tuple[str, str]:
    """The tenant and the source that a record is accounted for under."""
    source = claimed if is_id(claimed) else UPSTREAM
    tenant = tenant_of(source)
    return ("main", UNKNOWN) if tenant is None else (tenant, source)


def _derived(delivery: Delivery, cluster_id: str) -> str:
    stands = delivery.message
    return ids.submission_id_at(cluster_id, stands.topic, stands.partition, stands.offset)

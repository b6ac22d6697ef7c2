"""From messages to the records in them, and from a unit's emissions to messages. Pure."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any

from leadcore import accounts, message
from leadcore.codec import UNKNOWN_SCHEMA_ID, Codec, Encoded, origin_of
from leadcore.contracts import (
    TOPICS,
    Admission,
    DeadLetter,
    Identified,
    IdentifiedIndex,
    IdentifiedPacket,
    Origin,
    Topic,
    records,
)
from leadcore.failures import PortUnavailable, Undecodable
from leadcore.frozen import dataclass
from leadcore.ids import partition_of
from leadcore.message import Delivery, Headers, Message, Write
from leadcore.stage import Arrival, Subject

_KEPT = frozenset({message.TRACEPARENT, message.NOTED})
PACKET_LEADS = 256
PACKET_BYTES = 512 * 1024
LENGTHS = 100
"""Characters of a header with the lengths of all sections, at most."""
FIRST = "0"
"""The highest attempt of a packet's leads where none was replayed: its index names them then as their origins do."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What `ingest.admit` emits: a lead's bytes as they came, and the section it adds."""

    arrival: Arrival
    admission: Admission


class Item:
    """
    One record of a delivery. `part`: its place in the message.

    Args:
        tell: says who the record is about; asked when somebody wants to know, and once. Most records pass without.
        explained: whether the record is whole, not without its explanations.
        named: as much of it as headers name, where that is known without asking.
    """

    __slots__ = ("_headers", "_named", "_subject", "_tell", "_trace", "delivery", "explained", "part", "record")

    def __init__(
        self,
        delivery: Delivery,
        part: int,
        record: Any,
        tell: Callable[[], Subject],
        *,
        explained: bool = True,
        named: Subject | None = None,
    ) -> None:
        self.delivery, self.part, self.record, self.explained = delivery, part, record, explained
        self._tell = tell
        self._named = named
        self._subject: Subject | None = None
        self._trace: Headers | None = None
        self._headers: Headers | None = None

    @property
    def named(self) -> Subject:
        """Who the record is about, as far as headers name it: submission, tenant, source, lead, version, attempt."""
        return self._named or self.subject

    @property
    def subject(self) -> Subject:
        """Who the record is about."""
        if self._subject is None:
            self._subject = self._tell()
        return self._subject

    @property
    def trace(self) -> Headers:
        """The trace that goes on with whatever is written because of the record."""
        if self._trace is None:
            self._trace = message.trace_of(self.delivery.message.headers)
        return self._trace

    @property
    def headers(self) -> Headers:
        """What the headers of messages about it say of `named`."""
        if self._headers is None:
            self._headers = _subject_headers(self.named)
        return self._headers


@dataclass(frozen=True, slots=True)
class Emission:
    """A record that is to be written."""

    topic: Topic
    record: Any
    subject: Subject | None = None
    """Who it is about; None: whom `item` is about."""
    headers: Headers = ()
    item: Item | None = None
    """The record that it came of, and may extend by a section."""


def opened(
    delivery: Delivery,
    codec: Codec,
    subject: Callable[[Delivery], Subject] | None,
    *,
    as_they_are: bool = False,
    explained: bool = True,
) -> list[Item] | Undecodable:
    """
    The records of `delivery`, or why it has none; `as_they_are`: the delivery itself, whatever its topic; not
    `explained`: without what explains earlier sections, where nothing has to be written anew from the record.

    Raises:
        PortUnavailable: a schema id is unknown and the registry does not answer, or does not know it either: on a
            topic of ours the writer is newer than this reader, which waits to be replaced.
    """
    try:
        record = TOPICS[Topic(delivery.message.topic)].record
    except ValueError:
        return Undecodable("unknown-topic")
    if record == "any" and not as_they_are and delivery.message.has(message.UNREADABLE):
        return Undecodable("header-name-is-no-text")
    if record == "any" or as_they_are:
        return [Item(delivery, 0, delivery, partial(subject, delivery) if subject else Subject)]
    value = delivery.message.value
    explained = explained or not value or not codec.is_current(record, value)
    decoded = codec.decode(_record_type(record), value, explained=explained)
    if isinstance(decoded, Undecodable):
        if decoded.reason == UNKNOWN_SCHEMA_ID:
            raise PortUnavailable("schema-registry", UNKNOWN_SCHEMA_ID)
        return decoded
    if not isinstance(decoded, IdentifiedPacket):
        return [Item(delivery, 0, decoded, partial(subject_in, decoded, delivery), explained=explained)]
    if len(decoded.index) != len(decoded.leads):
        return Undecodable("packet-index-and-leads-differ")
    bodies = _of_today(decoded, codec)
    if isinstance(bodies, Undecodable):
        return bodies
    today = codec.current_id("Identified")
    arrivals = (Arrival(index, body, today) for index, body in zip(decoded.index, bodies, strict=True))
    attempt = delivery.attempt
    first = not attempt and delivery.message.header(message.ATTEMPTS) == FIRST
    return [
        Item(
            delivery,
            part,
            arrival,
            partial(_subject_of_arrival, arrival, attempt),
            named=_first_of(arrival.index) if first else None,
        )
        for part, arrival in enumerate(arrivals)
    ]


def _of_today(packet: IdentifiedPacket, codec: Codec) -> Sequence[bytes] | Undecodable:
    """
    The leads of a packet, in the schema that this code writes: a section is appended to their bytes.

    Raises:
        PortUnavailable: as `opened`.
    """
    if packet.schema_id == codec.current_id("Identified"):
        return packet.leads
    bodies = []
    for body in packet.leads:
        lead = codec.decode_inner(Identified, body, packet.schema_id)
        if isinstance(lead, Undecodable):
            return lead
        bodies.append(codec.body(codec.encode(lead).value))
    return bodies


def replayable(item: Item, codec: Codec) -> bytes | None:
    """The bytes that replay this record alone."""
    if isinstance(item.record, Arrival):
        arrival = item.record
        packet = IdentifiedPacket(index=(arrival.index,), leads=(arrival.body,), schema_id=arrival.schema_id)
        return codec.encode(packet).value
    return item.delivery.message.value


def subject_in(record: Any, delivery: Delivery) -> Subject:
    """Who a decoded record is about, from its own fields."""
    origin = getattr(record, "origin", None)
    if isinstance(origin, Origin):
        admission = getattr(record, "admission", None)
        lead_id, version = (admission.lead_id, admission.version) if admission else ("", 0)
        return accounts.subject_of(origin, lead_id=lead_id, version=version, attempt=delivery.attempt)
    return Subject(
        submission_id=getattr(record, "submission_id", ""),
        tenant=getattr(record, "tenant", "main"),
        source=getattr(record, "source", ""),
        attempt=delivery.attempt,
        lead_id=getattr(record, "lead_id", ""),
        version=getattr(record, "version", 0),
    )


def packed(emissions: Sequence[Emission], codec: Codec, partitions: Callable[[Topic], int], unit: str) -> list[Write]:
    """The messages that carry `emissions`, in order; identified leads share packets by identity partition."""
    writes = []
    identified: dict[int, list[Identified]] = {}
    for emission in emissions:
        if isinstance(emission.record, Identified):
            key = emission.record.identity.identity_key.encode()
            identified.setdefault(partition_of(key, partitions(emission.topic)), []).append(emission.record)
        else:
            writes.append(_write(emission, codec, partitions, unit))
    for partition, leads in identified.items():
        writes += [_packet(chunk, partition, codec, unit) for chunk in _chunks(leads, codec)]
    return writes


def _write(emission: Emission, codec: Codec, partitions: Callable[[Topic], int], unit: str) -> Write:
    topic, record, headers = emission.topic, emission.record, emission.headers
    kind = _kind(topic, "Lead" if isinstance(record, Admitted) else type(record).__name__, unit)
    encoded = _encoded(emission, codec)
    key = kind.key(record) if kind.key else dict(headers).get("key")
    partition = partition_of(kind.partition_by(record), partitions(topic)) if kind.partition_by else None
    kept = tuple([pair for pair in headers if pair[0] in _KEPT]) if headers else ()
    told = kept + kind.headers + _about(emission)
    if encoded.sections:
        told += ((message.SECTIONS, ",".join(map(str, encoded.sections)).encode()),)
    if isinstance(record, DeadLetter):
        told += accounts.letter_headers(record)
    return Write(topic, key, encoded.value, told, partition)


def _about(emission: Emission) -> Headers:
    """Who a message is about: the record that asked for it, unless that was no submission's: then the lead itself."""
    if emission.subject is None and emission.item is not None and emission.item.named.submission_id:
        return emission.item.headers
    subject = emission.subject or (emission.item.named if emission.item else Subject())
    origin = getattr(emission.record, "origin", None)
    if not subject.submission_id and isinstance(origin, Origin):
        told = emission.record.admission
        subject = accounts.subject_of(origin, lead_id=told.lead_id, version=told.version, attempt=subject.attempt)
    return _subject_headers(subject)


def _encoded(emission: Emission, codec: Codec) -> Encoded:
    """A lead keeps the bytes it came with: they are not written again for the section that is added."""
    record, item = emission.record, emission.item
    if isinstance(record, Admitted):
        return codec.appended("Lead", record.arrival.body, record.admission)
    value = item.delivery.message.value if item else None
    extended = codec.extended(record, item.record, value) if item and value else None
    if item is None or extended is None:
        if item and not item.explained and isinstance(getattr(record, "origin", None), Origin):
            raise ValueError("a stage that reads no explanations changed a section of an earlier one")
        return codec.encode(record)
    lengths = _lengths(item.delivery.message)
    whole, last = extended.sections
    return Encoded(extended.value, (*lengths, last) if sum(lengths) == whole else extended.sections)


def _lengths(came: Message) -> tuple[int, ...]:
    """Lengths of the sections a message came with, as its header has them; empty where it has none."""
    told = came.header(message.SECTIONS)
    lengths = told.split(",")
    return tuple(map(int, lengths)) if len(told) < LENGTHS and all(map(str.isdecimal, lengths)) else ()


def _subject_headers(subject: Subject) -> Headers:
    attempt = str(subject.attempt)
    return (
        ("ce_id", _ascii(f"{subject.submission_id or subject.lead_id}/{subject.version}/{attempt}")),
        (message.SUBMISSION_ID, _ascii(subject.submission_id)),
        (message.TENANT, _ascii(subject.tenant)),
        (message.SOURCE, _ascii(subject.source)),
        (message.ATTEMPT, attempt.encode()),
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is the same for every record of one type that a unit writes to one topic."""

    headers: Headers
    key: Callable[[Any], bytes] | None
    """None: it comes with the emission."""
    partition_by: Callable[[Any], bytes] | None
    """None: the key."""


@cache
def _kind(topic: Topic, name: str, unit: str) -> _Kind:
    spec = TOPICS[topic]
    headers = (
        ("ce_specversion", b"1.0"),
        ("ce_type", _ascii(f"leadstream.{name}")),
        ("ce_source", _ascii(f"/leadstream/{unit}")),
        ("content-type", b"application/avro"),
    )
    key = None if spec.key == "same" else _text_at(spec.key)
    return _Kind(headers, key, _text_at(spec.partition_by) if spec.partition_by else None)


def _ascii(text: str) -> bytes:
    return text.encode("ascii", "replace")


def _text_at(path: str) -> Callable[[Any], bytes]:
    """What a record holds at `path`, as bytes; several parts are joined by a slash."""
    get = attrgetter(*path.split("/"))
    if "/" in path:
        return lambda record: "/".join(map(str, get(record))).encode()
    return lambda record: str(get(record)).encode()


def _packet(leads: Sequence["_Packed"], partition: int, codec: Codec, unit: str) -> Write:
    packet = IdentifiedPacket(
        index=tuple(each.index for each in leads),
        leads=tuple(each.body for each in leads),
        schema_id=codec.current_id("Identified"),
    )
    encoded = codec.encode(packet)
    headers = (
        ("ce_type", b"leadstream.IdentifiedPacket"),
        ("ce_source", f"/leadstream/{unit}".encode()),
        (message.ATTEMPTS, str(max(each.attempt for each in leads)).encode()),
    )
    return Write(Topic.LEADS_IDENTIFIED, None, encoded.value, headers, partition)


@dataclass(frozen=True, slots=True)
class _Packed:
    """One lead of a packet."""

    index: IdentifiedIndex
    body: bytes
    attempt: int


def _chunks(leads: Iterable[Identified], codec: Codec) -> list[list[_Packed]]:
    chunks: list[list[_Packed]] = [[]]
    size = 0
    for lead in leads:
        body = codec.body(codec.encode(lead).value)
        if chunks[-1] and (len(chunks[-1]) == PACKET_LEADS or size + len(body) > PACKET_BYTES):
            chunks.append([])
            size = 0
        chunks[-1].append(_Packed(_index(lead), body, lead.origin.attempt))
        size += len(body)
    return chunks


def _index(lead: Identified) -> IdentifiedIndex:
    origin = lead.origin
    return IdentifiedIndex(
        identity_key=lead.identity.identity_key,
        submission_id=origin.submission_id,
        event_id=origin.event_id,
        source=origin.source,
        client=origin.client,
        tenant=origin.tenant,
        accepted_at=origin.appended_at,
        lane=origin.lane,
    )


def _first_of(index: IdentifiedIndex) -> Subject:
    """As much as headers name of a lead that was never replayed."""
    return Subject(index.submission_id, index.tenant, index.source)


def _subject_of_arrival(arrival: Arrival, attempt: int) -> Subject:
    origin = origin_of(arrival.body)
    if isinstance(origin, Origin):
        return accounts.subject_of(origin, attempt=attempt)
    index = arrival.index
    return Subject(index.submission_id, index.tenant, index.source, index.client, index.event_id, attempt=attempt)


@cache
def _record_type(name: str) -> type[Any]:
    found = getattr(records, name)
    assert isinstance(found, type)
    return found

"""
Where a person must not be, looked through for the canaries of a run: keys and headers of every topic, texts of every
record but the person's own, logs and metrics of every unit, answers to callers, tables that are about no person, Redis.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from leadcore import contracts
from leadcore.codec import Codec
from leadcore.contracts import TOPICS, Topic
from leadcore.failures import Undecodable
from leadcore.message import Message

from lab.ledger.canaries import Canaries, Trait
from lab.ledger.evidence import Leak
from lab.ledger.places import Cache, Record, Stack, exposition
from lab.ledger.start import Start

COMPANY: frozenset[Trait] = frozenset({"company"})
"""A company is no person: records and tables of leads name it."""

Found = Iterable[tuple[str, Counter[Trait]]]


@dataclass(frozen=True, slots=True)
class Said:
    """What a run made the stack say: the messages on every topic, and the answers to its callers."""

    messages: Sequence[Message]
    answers: Sequence[str] = ()


def leaks(stack: Stack, start: Start, said: Said, canaries: Canaries) -> list[Leak]:
    """Every place of the stack that holds a canary and must not."""
    found: Counter[str] = Counter()
    for place, traits in _everywhere(stack, start, said, canaries):
        for trait, number in traits.items():
            found[f"{place}: {trait}"] += number
    return [Leak(place, number) for place, number in sorted(found.items())]


def _everywhere(stack: Stack, start: Start, said: Said, canaries: Canaries) -> Found:
    yield from in_topics(said.messages, canaries)
    for file in stack.logs():
        with file.open("rb") as opened:
            opened.seek(start.logs.get(file, 0))
            yield f"log {file.name}", canaries.in_(opened.read())
    for answer in said.answers:
        yield "an answer to a caller", canaries.in_(answer.encode())
    for unit, url in stack.units.items():
        yield f"metrics of {unit}", canaries.in_(exposition(url).encode())
    if stack.postgres:
        yield from _in_tables(Record(stack.postgres), canaries)
    if stack.redis:
        for key, value in Cache(stack.redis).everything():
            yield "a key in Redis", canaries.in_(key)
            yield "a value in Redis", canaries.in_(value)


def in_topics(messages: Iterable[Message], canaries: Canaries) -> Found:
    """What keys, headers and texts of records hold."""
    codec = Codec()
    for message in messages:
        # One look at all of them: almost never is there more to say.
        if canaries.in_(b"\0".join([message.key or b"", *(value or b"" for _, value in message.headers)])):
            yield f"key on {message.topic}", canaries.in_(message.key or b"")
            for name, value in message.headers:
                yield f"header {name} on {message.topic}", canaries.in_(value or b"")
        but = COMPANY if TOPICS[Topic(message.topic)].record in _OF_LEADS else ()
        yield f"text on {message.topic}", canaries.in_(_texts(codec, message), but)


def _texts(codec: Codec, message: Message) -> bytes:
    """
    What a record says openly.

    Bytes are left out of it (in JSON they stand in base 64): they are a sealed person, or a message as it came.
    """
    kind = TOPICS[Topic(message.topic)].record
    if kind in _AS_SENT or message.value is None:
        return b""
    if kind == "raw":
        return message.value
    record = codec.decode(getattr(contracts, kind), message.value)
    return message.value if isinstance(record, Undecodable) else msgspec.json.encode(record)


_AS_SENT = frozenset({"any", "same"})
"""Records of topics that hold what was sent, and of those where it waits to be read again."""


_OF_LEADS = frozenset({"IdentifiedPacket", "Lead", "EnrichedLead", "ScoredLead", "RoutedLead", "Revision"})


def _in_tables(record: Record, canaries: Canaries) -> Iterator[tuple[str, Counter[Trait]]]:
    for table, (question, but) in _TABLES.items():
        asked = f"select text from ({question}) as said where text like any($1)"  # noqa: S608  constants alone
        for row in record.fetch(asked, canaries.likes()):
            yield f"table {table}", canaries.in_(row["text"].encode(), but)


_TABLES: Mapping[str, tuple[str, Collection[Trait]]] = {
    "pipeline_errors": (
        "select lower((to_jsonb(t) - array['key', 'value', 'headers'])::text) as text from pipeline.pipeline_errors t",
        (),
    ),
    "claims": (
        "select lower((to_jsonb(t) - 'receipt')::text || coalesce(encode(receipt, 'escape'), '')) as text"
        " from pipeline.claims t",
        (),
    ),
    "receipts": ("select lower(to_jsonb(t)::text) as text from pipeline.receipts t", ()),
    "submissions": ("select lower(to_jsonb(t)::text) as text from pipeline.submissions t", ()),
    "lead_revisions": ("select lower(to_jsonb(t)::text) as text from pipeline.lead_revisions t", ()),
    "lead_scores": ("select lower(to_jsonb(t)::text) as text from pipeline.lead_scores t", ()),
    "leads": ("select lower(to_jsonb(t)::text) as text from pipeline.leads t", COMPANY),
    "lead_versions": ("select lower((to_jsonb(t) - 'bytes')::text) as text from pipeline.lead_versions t", COMPANY),
    "organizations": ("select lower(to_jsonb(t)::text) as text from pipeline.organizations t", COMPANY),
}
"""By table that is about no person: what its rows say openly, and which traits they may have."""

"""What stands on the topics: every committed message of a run, decoded into evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from leadcore.codec import Codec
from leadcore.contracts import DeadLetter, Outcome, Person, Receipt, RoutedLead, Submission, Topic
from leadcore.failures import Undecodable
from leadcore.message import Message, delivered
from leadcore.submissions import subject_reader
from leadcore.vault import PlainVault

from lab.ledger.due import Lead
from lab.ledger.evidence import Delivered, Ended, Evidence, Letter, Routed
from lab.ledger.places import Log
from lab.ledger.plan import TAG, numbered, tag_of
from lab.ledger.tracers import read_of

T = TypeVar("T")
_VAULT = PlainVault()
RAW = (Topic.LEADS_RAW.value, Topic.LEADS_BULK.value)
SOURCE_OF = "ce_source"
LETTER_FIELDS = ("dead_letter_id", "unit", "code", "topic", "appended_at", "first_failed_at", "last_failed_at", "tries")
LETTER_TELLS = {
    "lead-dead-original-topic": "topic",
    "lead-dead-original-partition": "partition",
    "lead-dead-original-offset": "offset",
    "lead-dead-original-timestamp": "appended_at",
    "lead-dead-stage": "unit",
    "lead-dead-error-type": "code",
    "lead-dead-attempts": "tries",
    "lead-dead-first-failed-ms": "first_failed_at",
    "lead-dead-last-failed-ms": "last_failed_at",
    "lead-dead-service-version": "code_version",
    "lead-dead-replays": "attempt",
}
"""What each header of a dead letter says, by the field that says it too. Written out: a name that changed is found."""
LETTER_HEADERS = ("ce_id", "ce_type", "ce_source", "lead-submission-id", "lead-tenant", "lead-attempt")


class Standing:
    """What stands on the topics, decoded."""

    def __init__(self, log: Log, messages: Sequence[Message], run: str) -> None:
        self._codec = Codec()
        self._by_topic: defaultdict[str, list[Message]] = defaultdict(list)
        for each in messages:
            self._by_topic[each.topic].append(each)
        self.cluster = log.cluster_id()
        self.numbers: dict[int, str] = {}
        """Submission id by request, of those that stand on the raw log."""
        self.strangers: set[str] = set()
        self._read_raw(run)
        self.leads = [self._opened(message, each) for message, each in self._of(Topic.LEADS_ROUTED, RoutedLead)]
        self.receipts = [each for _, each in self._of(Topic.LEADS_DELIVERED, Receipt)]
        self.letters = list(self._of(Topic.LEADS_DEAD, DeadLetter))

    def evidence(self) -> Evidence:
        """What the topics alone tell."""
        return Evidence(
            strangers=frozenset(self.strangers),
            outcomes=tuple(_ended(each) for _, each in self._of(Topic.LEADS_OUTCOMES, Outcome)),
            routed=tuple(map(_routed, self.leads)),
            letters=tuple(_letter(message, each) for message, each in self.letters),
            delivered=tuple(
                Delivered(each.destination, each.lead_id, each.version, each.result) for each in self.receipts
            ),
        )

    def on(self, topic: Topic) -> Sequence[Message]:
        """The messages of one topic."""
        return self._by_topic[topic.value]

    def _of(self, topic: Topic, kind: type[T]) -> Iterable[tuple[Message, T]]:
        for message in self._by_topic[topic.value]:
            record = self._codec.decode(kind, message.value)
            if isinstance(record, kind):
                yield message, record

    def _opened(self, message: Message, lead: RoutedLead) -> Lead:
        person = _VAULT.open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
        assert isinstance(person, Person), person
        return Lead(lead, person, message.value or b"")

    def _read_raw(self, run: str) -> None:
        subject = subject_reader(self._codec, self.cluster, lambda _source: "main")
        for topic in RAW:
            for message in self._by_topic[topic]:
                name = subject(delivered(message, Topic.LEADS_INGEST_NORMALISE_RETRY)).submission_id
                number = numbered(self._tag(message), run)
                if number is None:
                    self.strangers.add(name)
                else:
                    self.numbers[number] = name

    def _tag(self, message: Message) -> str:
        if tag := message.header(TAG):
            return tag
        record = self._codec.decode(Submission, message.value)
        return tag_of(message.value if isinstance(record, Undecodable) else record.payload)


def _ended(each: Outcome) -> Ended:
    return Ended(each.submission_id, each.outcome, each.outcome_id, each.attempt, each.lead_id, each.unit, each.code)


def _routed(lead: Lead) -> Routed:
    name, routing = lead.routed.origin.submission_id, lead.routed.routing
    return Routed(lead.lead_id, name, lead.version, routing.owner, routing.routing_round, read_of(lead.person))


def _letter(message: Message, each: DeadLetter) -> Letter:
    lacks = [name for name in LETTER_FIELDS if not getattr(each, name)]
    lacks += [name for name in LETTER_HEADERS if not header_of(message, name)]
    lacks += [name for name, said in LETTER_TELLS.items() if not _tells(message, name, getattr(each, said))]
    lacks += [] if "reason" in each.parameters else ["reason"]
    return Letter(each.dead_letter_id, each.submission_id, each.unit, each.code, each.lead_id, tuple(lacks))


def _tells(message: Message, name: str, said: str | int) -> bool:
    """Whether the message has one header of that name, and it says what the record says."""
    told = [value for key, value in message.headers if key == name]
    return told == [str(said).encode()] and said != ""


def header_of(message: Message, name: str) -> bytes:
    """The value of a header; empty where it is absent or null."""
    return next((value or b"" for key, value in message.headers if key == name), b"")

"""
What a proof sends, in order: the mix of submissions that live traffic has, each with what must become of it. Pure.

Equal count, seed and ways give equal requests. Every payload that is a document carries the request's tag, which
nobody maps and everybody keeps: so a request is found again on `leads.raw` even where its answer never came.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import orjson

from lab.generator import NOW, Mix, generate
from lab.generator.dice import Dice
from lab.ledger.bodies import planted, planted_invalid, respelt, value_of
from lab.ledger.canaries import Canaries

Way = Literal["http", "kafka", "hang-up"]
"""hang-up: by HTTP, and gone as soon as the body is sent."""
Kind = Literal["new", "same-event", "same-person", "invalid", "update", "undecodable", "too-large"]

MIX: Final[tuple[tuple[Kind, float], ...]] = (
    ("new", 0.88),
    ("same-event", 0.05),
    ("same-person", 0.02),
    ("invalid", 0.02),
    ("update", 0.02),
    ("undecodable", 0.01),
)
WAYS: Final[tuple[Way, ...]] = ("http", "kafka")
TAG: Final = "proof_request"
"""Key of a payload, and header of a record, that names the request it belongs to."""
ENDS: Final[Mapping[Kind, frozenset[str]]] = {
    "new": frozenset({"routed", "duplicate"}),
    "same-event": frozenset({"routed", "duplicate"}),
    "same-person": frozenset({"routed", "duplicate"}),
    "update": frozenset({"routed", "duplicate"}),
    "invalid": frozenset({"rejected"}),
    "undecodable": frozenset({"dead"}),
    "too-large": frozenset({"dead"}),
}
"""The outcomes that a kind may have. Which one of a group is routed depends on the order of arrival."""

_BROKEN: Final[tuple[bytes, ...]] = (
    b"",
    b"hello? ada{canary}@nowhere.example",
    b"\x01\x3b\x9a\xca\x00",
    b"\x00\x00\x00\x00\x00",
    b"\x00\x00\x00\x00\x07abc",
    b'{"email": "cut-off{canary}@nowhere.example',
    b'{"full_name": "\\ud800 ref{canary}"}',
    b"\xff" * 24,
    b'{"a":' + b"[" * 5_000,
)
WHOLE = 4
"""Of every so many new leads one is changed whole: its name, phone and company are canaries too."""
_REACH = 400
"""How far back a repeat reaches: near enough that both may be in flight at once."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `group` numbers the person it is about, from 1; 0: of nobody."""

    number: int
    way: Way
    kind: Kind
    group: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What to send.

    `run` names it among all runs of a stack: its leads' addresses and event ids share nothing with those of another
    seed. `kinds`: shares of the kinds, summing to 1.
    """

    count: int
    seed: int
    ways: Sequence[Way] = WAYS
    kinds: tuple[tuple[Kind, float], ...] = MIX
    given: tuple[Request, ...] = ()
    """Where there are any, these are what is sent, instead of the mix."""

    @classmethod
    def of(cls, seed: int, asked: Sequence[tuple[Way, Kind, int, bytes | Mapping[str, object]]]) -> "Plan":
        """
        A plan of requests of your own: way, kind, group, and the payload; a document is given its tag.

        `{canary}` in a value of a document becomes what the oracle looks for where no person belongs.
        """
        plan = cls(len(asked), seed)
        made = (
            Request(number, way, kind, group, payload if isinstance(payload, bytes) else _tagged(plan, number, payload))
            for number, (way, kind, group, payload) in enumerate(asked)
        )
        return replace(plan, given=tuple(made))

    @property
    def run(self) -> str:
        """The name of the run, as tags carry it."""
        return f"proof-{self.seed}"

    @property
    def canary(self) -> str:
        """What stands in every address and message of the run and nowhere else, in small letters."""
        [spelling] = self.canaries.spellings["address"]
        return spelling

    @property
    def canaries(self) -> Canaries:
        """The words that stand for the run's people."""
        return Canaries.of(next(generate(1, self.seed)).event_id.partition("-")[0], self.seed)

    def requests(self) -> Iterator[Request]:
        """All requests, in the order in which they are sent."""
        return iter(self.given) if self.given else _Writer(self).all()


def tag_of(payload: bytes | None) -> str:
    """The tag in a payload; empty where it is not a document of a proof."""
    if not payload or TAG.encode() not in payload:
        return ""
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return ""
    return str(document.get(TAG, "")) if isinstance(document, dict) else ""


def numbered(tag: str, run: str) -> int | None:
    """The number of the request with this tag; None where it is none of `run`."""
    name, _, number = tag.rpartition("/")
    return int(number) if name == run and number.isdecimal() else None


def _tagged(plan: Plan, number: int, document: Mapping[str, object]) -> bytes:
    body = {
        key: value.replace("{canary}", plan.canary) if isinstance(value, str) else value
        for key, value in document.items()
    }
    return orjson.dumps({**body, TAG: f"{plan.run}/{number}"})


class _Writer:
    """Writes one plan's requests."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._dice = Dice("proof", plan.seed)
        self._new = generate(plan.count, plan.seed, now=NOW, mix=Mix(duplicates=0, invalid=0))
        self._invalid = generate(plan.count, plan.seed + 1_000_000_007, now=NOW, mix=Mix(duplicates=0, invalid=1))
        self._canaries = plan.canaries
        self._sent: list[tuple[int, dict[str, object]]] = []

    def all(self) -> Iterator[Request]:
        for number in range(self._plan.count):
            kind: Kind = self._dice.weighted(self._plan.kinds)  # type: ignore[assignment]
            if kind in {"same-event", "same-person", "update"} and not self._sent:
                kind = "new"
            yield self._request(number, kind)

    def _request(self, number: int, kind: Kind) -> Request:
        way = self._dice.pick(self._plan.ways)
        if kind == "undecodable":
            broken = self._dice.pick(_BROKEN).replace(b"{canary}", self._plan.canary.encode())
            return Request(number, "kafka", kind, 0, broken)
        group, body = self._body(number, kind)
        return Request(number, way, kind, group, orjson.dumps({**body, TAG: f"{self._plan.run}/{number}"}))

    def _body(self, number: int, kind: Kind) -> tuple[int, dict[str, object]]:
        if kind == "new":
            made = next(self._new)
            body = respelt(orjson.loads(made.body), message=f"Please call back, ref-{_canary(made.event_id)}")
            body = planted(body, self._canaries, whole=number % WHOLE == 0)
            self._sent.append((made.group, body))
            return made.group, body
        if kind == "invalid":
            return 0, planted_invalid(orjson.loads(next(self._invalid).body), self._canaries)
        return self._again(number, kind)

    def _again(self, number: int, kind: Kind) -> tuple[int, dict[str, object]]:
        group, body = self._dice.pick(self._sent[-_REACH:])
        if kind == "same-event" or not _reachable(body):
            return group, body
        changed = {"event_id": f"{value_of(body, 'event_id')}-again-{number}"}
        if kind == "update":
            changed |= {"title": "Chief Revenue Officer", "city": "Lyon"}
        return group, respelt(body, **changed)


def _canary(event_id: str) -> str:
    """The run's own part of its event ids, as addresses have it too."""
    return event_id.replace("-", "")


def _reachable(body: Mapping[str, object]) -> bool:
    """Whether another event of the same person can be told to be theirs."""
    return bool(value_of(body, "email"))

"""
The places that hold a run's outcomes, asked directly: topics with committed reads, PostgreSQL, the CRM emulator,
metrics and logs. Nothing here judges.
"""

import asyncio
import re
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import redis
from confluent_kafka import Consumer, IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from leadcore.contracts import Topic
from leadcore.group_offsets import SETTLING
from leadcore.message import Message, received

from lab.spine import Spine
from lab.stack import Home, state

TIMEOUT_S = 30.0
HUBSPOT_UNIT = "crm-sync.hubspot"
Offsets = Mapping[tuple[str, int], int]
Sample = tuple[str, tuple[tuple[str, str], ...]]
"""A metric's name and its labels, sorted."""


@dataclass(frozen=True, slots=True)
class Stack:
    """What there is to be asked; an empty address: that place is not there. `units`: health base by unit."""

    kafka: str
    postgres: str = field(default="", repr=False)
    hubspot: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    home: Path | None = None
    gateway: str = ""
    api_key: str = field(default="", repr=False)
    workspace: Path | None = None
    redis: str = field(default="", repr=False)

    @classmethod
    def of(cls, spine: Spine) -> "Stack":
        """The whole of a running stack."""
        status = spine.status
        return cls(
            kafka=status["kafka"],
            postgres=status["postgres"],
            hubspot=status["emulators"].get("hubspot", ""),
            units={unit: each["url"] for unit, each in status["services"].items() if not unit.startswith("emulator.")},
            home=spine.home,
            gateway=status["gateway"],
            api_key=status["api_key"],
            workspace=_workspace(spine),
            redis=status["redis"],
        )

    def pids(self) -> Mapping[str, int]:
        """The processes of the units as they are now."""
        found = state.running(Home(self.home)) if self.home else None
        return {unit: each.pid for unit, each in found.units.items()} if found else {}

    def logs(self) -> list[Path]:
        """The log files of its units."""
        return sorted(Home(self.home).logs.glob("*.log")) if self.home else []


def _workspace(spine: Spine) -> Path | None:
    """The workspace folder that the CRM's unit was started with."""
    if HUBSPOT_UNIT not in spine.status["services"]:
        return None
    entries = Path(f"/proc/{spine.pid(HUBSPOT_UNIT)}/environ").read_bytes().split(b"\0")
    found = dict(each.decode().split("=", 1) for each in entries if b"=" in each)
    return Path(found["WORKSPACE_DIR"])


class Log:
    """One cluster's topics."""

    def __init__(self, servers: str) -> None:
        quiet: dict[str, Any] = {"bootstrap.servers": servers, "log_level": 2, "error_cb": lambda _error: None}
        self._servers, self._admin = quiet, AdminClient(quiet)

    def cluster_id(self) -> str:
        """The id of the cluster, from which those of upstream records are derived."""
        return str(self._admin.describe_cluster(request_timeout=TIMEOUT_S).result(TIMEOUT_S).cluster_id)

    def ends(self, *, stable: bool = False) -> dict[tuple[str, int], int]:
        """
        Where each partition of ours ends; `stable`: where the first open transaction begins, if there is one.
        """
        known = self._admin.list_topics(timeout=TIMEOUT_S).topics
        names = [topic.value for topic in Topic if topic.value in known]
        asked = {TopicPartition(name, each): OffsetSpec.latest() for name in names for each in known[name].partitions}  # type: ignore[no-untyped-call]
        level = IsolationLevel.READ_COMMITTED if stable else IsolationLevel.READ_UNCOMMITTED
        end = time.monotonic() + TIMEOUT_S
        while True:
            told = self._admin.list_offsets(asked, isolation_level=level, request_timeout=TIMEOUT_S)
            try:
                return {(at.topic, at.partition): future.result(TIMEOUT_S).offset for at, future in told.items()}
            except KafkaException as error:
                if error.args[0].code() not in SETTLING or time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def open_transactions(self) -> list[str]:
        """Partitions whose last stable offset is not their end."""
        # Ends first: what is appended in between is no transaction that was left open.
        ends = self.ends()
        stable = self.ends(stable=True)
        return sorted(f"{topic}/{part}" for (topic, part), end in ends.items() if stable[topic, part] < end)

    def groups(self) -> set[str]:
        """The consumer groups that there are."""
        found = self._admin.list_consumer_groups(request_timeout=TIMEOUT_S).result(TIMEOUT_S)
        return {each.group_id for each in found.valid}

    @property
    def admin(self) -> AdminClient:
        """For questions of other hands."""
        return self._admin

    def since(self, starts: Offsets, topics: Collection[str] = ()) -> list[Message]:
        """
        Every committed message from `starts` on, of these topics or of all, each partition in its order.

        Raises:
            TimeoutError: the end was not reached in time.
        """
        places = [TopicPartition(t, p, at) for (t, p), at in starts.items() if not topics or t in topics]
        consumer = Consumer(
            {
                **self._servers,
                "group.id": "proof-oracle",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
                "fetch.wait.max.ms": 20,
            }
        )
        try:
            consumer.assign(places)
            return _to_the_end(consumer, {(place.topic, place.partition) for place in places})
        finally:
            consumer.close()


def _to_the_end(consumer: Any, left: set[tuple[str, int]]) -> list[Message]:
    found: list[Message] = []
    deadline = time.monotonic() + 2 * TIMEOUT_S
    while left:
        if time.monotonic() > deadline:
            raise TimeoutError(f"not read to the end: {sorted(left)[:5]}")
        for each in consumer.consume(2000, 0.05):
            if each.error() is None:
                found.append(received(each))
            elif each.error().code() == KafkaError._PARTITION_EOF:
                left.discard((each.topic(), each.partition()))
    return found


class Crm:
    """The CRM emulator's own counts."""

    def __init__(self, url: str) -> None:
        self._url = url

    def counts(self) -> dict[str, Any]:
        """What it counted."""
        return self._get("/_emulator/counts", lead_ids="true")

    def contacts(self, after: int) -> list[dict[str, Any]]:
        """Live contacts with a higher record id than `after`."""
        found: list[dict[str, Any]] = []
        place: Any = after
        while place is not None:
            page = self._get("/_emulator/records", type="contacts", after=str(place), limit="10000")
            found += [each for each in page["results"] if not each["archived"]]
            place = page["next"]
        return found

    def owners(self) -> dict[str, str]:
        """The account's owner ids by address, in small letters."""
        return {each["email"].lower(): each["id"] for each in self._get("/_emulator/owners")["owners"]}

    def _get(self, path: str, **parameters: str) -> dict[str, Any]:
        answer = httpx.get(self._url + path, params=parameters, timeout=TIMEOUT_S, trust_env=False)
        answer.raise_for_status()
        document: dict[str, Any] = answer.json()
        return document


class Record:
    """PostgreSQL, asked from a thread without an event loop."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    def fetch(self, question: str, *arguments: Any) -> list[Any]:
        """The rows that answer."""
        return asyncio.run(self._fetch(question, arguments))

    async def _fetch(self, question: str, arguments: tuple[Any, ...]) -> list[Any]:
        connection = await asyncpg.connect(self._dsn, timeout=TIMEOUT_S)
        try:
            return list(await connection.fetch(question, *arguments))
        finally:
            await connection.close()


class Cache:
    """Redis, every key of it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def everything(self) -> Iterator[tuple[bytes, bytes]]:
        """Each key and what it holds, as text."""
        with redis.Redis.from_url(self._url, socket_timeout=TIMEOUT_S) as client:
            for key in client.scan_iter(count=1000):
                yield key, _value(client, key)


def _value(client: "redis.Redis", key: bytes) -> bytes:
    match client.type(key):
        case b"string":
            found: Any = client.get(key)
        case b"hash":
            found = client.hgetall(key)
        case b"list":
            found = client.lrange(key, 0, -1)
        case b"set":
            found = client.smembers(key)
        case b"zset":
            found = client.zrange(key, 0, -1)
        case b"stream":
            found = client.xrange(key)
        case other:
            assert other == b"none", f"a kind of value that nobody reads yet: {other!r}"
            return b""
    return repr(found).encode()


def exposition(url: str) -> str:
    """The metrics of a unit as it tells them; empty where it does not answer."""
    try:
        return httpx.get(f"{url}/metrics", timeout=TIMEOUT_S, trust_env=False).text
    except httpx.HTTPError:
        return ""


def samples(text: str) -> dict[Sample, float]:
    """The samples of an exposition."""
    found: dict[Sample, float] = {}
    for line in text.splitlines():
        if matched := _SAMPLE.fullmatch(line):
            name, labels, value = matched.groups()
            found[name, tuple(sorted(_LABEL.findall(labels or "")))] = float(value)
    return found


_SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="([^"]*)"')

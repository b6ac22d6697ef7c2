"""
Where live leads spend their time, hop by hop, alone and beside a backfill: `python lab/bench/hops.py BROKERS SECONDS`,
begun beside `leadstream bench lanes` on the same stack.

Reads the topics of the way as they are written for so long, then prints for live leads that came in before the first
lead of the backfill was routed, and for those between its first and last: milliseconds from acceptance to each append.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from confluent_kafka import Consumer, Message, TopicPartition
from lab.bench.figures import late
from leadcore.codec import Codec, origin_of
from leadcore.contracts import Origin, Topic

WAY = (Topic.LEADS_VALIDATED, Topic.LEADS_ENRICHED, Topic.LEADS_SCORED, Topic.LEADS_ROUTED)
HOPS = ("gateway", "normalise and admission", "enricher", "scorer", "router", "all")


def main(brokers: str, seconds: float) -> None:
    """Read, then print."""
    live: dict[str, dict[str, int]] = defaultdict(dict)
    bulk: list[int] = []
    codec = Codec()
    for message in _read(brokers, seconds):
        origin = origin_of(codec.body(message.value() or b""))
        if not isinstance(origin, Origin):
            continue
        topic, at = str(message.topic()), message.timestamp()[1]
        if origin.lane != "bulk":
            came = live[origin.submission_id]
            came |= {"accepted": origin.accepted_at, "appended": origin.appended_at}
            came.setdefault(topic, at)  # later versions come again
        elif topic == Topic.LEADS_ROUTED:
            bulk.append(at)
    first, last = min(bulk, default=sys.maxsize), max(bulk, default=0)
    _tell("alone", [each for each in live.values() if each["accepted"] < first])
    _tell("beside", [each for each in live.values() if first <= each["accepted"] <= last])


def _read(brokers: str, seconds: float) -> Sequence[Message]:
    """What is written meanwhile; decoded afterwards, so that it costs little."""
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "bench-hops",
            "enable.auto.commit": False,
            "fetch.min.bytes": 200_000,
        }
    )
    known = consumer.list_topics(timeout=10).topics
    parts = [TopicPartition(topic, number) for topic in WAY for number in known[topic].partitions]
    for part in parts:
        part.offset = consumer.get_watermark_offsets(part, 10)[1]
    consumer.assign(parts)
    found: list[Message] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found += [message for message in consumer.consume(1_000, 0.5) if message.error() is None]
    consumer.close()
    return found


def _tell(name: str, leads: Sequence[Mapping[str, int]]) -> None:
    times = [[each[step] for step in ("accepted", "appended", *WAY)] for each in leads if set(WAY) <= each.keys()]
    print(f"{name}: {len(times)} leads")
    if not times:
        return
    hops = [[later - earlier for earlier, later in pairwise(each)] + [each[-1] - each[0]] for each in times]
    for hop, taken in zip(HOPS, zip(*hops, strict=True), strict=True):
        print(f"  {hop:24}", *(f"{figure} {value:.0f}" for figure, value in late(taken).items()))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))

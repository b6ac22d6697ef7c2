"""
CPU of `ingest.normalise` per lead, without a broker: `python -O lab/bench/normalise.py [LEADS]`.

Prints one line of JSON. `first_us`: leads never seen before, every value read anew; `again_us`: the same leads once
more, so that caches by domain, number, name and title answer; `encode_us`: the Avro of what was emitted. The collector
is set as a service sets it, and what is made beforehand is taken out of its sight.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from lab.generator.stream import generate
from leadcore.codec import Codec
from leadcore.contracts import Identified, Submission
from leadcore.message import Delivery, Message
from leadcore.runtime.serve import GARBAGE
from leadcore.stage import Stage
from leadcore.vault import PlainVault
from leadcore.verdict import Emit
from leadcore.workspace import load

CODEC = Codec()
NOW = 1_764_000_000_000
BATCH = 500


def main(leads: int) -> None:
    """Measure and print."""
    workspace = load(Path(__file__).parents[2] / "workspace")
    tools = Normaliser(workspace, PlainVault(), Pepper(1, bytes(32)), CODEC, lambda: NOW, "bench", "bench")
    stage = normalise.build(tools)
    _handled(stage, _deliveries(500, seed=1))
    deliveries = _deliveries(leads, seed=2)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    first, _ = _handled(stage, deliveries)
    again, emitted = _handled(stage, deliveries)
    began = time.process_time()
    for each in emitted:
        CODEC.encode(each)
    encode = (time.process_time() - began) / len(emitted) * 1e6
    print(json.dumps({"leads": leads, "first_us": round(first), "again_us": round(again), "encode_us": round(encode)}))


def _deliveries(leads: int, seed: int) -> list[Delivery]:
    found = []
    for offset, each in enumerate(generate(leads, seed=seed)):
        value = each.body
        if each.source != "upstream":
            submission = Submission(
                submission_id=f"s-{offset}", tenant="main", source=each.source, accepted_at=NOW, payload=each.body
            )
            value = CODEC.encode(submission).value
        headers = (("lead-source", each.source.encode()),)
        found.append(Delivery(Message("leads.raw", 0, offset, NOW, b"k", value, headers), internal=False))
    return found


def _handled(stage: Stage[Delivery, Identified], deliveries: Sequence[Delivery]) -> tuple[float, list[Identified]]:
    """CPU per lead, microseconds, and what was emitted."""
    emitted: list[Identified] = []
    began = time.process_time()
    for start in range(0, len(deliveries), BATCH):
        verdicts = asyncio.run(_batch(stage, deliveries[start : start + BATCH]))
        emitted += verdicts
    return (time.process_time() - began) / len(deliveries) * 1e6, emitted


async def _batch(stage: Stage[Delivery, Identified], deliveries: Sequence[Delivery]) -> list[Identified]:
    return [verdict.record for verdict in await stage.handle(deliveries) if isinstance(verdict, Emit)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)

"""What becomes of a submission that the gateway took: it goes through `ingest.normalise`, in memory."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from ingest.domain.identity import Pepper
from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.codec import Codec, decode_body
from leadcore.contracts import Identified, IdentifiedPacket, Outcome, Person, Topic
from leadcore.message import Message, Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.vault import PlainVault
from leadcore.workspace import load


class Reading:
    """The stage that reads submissions, over a workspace."""

    def __init__(self, workspace: Path) -> None:
        self._log = MemoryLog(ManualClock())
        pepper = Pepper(1, b"a pepper of at least 24 bytes")
        self._codec = Codec()
        tools = Normaliser(load(workspace), PlainVault(), pepper, self._codec, self._log.clock, "test", "cluster")
        self._runner = MemoryRunner([normalise.build(tools)], self._log, stopwatch=lambda: 0)
        self._seen: set[tuple[str, int, int]] = set()

    async def end_of(self, message: Message) -> Mapping[str, Any]:
        """`outcome` identified, rejected or dead; of the first all that is known of it, of the others why."""
        self._log.append(Write(Topic.LEADS_RAW, message.key, message.value, message.headers))
        await self._runner.run()
        for packet in self._new(Topic.LEADS_IDENTIFIED):
            lead = decode_body(Identified, self._read(IdentifiedPacket, packet).leads[0])
            assert isinstance(lead, Identified)
            return {"outcome": "identified", **_facts(lead)}
        [outcome] = [self._read(Outcome, each) for each in self._new(Topic.LEADS_OUTCOMES)]
        return {"outcome": outcome.outcome, "code": outcome.code, **outcome.parameters}

    def _new(self, topic: Topic) -> list[Message]:
        found = [each for each in self._log.all(topic) if (topic, each.partition, each.offset) not in self._seen]
        self._seen |= {(topic, each.partition, each.offset) for each in found}
        return found

    def _read(self, kind: type[Any], message: Message) -> Any:
        found = self._codec.decode(kind, message.value)
        assert isinstance(found, kind)
        return found


def _facts(lead: Identified) -> dict[str, Any]:
    person = PlainVault().open(lead.origin.tenant, lead.identity.person, lead.identity.person_key)
    assert isinstance(person, Person)
    return {each.name: getattr(part, each.name) for part in (person, lead.identity) for each in fields(part)}

"""
One unit judged alone: what it was given stands for the requests, and what it passed on counts as routed.

    evidence = alone(stack, start, asked, Topic.LEADS_ENRICHED)  →  rules.judge(evidence)
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import IdentifiedPacket, Topic
from leadcore.message import SUBMISSION_ID, Message

from lab.ledger.canaries import Canaries
from lab.ledger.collect import Given, on_record
from lab.ledger.evidence import Asked, Ended, Evidence
from lab.ledger.places import Log, Stack
from lab.ledger.start import Start


def alone(
    stack: Stack, start: Start, asked: Sequence[Asked], passes_to: Topic, canaries: Canaries | None = None
) -> Evidence:
    """What stands of `asked`, where each record on `passes_to` counts as the outcome `routed` of its submission."""
    evidence = on_record(stack, start, Given(lambda _known: asked, canaries=canaries))
    on_sink = Log(stack.kafka).since(start.offsets, {passes_to.value})
    return replace(evidence, outcomes=(*evidence.outcomes, *map(_passed, _submissions(on_sink))))


def _submissions(messages: Iterable[Message]) -> Iterable[str]:
    for message in messages:
        packet = Codec().decode(IdentifiedPacket, message.value)
        if isinstance(packet, IdentifiedPacket):
            yield from (each.submission_id for each in packet.index)
        else:
            yield message.header(SUBMISSION_ID) or message.header("ce_id")


def _passed(submission_id: str) -> Ended:
    return Ended(submission_id, "routed", ids.outcome_id(submission_id, 0), lead_id=submission_id)

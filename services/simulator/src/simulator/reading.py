"""What ingest would make of one submission, without sending it anywhere."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from ingest.stages import normalise
from ingest.stages.normalise import Normaliser
from leadcore.clock import Clock
from leadcore.codec import Codec
from leadcore.contracts import Identified, Submission, Topic
from leadcore.message import Delivery, Message
from leadcore.problems import FieldError
from leadcore.vault import PlainVault
from leadcore.verdict import Drop, Emit, Reject, Verdict
from leadcore.workspace import Workspace

from simulator.stages import CLUSTER, PEPPER

VERSION = "reading"
Handle: TypeAlias = Callable[[Sequence[Delivery]], Awaitable[Sequence[Verdict[Identified]]]]


def identified(submission: Submission, workspace: Workspace, clock: Clock) -> Identified | list[FieldError]:
    """
    The submission as `ingest.normalise` reads it by `workspace`, or every field at fault with its reason. Its identity
    key is made with a pepper of this function's own: it is no key to compare with.
    """
    codec = Codec()
    stage = normalise.build(Normaliser(workspace, PlainVault(), PEPPER, codec, clock, VERSION, CLUSTER))
    message = Message(Topic.LEADS_RAW, 0, 0, clock(), None, codec.encode(submission).value)
    [verdict] = asyncio.run(_handled(stage.handle, Delivery(message, internal=False)))
    if isinstance(verdict, Emit) and isinstance(verdict.record, Identified):
        return verdict.record
    if isinstance(verdict, Reject):
        return [FieldError(verdict.failure.field, verdict.failure.reason)]
    assert isinstance(verdict, Drop), "what is decoded is not deferred"
    assert verdict.outcome is not None, "a submission has its outcome"
    return _at_fault(verdict.outcome.parameters)


async def _handled(handle: Handle, delivery: Delivery) -> Sequence[Verdict[Identified]]:
    return await handle([delivery])


def _at_fault(told: Mapping[str, str]) -> list[FieldError]:
    several = [each.partition(":") for each in told.get("fields", "").split(",") if each]
    if several:
        return [FieldError(name, reason) for name, _, reason in several]
    return [FieldError(told.get("field", ""), told["reason"])]

"""P3: a stage that asks for leads without their explanations decides as if it had them."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.generator import generate
from leadcore.codec import Codec
from leadcore.contracts import Topic
from leadcore.message import SOURCE, Delivery, Write, delivered
from leadcore.pipeline import Tools, process
from leadcore.runtime.memory import ManualClock, MemoryLog
from leadcore.stage import Stage
from leadcore.vault import PlainVault
from leadcore.workspace import load
from simulator.stages import spine

LEADS = 300
WORKSPACE = Path(__file__).parents[2] / "workspace"
Stages = list[Stage[Any, Any]]


def test_each_stage_writes_the_same_with_and_without_the_explanations_of_earlier_ones() -> None:
    """Two lines of the same stages, so that the router's turns are equal; one of them reads everything."""
    log, lean, whole = MemoryLog(ManualClock()), *(_stages() for _ in range(2))
    tools = Tools(Codec(), log.clock, lambda _: log.partitions, stopwatch=lambda: 0)
    for number, lead in enumerate(generate(LEADS, 7)):
        log.append(Write(Topic.LEADS_RAW, None, lead.body, ((SOURCE, b"proof"),), number % log.partitions))
    asked = []
    for stage, with_all in zip(lean, (replace(stage, explained=True) for stage in whole), strict=True):
        waiting = _waiting(stage, log)
        assert waiting
        writes = _run(stage, waiting, tools)
        assert writes == _run(with_all, waiting, tools)
        asked += [stage.unit] * (not stage.explained)
        for write in writes:
            log.append(write)
    assert asked == ["enricher", "scorer", "router"]


def _stages() -> Stages:
    return spine(load(WORKSPACE), PlainVault(), ManualClock(), "test")


def _waiting(stage: Stage[Any, Any], log: MemoryLog) -> list[Delivery]:
    return [delivered(each, stage.retry) for topic in stage.sources for each in log.all(topic)]


def _run(stage: Stage[Any, Any], waiting: list[Delivery], tools: Tools) -> list[Write]:
    return asyncio.run(process(stage, waiting, tools)).writes

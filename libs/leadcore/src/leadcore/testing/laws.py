"""
The laws that every runner keeps (DESIGN §5), as one suite.

A test module subclasses `RunnerLaws` and gives it a fixture `harness`; pytest finds the rest. Each law starts on an
empty log with a unit of its own.
"""

from collections import Counter
from typing import Any

from leadcore.contracts import DeadLetter, Outcome, Topic
from leadcore.message import Message, Write
from leadcore.stage import RetryLimits
from leadcore.testing.harness import CODEC, Harness, Obedient, Wish

UNIT = "law"


class RunnerLaws:
    """What holds for every runner, whatever carries its messages."""

    async def test_every_record_has_the_effects_of_its_verdict_once(self, harness: Harness) -> None:
        """Emitted, finished or dead: each lead in exactly one place (anchor:P14)."""
        wishes: tuple[Wish, ...] = ("emit", "drop", "emit", "reject", "emit")
        put = {f"lead-{n}": wishes[n % len(wishes)] for n in range(50)}
        obedient = await _run(harness, put)
        await harness.stop()
        assert sorted(obedient.handled) == sorted(put)
        assert await _ids(harness, harness.material.sink) == _wishing(put, "emit")
        told = [(o.outcome, o.submission_id) for o in await _outcomes(harness)]
        assert Counter(id_ for kind, id_ in told if kind == "rejected") == _wishing(put, "drop")
        assert Counter(id_ for kind, id_ in told if kind == "dead") == _wishing(put, "reject")
        assert Counter(letter.submission_id for letter in await _letters(harness)) == _wishing(put, "reject")

    async def test_offsets_move_after_the_writes_are_durable(self, harness: Harness) -> None:
        """P5: at each commit there are at least as many durable writes as offsets passed."""
        await _run(harness, {f"lead-{n}": "emit" for n in range(50)})
        await harness.stop()
        writes = commits = 0
        for action in harness.actions:
            if action.kind == "write":
                writes += action.topic == harness.material.sink
            elif action.topic == harness.material.source:
                commits += 1
                assert action.offset <= writes, f"{action.offset} offsets passed with {writes} writes durable"
        assert commits
        assert writes == 50

    async def test_order_within_a_partition_is_kept(self, harness: Harness) -> None:
        """What goes in in order comes out in order."""
        obedient = Obedient(harness.material, UNIT)
        put = [await harness.produce(harness.material.put(f"lead-{n}", "emit")) for n in range(60)]
        await harness.start(obedient.stage)
        await harness.until(lambda: _passed(harness, obedient, 60))
        await harness.stop()
        where = {f"lead-{n}": (message.partition, message.offset) for n, message in enumerate(put)}
        handled = [where[lead_id] for lead_id in obedient.handled]
        for partition in range(4):
            mine = [offset for at, offset in handled if at == partition]
            assert mine == sorted(mine)

    async def test_a_deferred_record_waits_until_it_is_due(self, harness: Harness) -> None:
        """anchor:P19: the source goes on, the record comes again when its time has come, not before."""
        obedient = await _run(harness, {"slow": "defer", "quick": "emit"}, RetryLimits(max_tries=3, delay_ms=6_000_000))
        assert obedient.handled.count("slow") == 1
        # On a real broker the time between is real, so what is left must be longer than any patience.
        await harness.elapse(5_000_000)
        await _sent_through(harness, obedient, "later")
        assert obedient.handled.count("slow") == 1
        await harness.elapse(1_000_100)
        await harness.until(lambda: _handled(obedient, "slow", 2))
        await harness.stop()
        assert not await _letters(harness)

    async def test_a_record_deferred_past_the_limit_is_dead(self, harness: Harness) -> None:
        """anchor:P19: tries are counted in the record itself, and the limit ends them."""
        obedient = await _run(harness, {"slow": "defer"}, RetryLimits(max_tries=2, delay_ms=30_000))
        for tries in (2, 3):
            await harness.elapse(31_000)
            await harness.until(lambda tries=tries: _handled(obedient, "slow", tries))  # type: ignore[misc]
        await harness.until(lambda: _count(harness, Topic.LEADS_OUTCOMES, 1))
        await harness.stop()
        [letter] = await _letters(harness)
        assert (letter.code, letter.tries, letter.topic) == ("unavailable", 3, harness.material.source)
        assert letter.first_failed_at < letter.last_failed_at
        assert [(o.outcome, o.submission_id) for o in await _outcomes(harness)] == [("dead", "slow")]

    async def test_retry_headers_are_replaced_never_appended(self, harness: Harness) -> None:
        """anchor:P20."""
        obedient = await _run(harness, {"slow": "defer"}, RetryLimits(max_tries=9, delay_ms=30_000))
        for tries in (2, 3):
            await harness.elapse(31_000)
            await harness.until(lambda tries=tries: _handled(obedient, "slow", tries))  # type: ignore[misc]
        await harness.until(lambda: _count(harness, harness.material.retry, 3))
        await harness.stop()
        names = [[name for name, _ in message.headers] for message in await harness.read(harness.material.retry)]
        assert names[0] == names[1] == names[2]
        assert len(set(names[0])) == len(names[0])

    async def test_a_rejection_keeps_bytes_coordinates_and_headers(self, harness: Harness) -> None:
        """anchor:P7: a dead letter is enough to find the message, and to replay it."""
        write = harness.material.put("bad", "reject")
        write = Write(write.topic, write.key, write.value, (("traceparent", b"00-1-2-01"),), write.partition)
        bad = await harness.produce(write)
        await _run(harness, {"good": "emit"}, already=1)
        await harness.stop()
        [letter] = await _letters(harness)
        assert (letter.topic, letter.partition, letter.offset, letter.key) == _coordinates(bad)
        assert letter.value == bad.value
        assert ("traceparent", b"00-1-2-01") in [(header.name, header.value) for header in letter.headers]
        assert (letter.unit, letter.code, letter.field) == (UNIT, "refused", "email")
        [stands] = await harness.read(Topic.LEADS_DEAD)
        told = {name: value for name, value in stands.headers if name.startswith("lead-dead-")}
        assert (told["lead-dead-stage"], told["lead-dead-error-type"]) == (UNIT.encode(), b"refused")
        assert told["lead-dead-original-topic"] == bad.topic.encode()
        assert told["lead-dead-original-offset"] == str(bad.offset).encode()
        [outcome] = await _outcomes(harness)
        assert (outcome.outcome, outcome.submission_id, outcome.code) == ("dead", "bad", "refused")

    async def test_undecodable_bytes_become_a_dead_letter(self, harness: Harness) -> None:
        """anchor:P7: what cannot be read is kept with its coordinates; its neighbours go on."""
        garbage = Write(
            harness.material.source, b"k", b"\x07nonsense", (("lead-submission-id", b"lost-one"),), partition=0
        )
        bad = await harness.produce(garbage)
        await _run(harness, {"good": "emit"}, already=1)
        await harness.stop()
        [letter] = await _letters(harness)
        assert (letter.topic, letter.partition, letter.offset, letter.key) == _coordinates(bad)
        assert (letter.code, letter.value) == ("undecodable", bad.value)
        assert [(o.outcome, o.submission_id) for o in await _outcomes(harness)] == [("dead", "lost-one")]
        assert await _ids(harness, harness.material.sink) == Counter(["good"])

    async def test_a_bug_costs_its_own_record_alone(self, harness: Harness) -> None:
        """An exception that nobody foresaw is one dead letter, and tells no person."""
        put: dict[str, Wish] = {f"lead-{n}": "bug" if n == 7 else "emit" for n in range(20)}
        await _run(harness, put)
        await harness.stop()
        assert await _ids(harness, harness.material.sink) == _wishing(put, "emit")
        [letter] = await _letters(harness)
        assert (letter.code, letter.submission_id) == ("bug", "lead-7")
        assert "ada@" not in repr(letter.parameters)

    async def test_nothing_moves_while_a_dependency_is_away(self, harness: Harness) -> None:
        """P22: the runner waits, tries again, and goes on by itself; no lead pays for it."""
        obedient = Obedient(harness.material, UNIT)
        obedient.away = True
        for n in range(10):
            await harness.produce(harness.material.put(f"lead-{n}", "emit"))
        await harness.start(obedient.stage)
        await harness.until(lambda: _refused(obedient, 3))
        assert await harness.committed(obedient.stage, harness.material.source) == 0
        assert not [action for action in harness.actions if action.kind == "write"]
        obedient.away = False
        await harness.until(lambda: _passed(harness, obedient, 10))
        await harness.stop()
        assert await _ids(harness, harness.material.sink) == Counter(f"lead-{n}" for n in range(10))
        assert not await _letters(harness)

    async def test_death_between_writes_and_commit_repeats_and_loses_nothing(self, harness: Harness) -> None:
        """P5, anchor:P2: the successor starts from what was committed."""
        put = {f"lead-{n}": "emit" for n in range(40)}
        obedient = Obedient(harness.material, UNIT)
        for lead_id in put:
            await harness.produce(harness.material.put(lead_id, "emit"))
        await harness.start(obedient.stage, dies=True)
        await harness.died()
        handled_before = set(obedient.handled)
        assert handled_before, "it died before it had handled anything: the law says nothing"
        await harness.start(obedient.stage)
        await harness.until(lambda: _passed(harness, obedient, 40))
        await harness.stop()
        found = await _ids(harness, harness.material.sink)
        assert set(found) == set(put)
        repeated = {lead_id for lead_id, times in found.items() if times > 1}
        assert repeated <= handled_before
        if harness.transactional:
            assert not repeated

    async def test_a_graceful_stop_commits_what_it_did(self, harness: Harness) -> None:
        """fault:B5: the batch in hand is finished, and the successor repeats nothing."""
        obedient = Obedient(harness.material, UNIT)
        for n in range(30):
            await harness.produce(harness.material.put(f"lead-{n}", "emit"))
        await harness.start(obedient.stage)
        await harness.until(lambda: _some_handled(obedient))
        await harness.stop()
        await harness.start(obedient.stage)
        await harness.until(lambda: _passed(harness, obedient, 30))
        await harness.stop()
        assert Counter(obedient.handled) == Counter(f"lead-{n}" for n in range(30))
        assert await _ids(harness, harness.material.sink) == Counter(f"lead-{n}" for n in range(30))


async def _run(harness: Harness, put: dict[str, Any], retries: RetryLimits | None = None, already: int = 0) -> Obedient:
    """Start a stage on these leads, and let it work until all of them, and `already` others, are committed."""
    obedient = Obedient(harness.material, UNIT, retries)
    for lead_id, wish in put.items():
        await harness.produce(harness.material.put(lead_id, wish))
    await harness.start(obedient.stage)
    await harness.until(lambda: _passed(harness, obedient, len(put) + already))
    return obedient


async def _sent_through(harness: Harness, obedient: Obedient, lead_id: str) -> None:
    await harness.produce(harness.material.put(lead_id, "emit"))
    await harness.until(lambda: _handled(obedient, lead_id, 1))


async def _passed(harness: Harness, obedient: Obedient, messages: int) -> bool:
    return await harness.committed(obedient.stage, harness.material.source) == messages


async def _handled(obedient: Obedient, lead_id: str, times: int) -> bool:
    return obedient.handled.count(lead_id) >= times


async def _some_handled(obedient: Obedient) -> bool:
    return bool(obedient.handled)


async def _refused(obedient: Obedient, times: int) -> bool:
    return obedient.refusals >= times


async def _count(harness: Harness, topic: Topic, number: int) -> bool:
    return len(await harness.read(topic)) >= number


async def _ids(harness: Harness, topic: Topic) -> Counter[str]:
    return Counter(harness.material.lead_id(message) for message in await harness.read(topic))


async def _outcomes(harness: Harness) -> list[Outcome]:
    found = [CODEC.decode(Outcome, message.value) for message in await harness.read(Topic.LEADS_OUTCOMES)]
    return [each for each in found if isinstance(each, Outcome)]


async def _letters(harness: Harness) -> list[DeadLetter]:
    found = [CODEC.decode(DeadLetter, message.value) for message in await harness.read(Topic.LEADS_DEAD)]
    return [each for each in found if isinstance(each, DeadLetter)]


def _wishing(put: dict[str, Any], wish: Wish) -> Counter[str]:
    return Counter(lead_id for lead_id, wished in put.items() if wished == wish)


def _coordinates(message: Message) -> tuple[str, int, int, bytes | None]:
    return message.topic, message.partition, message.offset, message.key

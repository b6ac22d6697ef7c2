"""P1, P5, P6, R2: the stage on the memory runner, with redelivery, later versions and the review queue."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from leadcore import ids
from leadcore.codec import Codec
from leadcore.contracts import Assignment, Outcome, RoutedLead, ScoredLead, Topic
from leadcore.failures import PortUnavailable
from leadcore.message import Write
from leadcore.runtime.memory import ManualClock, MemoryLog, MemoryRunner
from leadcore.testing.builders import a_scored_lead
from leadcore.workspace import Switches, Workspace, load
from router.adapters.memory import MemoryAssignments, TalliedAlarms
from router.domain import Request, Reservation
from router.stage import build

CODEC = Codec()


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return load(Path(__file__).parents[3] / "workspace")


class World:
    def __init__(self, workspace: Workspace, assignments: MemoryAssignments | None = None) -> None:
        self.log = MemoryLog(ManualClock())
        self.alarms = TalliedAlarms()
        self.assignments = assignments or MemoryAssignments()
        stage = build(workspace, self.assignments, self.alarms, self.log.clock, "test")
        self.runner = MemoryRunner([stage], self.log)

    def put(self, lead: ScoredLead) -> None:
        self.log.append(Write(Topic.LEADS_SCORED, lead.admission.lead_id.encode(), CODEC.encode(lead).value))

    def routed(self) -> list[RoutedLead]:
        found = [CODEC.decode(RoutedLead, message.value) for message in self.log.all(Topic.LEADS_ROUTED)]
        return [each for each in found if isinstance(each, RoutedLead)]

    def assigned(self) -> list[Assignment]:
        found = [CODEC.decode(Assignment, message.value) for message in self.log.all(Topic.LEADS_ASSIGNMENTS)]
        return [each for each in found if isinstance(each, Assignment)]

    def outcomes(self) -> list[Outcome]:
        found = [CODEC.decode(Outcome, message.value) for message in self.log.all(Topic.LEADS_OUTCOMES)]
        return [each for each in found if isinstance(each, Outcome)]


def version(lead: ScoredLead, number: int, routing_round: int = 0) -> ScoredLead:
    return replace(lead, admission=replace(lead.admission, version=number, routing_round=routing_round))


async def test_every_lead_leaves_with_its_owner_its_assignment_and_its_outcome(workspace: Workspace) -> None:
    world = World(workspace)
    for number in range(40):
        world.put(a_scored_lead(f"lead-{number}"))
    assert await world.runner.run() == 40
    owners = {lead.admission.lead_id: lead.routing.owner for lead in world.routed()}
    assert owners == {each.lead_id: each.owner for each in world.assigned()}
    assert owners == {each.lead_id: each.parameters["owner"] for each in world.outcomes()}
    assert len(owners) == 40
    shares = {seat.owner: seat.weight for seat in workspace.roster.seats_of("emea")}
    expected = {owner: 40 * weight / sum(shares.values()) for owner, weight in shares.items()}
    assert all(abs(count - expected[owner]) <= 1 for owner, count in Counter(owners.values()).items())


async def test_a_redelivery_repeats_owner_due_time_and_outcome_id(workspace: Workspace) -> None:
    """P5: at least once means that a lead may come again; it must not get a second owner."""
    world = World(workspace)
    world.put(a_scored_lead("lead-1"))
    await world.runner.run()
    for number in range(5):
        world.put(a_scored_lead(f"other-{number}"))
    world.log.clock.advance(60_000)
    world.put(a_scored_lead("lead-1"))
    await world.runner.run()
    first, again = [lead.routing for lead in world.routed() if lead.admission.lead_id == "lead-1"]
    assert (again.owner, again.assigned_at, again.due_at) == (first.owner, first.assigned_at, first.due_at)
    one, other = [each for each in world.assigned() if each.lead_id == "lead-1"]
    assert one == other
    told = [each.outcome_id for each in world.outcomes() if each.lead_id == "lead-1"]
    assert told == [ids.outcome_id("lead-1", 0)] * 2


async def test_a_later_version_keeps_the_owner_and_ends_no_submission(workspace: Workspace) -> None:
    world = World(workspace)
    lead = a_scored_lead("lead-1")
    for each in (lead, version(lead, 2), version(lead, 3, routing_round=1)):
        world.put(each)
    await world.runner.run()
    assert [(each.outcome, each.version) for each in world.outcomes()] == [("routed", 1)]
    first, second, third = [each.routing for each in world.routed()]
    assert (second.owner, second.trail[-1].code) == (first.owner, "owner-kept")
    assert (third.routing_round, third.trail[-1].code) == (1, "owner-picked")
    keys = [message.key for message in world.log.all(Topic.LEADS_ASSIGNMENTS)]
    assert keys == [b"lead-1/0", b"lead-1/0", b"lead-1/1"]


async def test_assignments_lie_beside_their_leads_whatever_the_round(workspace: Workspace) -> None:
    """The topic is partitioned by lead id, so that who reads a partition of leads can read its assignments."""
    world = World(workspace)
    for number in range(20):
        lead = a_scored_lead(f"lead-{number}")
        world.put(lead)
        world.put(version(lead, 2, routing_round=1))
    await world.runner.run()
    routed = {message.key: message.partition for message in world.log.all(Topic.LEADS_ROUTED)}
    for message in world.log.all(Topic.LEADS_ASSIGNMENTS):
        assert message.key is not None
        assert routed[message.key.split(b"/")[0]] == message.partition


async def test_a_lead_for_review_ends_its_submission_too_and_raises_an_alarm(workspace: Workspace) -> None:
    world = World(workspace)
    lead = a_scored_lead("lead-1")
    world.put(replace(lead, identity=replace(lead.identity, name_quality="suspect", mailbox="disposable")))
    await world.runner.run()
    assert [each.routing.status for each in world.routed()] == ["review"]
    assert [(each.outcome, each.code) for each in world.outcomes()] == [("routed", "review")]
    assert world.assigned() == []
    assert world.alarms.reasons == {"looks-invented": 1}


async def test_without_its_assignments_the_router_waits(workspace: Workspace) -> None:
    class Away(MemoryAssignments):
        away = True

        async def reserve(self, requests: Sequence[Request]) -> Sequence[Reservation | None]:
            if self.away:
                raise PortUnavailable("redis")
            return await super().reserve(requests)

    assignments = Away()
    world = World(workspace, assignments)
    world.put(a_scored_lead("lead-1"))
    assert await world.runner.run() == 0
    assert world.runner.paused["router"].dependency == "redis"
    assert world.routed() == []
    assignments.away = False
    assert await world.runner.run() == 1
    assert [each.outcome for each in world.outcomes()] == ["routed"]


def test_who_got_a_lead_stands_before_the_lead_does(workspace: Workspace) -> None:
    """R2: else a successor without the cache could give a lead that was seen to somebody else (decision 0016)."""
    stage = build(workspace, MemoryAssignments(), TalliedAlarms(), ManualClock(), "test")
    assert stage.foremost == (Topic.LEADS_ASSIGNMENTS,)


async def test_without_automatic_routing_a_person_decides_about_every_lead(workspace: Workspace) -> None:
    """I10 enableAutoRouting: off, nobody is picked and the passport says why; whoever has an owner keeps it."""
    world = World(workspace)
    world.put(a_scored_lead("lead-1"))
    await world.runner.run()
    off = World(replace(workspace, switches=Switches(enableAutoRouting=False)), world.assignments)
    off.put(a_scored_lead("lead-1"))
    off.put(a_scored_lead("lead-2"))
    assert await off.runner.run() == 2
    kept, waits = off.routed()
    assert kept.routing.owner == world.routed()[0].routing.owner
    assert (waits.routing.status, waits.routing.owner, waits.routing.pool) == ("review", "", "review")
    told = {each.code: each.parameters for each in waits.routing.trail}
    assert told["switched-off"] == {"pool": "review", "switch": "enableAutoRouting"}
    assert told["sent-to-review"] == {"reason": "switched-off"}
    assert [each.code for each in off.outcomes()] == ["assigned", "review"]
    assert off.alarms.reasons == Counter({"switched-off": 1})

"""R2: turns are fair in proportion to the weights, smooth, deterministic, and can be repeated from what is recorded."""

import asyncio
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from leadcore.contracts import Assignment
from router.adapters.memory import MemoryAssignments
from router.domain import Request, Reservation, Share, seed_of, turn

pools = st.lists(st.integers(1, 40), min_size=1, max_size=8).map(
    lambda weights: tuple(Share(f"owner-{n}", weight) for n, weight in enumerate(weights))
)


def request(lead: int, shares: tuple[Share, ...], routing_round: int = 0, tenant: str = "main") -> Request:
    return Request(tenant, f"lead-{lead}", routing_round, "emea", shares, seed_of("emea", shares), "r1", 1000 + lead)


def reserved(assignments: MemoryAssignments, requests: list[Request]) -> list[Reservation | None]:
    return list(asyncio.run(assignments.reserve(requests)))


@given(pools, st.integers(1, 3))
def test_after_whole_cycles_each_owner_has_exactly_its_share(shares: tuple[Share, ...], cycles: int) -> None:
    taken: Counter[str] = Counter()
    for _ in range(cycles * sum(share.weight for share in shares)):
        taken[turn(shares, taken)] += 1
    assert taken == {share.owner: cycles * share.weight for share in shares}


@given(pools, st.integers(1, 200))
def test_at_no_time_is_an_owner_more_than_a_turn_ahead(shares: tuple[Share, ...], turns: int) -> None:
    taken: Counter[str] = Counter()
    total = sum(share.weight for share in shares)
    for n in range(1, turns + 1):
        taken[turn(shares, taken)] += 1
        assert all(taken[share.owner] < n * share.weight / total + 1 for share in shares)


def test_turns_are_smooth() -> None:
    taken: Counter[str] = Counter()
    order = ""
    for _ in range(7):
        owner = turn((Share("a", 5), Share("b", 1), Share("c", 1)), taken)
        taken[owner] += 1
        order += owner
    assert order == "aabacaa"  # the sequence in nginx's own commit message


@given(pools, st.integers(1, 60))
def test_a_pick_can_be_repeated_from_what_is_recorded(shares: tuple[Share, ...], leads: int) -> None:
    for held in reserved(MemoryAssignments(), [request(n, shares) for n in range(leads)]):
        assert held is not None
        loads = {share.owner: load for share, load in zip(shares, held.loads, strict=True)}
        assert turn(shares, loads) == held.owner
        assert held.sequence == sum(held.loads)


@given(pools, st.integers(1, 40), st.data())
def test_restored_from_the_topic_it_goes_on_as_if_nothing_had_happened(
    shares: tuple[Share, ...], leads: int, data: st.DataObject
) -> None:
    requests = [request(n, shares) for n in range(leads)]
    whole = reserved(MemoryAssignments(), requests)
    cut = data.draw(st.integers(0, leads))
    again = MemoryAssignments()
    again.restore(written(requests[:cut], whole[:cut]) * 2)
    rest = reserved(again, requests)
    assert [held.owner for held in rest if held] == [held.owner for held in whole if held]
    assert [held.kept for held in rest if held] == [True] * cut + [False] * (leads - cut)


def written(requests: list[Request], held: list[Reservation | None]) -> list[Assignment]:
    return [
        Assignment(
            tenant=request.tenant,
            lead_id=request.lead_id,
            routing_round=request.routing_round,
            owner=each.owner,
            pool=each.pool,
            assigned_at=each.assigned_at,
            sequence=each.sequence,
            seed=each.seed,
            release=each.release,
        )
        for request, each in zip(requests, held, strict=True)
        if each
    ]


def test_a_lead_keeps_its_owner_in_its_round_and_gets_another_turn_in_the_next() -> None:
    shares = (Share("a", 1), Share("b", 1))
    assignments = MemoryAssignments()
    [first, again, other_round] = reserved(
        assignments, [request(1, shares), request(1, (Share("c", 1),)), request(1, shares, routing_round=1)]
    )
    assert first is not None
    assert again is not None
    assert other_round is not None
    assert (again.owner, again.kept, again.assigned_at) == (first.owner, True, first.assigned_at)
    assert other_round.owner != first.owner


def test_nobody_is_invented_and_tenants_do_not_share_turns() -> None:
    shares = (Share("a", 1), Share("b", 1))
    assignments = MemoryAssignments()
    assert reserved(assignments, [request(1, ())]) == [None]
    owners = [reserved(assignments, [request(1, shares, tenant=tenant)])[0] for tenant in ("one", "two")]
    assert [held.owner for held in owners if held] == ["a", "a"]


def test_the_seed_is_that_of_the_owners_and_weights() -> None:
    one, other = Share("a", 1), Share("b", 1)
    assert seed_of("emea", (one, other)) == seed_of("emea", (other, one))
    assert len({seed_of("emea", (one, other)), seed_of("apac", (one, other)), seed_of("emea", (one,))}) == 3
    assert 0 <= seed_of("emea", (one,)) < 2**48

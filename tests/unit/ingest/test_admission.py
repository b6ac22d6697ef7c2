"""P3, G7-G9 of the faults: what is a duplicate, what it is charged, and that every redelivery hears the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.domain import admission, quotas, sightings
from ingest.domain.admission import HOUR_MS, MIN_HORIZON_MS, Judgement, Known, Policy
from ingest.domain.quotas import Bucket, Quota
from ingest.domain.sightings import SEEN_LIMIT, Sighting
from leadcore.contracts import IdentifiedIndex
from leadcore.failures import Undecodable

NOW = 1_700_000_000_000


def an_index(
    submission_id: str, *, key: str = "p1.ada", event_id: str = "", at: int = NOW, lane: str = "live", client: str = "c"
) -> IdentifiedIndex:
    return IdentifiedIndex(
        identity_key=key,
        submission_id=submission_id,
        event_id=event_id,
        source="web-form",
        client=client,
        tenant="main",
        accepted_at=at,
        lane=lane,
    )


class World:
    """Judges one after the other and remembers, as the stage does, through the bytes of the state."""

    def __init__(self, policy: Policy | None = None, shares: int = 1) -> None:
        self.policy, self.shares = policy or Policy(), shares
        self.sightings: dict[str, bytes] = {}
        self.buckets: dict[str, bytes] = {}

    def judge(self, index: IdentifiedIndex) -> Judgement:
        known = Known(self._sighting(index.identity_key), self._bucket(admission.bucket_key(index)))
        found = admission.judge(index, known, self.policy, self.shares)
        if found.sighting is not None:
            self.sightings[index.identity_key] = sightings.packed(found.sighting)
        if found.bucket is not None:
            self.buckets[admission.bucket_key(index)] = quotas.packed(found.bucket)
        return found

    def _sighting(self, key: str) -> Sighting | None:
        opened = sightings.opened(self.sightings[key]) if key in self.sightings else None
        assert not isinstance(opened, Undecodable)
        return opened

    def _bucket(self, key: str) -> Bucket | None:
        opened = quotas.opened(self.buckets[key]) if key in self.buckets else None
        assert not isinstance(opened, Undecodable)
        return opened


def test_the_first_submission_of_a_person_makes_a_lead_of_its_own_id() -> None:
    found = World().judge(an_index("s-1"))
    assert (found.finding, found.lead_id, found.is_lead) == ("new", "s-1", True)


def test_a_redelivered_submission_is_not_a_duplicate_of_itself() -> None:
    world = World()
    first, again = world.judge(an_index("s-1", event_id="e")), world.judge(an_index("s-1", event_id="e"))
    assert (again.finding, again.lead_id) == (first.finding, first.lead_id) == ("new", "s-1")
    assert again.sighting is None, "nothing new is remembered"
    assert again.bucket is None, "nothing is charged"


def test_the_same_event_is_a_duplicate_that_names_the_lead_and_the_first_submission() -> None:
    world = World()
    world.judge(an_index("s-1", event_id="e-1"))
    found = world.judge(an_index("s-2", event_id="e-1"))
    assert (found.finding, found.lead_id, found.first_submission) == ("same-event", "s-1", "s-1")
    assert world.judge(an_index("s-2", event_id="e-1")) == replace(found, sighting=None)


def test_the_same_person_with_another_event_is_a_duplicate_of_the_lead() -> None:
    world = World()
    world.judge(an_index("s-1", event_id="e-1"))
    found = world.judge(an_index("s-2", event_id="e-2"))
    assert (found.finding, found.lead_id) == ("same-person", "s-1")


def test_another_source_may_use_the_same_event_id_for_another_thing() -> None:
    world = World()
    world.judge(an_index("s-1", event_id="1"))
    other = replace(an_index("s-2", event_id="1"), source="partner-api")
    assert world.judge(other).finding == "same-person"


def test_another_person_is_another_lead() -> None:
    world = World()
    world.judge(an_index("s-1", event_id="e-1"))
    assert world.judge(an_index("s-2", key="p1.bob", event_id="e-1")).lead_id == "s-2"


def test_after_the_horizon_the_person_makes_a_new_lead_and_the_old_verdicts_stand() -> None:
    world = World()
    world.judge(an_index("s-1", event_id="e-1"))
    world.judge(an_index("s-2", event_id="e-2", at=NOW + HOUR_MS))
    late = NOW + HOUR_MS + MIN_HORIZON_MS
    assert world.judge(an_index("s-3", at=late - 1)).finding == "same-person"
    world = World()
    world.judge(an_index("s-1", event_id="e-1"))
    world.judge(an_index("s-2", event_id="e-2", at=NOW + HOUR_MS))
    assert world.judge(an_index("s-3", event_id="e-1", at=late)).lead_id == "s-3"
    assert (world.judge(an_index("s-1")).finding, world.judge(an_index("s-1")).lead_id) == ("new", "s-1")
    assert (world.judge(an_index("s-2")).finding, world.judge(an_index("s-2")).lead_id) == ("same-person", "s-1")
    assert world.judge(an_index("s-4", at=late + 1)).lead_id == "s-3"


def test_the_submission_that_made_the_lead_is_never_forgotten() -> None:
    world = World(Policy(quota=Quota(1, 1000)))
    for number in range(SEEN_LIMIT * 2):
        world.judge(an_index(f"s-{number}", event_id=f"e-{number}"))
    assert world.judge(an_index("s-0")).finding == "new"
    world = World(Policy(quota=Quota(1, 1000)))
    world.judge(an_index("other", key="p1.bob"))
    for number in range(SEEN_LIMIT * 2):
        world.judge(an_index(f"s-{number}"))
    assert world.judge(an_index("s-0")).finding == "over"


def test_over_quota_and_bulk_are_leads_that_wait() -> None:
    world = World(Policy(quota=Quota(2, 60_000)))
    found = [world.judge(an_index(f"s-{n}", key=f"p1.{n}")).finding for n in range(3)]
    assert found == ["new", "new", "over"]
    assert world.judge(an_index("s-9", key="p1.9", lane="bulk")).finding == "bulk"
    assert world.judge(an_index("s-8", key="p1.8", client="another")).finding == "new"


def test_a_backlog_is_judged_as_if_on_time() -> None:
    """Ten a minute are within a quota of ten a minute, however late they are read."""
    world = World(Policy(quota=Quota(10, 60_000)))
    found = {world.judge(an_index(f"s-{n}", key=f"p1.{n}", at=NOW + n * 6_000)).finding for n in range(200)}
    assert found == {"new"}


def test_a_known_person_and_a_known_event_are_not_charged() -> None:
    world = World(Policy(quota=Quota(2, 60_000)))
    world.judge(an_index("s-0", event_id="e"))
    for number in range(1, 10):
        world.judge(an_index(f"s-{number}", event_id="e" if number % 2 else f"e-{number}"))
    assert world.judge(an_index("s-x", key="p1.x")).finding == "new"


submissions = st.lists(
    st.tuples(
        st.sampled_from(["ada", "bob", "cy"]), st.sampled_from(["", "e1", "e2", "e3"]), st.integers(0, 300 * HOUR_MS)
    ),
    min_size=1,
    max_size=40,
)


@given(submissions, st.data())
def test_any_redelivery_in_any_order_repeats_each_verdict(
    sent: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    """A submission has exactly one verdict, whatever of it comes again, when and in which order."""
    indexes = [
        an_index(f"s-{n}", key=key, event_id=event, at=NOW + at, client=key) for n, (key, event, at) in enumerate(sent)
    ]
    world = World(Policy(quota=Quota(3, 100 * HOUR_MS)))
    verdicts: dict[str, tuple[str, str]] = {}
    order = data.draw(st.lists(st.sampled_from(indexes), max_size=120))
    for index in [*order, *indexes]:
        found = world.judge(index)
        told = (found.finding, found.lead_id)
        assert verdicts.setdefault(index.submission_id, told) == told
    for index in indexes:
        finding, lead_id = verdicts[index.submission_id]
        assert verdicts[lead_id][0] in admission.LEADS, "a duplicate names a lead that was made"
        assert (finding in admission.LEADS) == (lead_id == index.submission_id)


@given(submissions, st.integers(1, 5), st.integers(1, 4))
def test_no_more_goes_within_than_the_quota_gives(sent: list[tuple[str, str, int]], capacity: int, shares: int) -> None:
    quota = Quota(capacity, 10 * HOUR_MS)
    world = World(Policy(quota=quota), shares)
    arrivals = sorted(NOW + at for _, _, at in sent)
    found = [world.judge(an_index(f"s-{n}", key=f"p1.{n}", at=at)).finding for n, at in enumerate(arrivals)]
    share = quota.share(shares)
    elapsed = arrivals[-1] - arrivals[0]
    assert found.count("new") <= share + elapsed * share / quota.window_ms + 1e-6
    assert found[0] == "new"
    assert set(found) <= {"new", "over"}, "over quota goes to overflow, never away"


@given(st.lists(st.tuples(st.text(max_size=400), st.integers(0, HOUR_MS)), min_size=1, max_size=200))
def test_a_sighting_stays_small_whatever_a_sender_calls_its_events(sent: list[tuple[str, int]]) -> None:
    world = World()
    for number, (event, at) in enumerate(sent):
        world.judge(an_index(f"018f0000-0000-7000-8000-{number:012d}", event_id=event, at=NOW + at))
    assert len(world.sightings["p1.ada"]) <= 128 + SEEN_LIMIT * 80


@pytest.mark.parametrize("value", [b"", b"\x02anything", b"\x01", b"\x01\xff", b"\x01\x94\x01\x02\x03\x04"])
def test_a_foreign_value_is_told_not_guessed_at(value: bytes) -> None:
    assert isinstance(sightings.opened(value), Undecodable)
    assert isinstance(quotas.opened(value), Undecodable)


def test_equal_revisions_come_of_equal_submissions() -> None:
    asked = admission.revision(an_index("s-2"), b"body", "s-1")
    assert asked == admission.revision(an_index("s-2"), b"body", "s-1")
    assert (asked.lead_id, asked.cause, asked.cause_id, asked.identified) == ("s-1", "same-person", "s-2", b"body")


def test_memory_is_kept_longer_than_the_horizon() -> None:
    """A submission that is read a day late still finds what was known when it came."""
    policy = Policy(horizon_ms=100 * HOUR_MS)
    assert admission.kept_until(NOW, policy) >= NOW + 124 * HOUR_MS
    assert admission.bucket_kept_until(Bucket(1, NOW), Quota(1, HOUR_MS)) >= NOW + 25 * HOUR_MS

"""What a contact is to hold of a lead, and what is written so that it does (D1)."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from crm_sync.domain.contacts import (
    ACCEPTED_AT,
    LEAD_ID,
    OWNER_ID,
    VERSION,
    Contact,
    Create,
    Keep,
    Update,
    Wanted,
    Wish,
    asked,
    differing,
    plan,
    shown_since,
    wanted,
)
from crm_sync.domain.rounds import rounds
from crm_sync.domain.values import as_text, moment_text, values_of
from hypothesis import given
from hypothesis import strategies as st
from leadcore.testing import builders
from leadcore.testing.builders import NOW, a_person, a_routed_lead
from leadcore.workspace import Destination, Field, FieldTarget

TARGET = Destination(
    kind="hubspot",
    mode="write",
    fields={
        "email": FieldTarget("email", "fill-blank"),
        "firstname": FieldTarget("first_name", "fill-blank"),
        "leadstream_score": FieldTarget("score", "overwrite"),
        "leadstream_band": FieldTarget("band", "overwrite"),
        "numberofemployees": FieldTarget("employees", "fill-blank"),
        OWNER_ID: FieldTarget("owner_email", "overwrite"),
        "nickname": FieldTarget("attributes.nickname", "fill-blank"),
        "budget": FieldTarget("attributes.budget", "fill-blank"),
    },
)
FIELDS = {"nickname": Field("text", personal=True), "budget": Field("number", personal=False)}
OWNERS = {"rep@vendor.example": "4100001"}


def a_goal(version: int = 1, score: float = 82.5) -> Wanted:
    lead = a_routed_lead()
    lead = replace(
        lead,
        identity=replace(lead.identity, attributes={"budget": "1200.50", "undeclared": "x"}),
        admission=replace(lead.admission, version=version),
        scoring=replace(lead.scoring, score=score),
    )
    person = replace(a_person(), attributes={"nickname": "Lady A"})
    values = values_of(lead, person, FIELDS, {"owner-1": "Rep@vendor.example"})
    return wanted(lead, values, TARGET, OWNERS)


def test_a_lead_is_told_by_the_field_map_and_nothing_else() -> None:
    goal = a_goal()
    assert {name: wish.value for name, wish in goal.wishes.items()} == {
        **{"email": "ada@northwind.example", "firstname": "Ada", "nickname": "Lady A", "budget": "1200.5"},
        **{"leadstream_score": "82.5", "leadstream_band": "hot", "numberofemployees": "240", OWNER_ID: "4100001"},
        **{LEAD_ID: goal.lead_id, VERSION: "1", ACCEPTED_AT: "2023-11-14T22:13:20.000Z"},
    }
    assert {name for name, wish in goal.wishes.items() if wish.ours} == {
        *("leadstream_score", "leadstream_band", OWNER_ID, LEAD_ID, VERSION, ACCEPTED_AT)
    }


def test_what_is_personal_does_not_show_itself() -> None:
    goal = a_goal()
    for shown in (goal, Create({"email": "ada@northwind.example"}), Contact("1", {"a": "ada@x"})):
        assert "ada" not in repr(shown).lower().replace(goal.lead_id, "")


def test_an_owner_the_destination_does_not_know_is_left_out() -> None:
    goal = wanted(
        a_routed_lead(), values_of(a_routed_lead(), a_person(), {}, {"owner-1": "x@y.example"}), TARGET, OWNERS
    )
    assert OWNER_ID not in goal.wishes
    assert goal.owner_email == "x@y.example"


def test_no_contact_is_created_with_all_that_is_known() -> None:
    goal = a_goal()
    assert plan(goal, None) == Create({name: wish.value for name, wish in goal.wishes.items()})


@pytest.mark.parametrize(
    ("held", "changes"),
    [
        ({}, {"firstname", "leadstream_score", LEAD_ID}),
        ({"firstname": "Adelaide"}, {"leadstream_score", LEAD_ID}),
        ({"firstname": "   "}, {"firstname", "leadstream_score"}),
        ({"leadstream_score": "12", "firstname": "Adelaide"}, {"leadstream_score"}),
    ],
)
def test_blanks_are_filled_and_ours_is_always_current(held: Mapping[str, str], changes: set[str]) -> None:
    planned = plan(a_goal(), Contact("9", held))
    assert isinstance(planned, Update)
    assert changes <= planned.properties.keys()
    assert ("firstname" in planned.properties) is (not held.get("firstname", "").strip())


@pytest.mark.parametrize(
    "spelt",
    [
        {"leadstream_score": "82.50", "numberofemployees": "240.0", "email": "ADA@northwind.example "},
        {ACCEPTED_AT: str(NOW), VERSION: "1.0"},
        {ACCEPTED_AT: "2023-11-14T23:13:20+01:00"},
        {VERSION: "", ACCEPTED_AT: ""},
    ],
)
def test_a_value_that_is_spelt_otherwise_is_not_written_again(spelt: dict[str, str]) -> None:
    goal = a_goal()
    held = {name: wish.value for name, wish in goal.wishes.items()} | spelt
    assert plan(goal, Contact("9", held)) == Keep("9")


def test_a_phone_is_no_number() -> None:
    goal = replace(a_goal(), wishes={"phone": Wish("+4420", ours=True)})
    assert isinstance(plan(goal, Contact("9", {"phone": "4420"})), Update)


@given(there=st.integers(0, 5), ours=st.integers(1, 5), score=st.integers(0, 100))
def test_a_lower_version_never_goes_over_a_higher_one(there: int, ours: int, score: int) -> None:
    """Rule O."""
    goal = a_goal(ours, float(score))
    held = {LEAD_ID: goal.lead_id, VERSION: str(there), "leadstream_score": "55.5"}
    planned = plan(goal, Contact("9", held))
    assert (planned == Keep("9", "newer-version-there")) is (there > ours)


wishes = st.dictionaries(
    st.sampled_from(["a", "b", "c", LEAD_ID, VERSION, ACCEPTED_AT]),
    st.builds(Wish, st.sampled_from(["1", "2", "x"]), st.booleans(), st.just(False)),
)
holdings = st.dictionaries(st.sampled_from(["a", "b", "c", LEAD_ID, VERSION]), st.sampled_from(["1", "2", "L", " "]))


@given(wishes=wishes, held=holdings)
def test_a_plan_that_is_carried_out_leaves_nothing_to_do_and_took_nothing_away(
    wishes: dict[str, Wish], held: dict[str, str]
) -> None:
    goal = replace(a_goal(), lead_id="L", wishes=wishes | {LEAD_ID: Wish("L", ours=True)})
    planned = plan(goal, Contact("9", held))
    if not isinstance(planned, Update):
        return
    after = held | dict(planned.properties)
    assert isinstance(plan(goal, Contact("9", after)), Keep)
    for name, value in planned.properties.items():
        assert value == goal.wishes[name].value
        assert goal.wishes[name].ours or not held.get(name, "").strip()


@given(offsets=st.tuples(st.integers(-5, 5), st.integers(-5, 5)))
def test_of_two_leads_of_one_person_the_contact_shows_the_later_whoever_comes_last(offsets: tuple[int, int]) -> None:
    first, second = (
        replace(
            goal,
            lead_id=name,
            accepted_at=NOW + offset * 1000,
            wishes={
                **goal.wishes,
                LEAD_ID: Wish(name, ours=True),
                ACCEPTED_AT: Wish(moment_text(NOW + offset * 1000), ours=True),
            },
        )
        for name, offset, goal in zip("AB", offsets, (a_goal(score=1.0), a_goal(score=2.0)), strict=True)
    )
    ends = []
    for order in ((first, second), (second, first), (first, second, first, second)):
        held: dict[str, str] = {}
        for goal in order:
            planned = plan(goal, Contact("9", held))
            held |= planned.properties if isinstance(planned, Update) else {}
        ends.append((held[LEAD_ID], held["leadstream_score"]))
    assert set(ends) == {("B", "2") if (offsets[1], "B") > (offsets[0], "A") else ("A", "1")}


@pytest.mark.parametrize(
    ("held", "earlier", "follows"),
    [
        ({"firstname": "Augusta"}, {"firstname": "Augusta"}, True),
        ({"firstname": "Gussie"}, {"firstname": "Augusta"}, False),
        ({"firstname": "Augusta"}, {}, False),
        ({"firstname": "Augusta", LEAD_ID: "another-lead"}, {"firstname": "Augusta"}, False),
        ({"numberofemployees": "120.0"}, {"numberofemployees": "120"}, True),
    ],
)
def test_what_an_earlier_version_put_there_follows_the_lead(
    held: dict[str, str], earlier: dict[str, str], follows: bool
) -> None:
    """A value that a person entered stays, one of ours does not: `fill-blank` speaks of values that are not ours."""
    goal = a_goal(version=2)
    [name] = held.keys() - {LEAD_ID}
    shown = {each: wish.value for each, wish in goal.wishes.items()}
    planned = plan(goal, Contact("1", {**shown, VERSION: "1", **held}), earlier)
    changes = {} if isinstance(planned, Keep) else planned.properties
    assert (name in changes) is follows


def test_what_differs_is_named_whoever_may_write_it() -> None:
    goal = a_goal()
    held = {name: wish.value for name, wish in goal.wishes.items()} | {"firstname": "Adelaide", "budget": ""}
    assert differing(goal, Contact("9", held)) == ("budget", "firstname")
    assert set(differing(goal, None)) == set(goal.wishes)
    assert set(goal.wishes) <= set(asked(TARGET))


@pytest.mark.parametrize(
    ("properties", "created_at", "told"),
    [
        ({}, NOW, None),
        ({LEAD_ID: "other", VERSION: "1"}, NOW, None),
        ({LEAD_ID: "mine", VERSION: "2"}, NOW, None),
        ({LEAD_ID: "mine", VERSION: "1"}, NOW + 5, "created"),
        ({LEAD_ID: "mine", VERSION: "1"}, NOW - 3_600_000, "updated"),
        ({LEAD_ID: "mine", VERSION: "1"}, None, "updated"),
    ],
)
def test_an_earlier_try_is_known_by_what_it_left(
    properties: Mapping[str, str], created_at: int | None, told: str | None
) -> None:
    goal = replace(a_goal(), lead_id="mine")
    assert shown_since(goal, Contact("9", properties, created_at), NOW) == told
    assert shown_since(goal, None, NOW) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, ""), (True, "true"), (False, "false"), (0.0, "0"), (100.0, "100"), (1e15, "1000000000000000")),
        *((82.54321, "82.5432"), (7, "7"), (" x ", "x")),
    ],
)
def test_values_as_a_crm_takes_them(value: str | float | bool | None, text: str) -> None:
    assert as_text(value) == text


def test_a_time_that_no_calendar_has_is_blank() -> None:
    assert moment_text(10**18) == ""
    lead = builders.a_routed_lead()
    lead = replace(lead, origin=replace(lead.origin, accepted_at=10**18))
    assert ACCEPTED_AT not in wanted(lead, values_of(lead, a_person(), {}, {}), TARGET, {}).wishes


@given(
    keys=st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True), max_size=40), most=st.integers(1, 7)
)
def test_rounds_hold_every_record_once_never_two_of_a_key_and_keep_their_order(
    keys: list[list[str]], most: int
) -> None:
    made = rounds(keys, most)
    assert sorted(place for each in made for place in each) == list(range(len(keys)))
    for each in made:
        assert 1 <= len(each) <= most
        held = [key for place in each for key in keys[place]]
        assert len(held) == len(set(held))
    turn = {place: number for number, each in enumerate(made) for place in each}
    for key in "abcdefgh":
        sharing = [turn[place] for place, own in enumerate(keys) if key in own]
        assert all(earlier < later for earlier, later in pairwise(sharing))

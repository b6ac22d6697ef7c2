"""S2, S3, P6: five weighted parts normalised to 1, reasons, and what happens when the model does not answer."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from leadcore.codec import Codec
from leadcore.contracts import EnrichedLead, ScoredLead
from leadcore.testing.builders import BASIS, an_enriched_lead
from leadcore.workspace import Band, Bands, Condition, Field, Model, Part, Rule, Scoring, Value, Weights
from scorer import domain
from scorer.domain import Answer, ModelInForce, Policy, scoring
from scorer.domain.scoring import Judge

FIELDS = {"visits": Field("whole", personal=False), "budget_usd": Field("number", personal=False)}
ACTIVE = ModelInForce("demo@1", "ab" * 32, "active")
SHADOW = replace(ACTIVE, use="shadow")
EVEN = Weights(0.2, 0.2, 0.2, 0.2, 0.2)


def rule(code: str, points: float, field: str = "mailbox", tag: str = "") -> Rule:
    return Rule(code, points, Condition(field, "present"), tag)


def rules(weights: Weights = EVEN, **parts: Part) -> Scoring:
    empty = {name: Part(0.0, ()) for name in ("demographic", "firmographic", "behavioural", "engagement")}
    follow_ups = {"hot": ("call",), "cold": ("newsletter",)}
    return Scoring(weights, Bands(60, 35), Model(), {**empty, **parts}, follow_ups)


def scored(scoring: Scoring, answer: Answer | None = None, model: ModelInForce | None = None) -> ScoredLead:
    lead = an_enriched_lead()
    return domain.score(lead, domain.examine(lead, FIELDS), answer, Policy(scoring, model), BASIS)


shares = st.floats(0.001, 1000)
points = st.floats(-100, 100)
bases = st.floats(0, 100)


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    raw = [draw(shares) for _ in range(5)]
    weights = Weights(*(each / sum(raw) for each in raw))
    parts = {
        name: Part(draw(bases), tuple(rule(f"{name}-{n}", draw(points)) for n in range(draw(st.integers(0, 3)))))
        for name in ("demographic", "firmographic", "behavioural", "engagement")
    }
    return rules(weights, **parts)


answers = st.one_of(
    st.tuples(st.none(), st.none()),
    st.tuples(st.builds(Answer, st.floats(0, 1)), st.sampled_from([ACTIVE, SHADOW])),
    st.tuples(st.just(Answer(None, "timed-out")), st.sampled_from([ACTIVE, SHADOW])),
)


@given(scorings(), answers)
def test_a_score_is_finite_within_bounds_and_its_weights_sum_to_one(
    scoring: Scoring, asked: tuple[Answer | None, ModelInForce | None]
) -> None:
    section = scored(scoring, *asked).scoring
    assert 0 <= section.score <= 100
    assert 0 <= section.confidence <= 1
    assert math.isfinite(section.score)
    assert sum(part.weight for part in section.parts) == pytest.approx(1)
    assert [part.name for part in section.parts] == [
        "demographic",
        "firmographic",
        "behavioural",
        "engagement",
        "model",
    ]
    assert section.score == pytest.approx(sum(p.weight * p.points for p in section.parts))
    assert section.band == scoring.bands.band_of(section.score)


@given(scorings(), bases, bases)
def test_a_part_with_more_points_never_lowers_the_score(scoring: Scoring, one: float, other: float) -> None:
    low, high = sorted((one, other))
    part = scoring.parts["firmographic"]
    totals = [
        scored(replace(scoring, parts={**scoring.parts, "firmographic": replace(part, base=base)})).scoring.score
        for base in (low, high)
    ]
    assert totals[0] <= totals[1] + 1e-9


@given(shares, shares, st.floats(0.001, 1000))
def test_more_weight_on_the_best_part_never_lowers_the_score(first: float, second: float, more: float) -> None:
    best = {"engagement": Part(100.0, ()), "demographic": Part(10.0, ())}

    def total(engagement: float) -> float:
        whole = first + engagement
        return scored(rules(Weights(first / whole, 0, 0, engagement / whole, 0), **best)).scoring.score

    assert total(second) <= total(second + more) + 1e-9


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_never_lowers_the_score(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert scored(rules(), Answer(low), ACTIVE).scoring.score <= scored(rules(), Answer(high), ACTIVE).scoring.score


def test_without_a_model_its_weight_is_spread_and_the_trail_says_so() -> None:
    section = scored(rules(demographic=Part(80.0, ()))).scoring
    assert [part.weight for part in section.parts] == pytest.approx([0.25, 0.25, 0.25, 0.25, 0.0])
    assert section.score == pytest.approx(20)
    assert (section.method, section.model_id, section.probability) == ("rules", "", None)
    [told, _] = section.trail
    assert (told.code, told.parameters) == ("no-model-yet", {"weight_spread": "0.2000"})


def test_an_active_model_fills_its_part() -> None:
    section = scored(rules(), Answer(0.75, duration_us=7), ACTIVE).scoring
    assert section.score == pytest.approx(15)
    assert (section.method, section.probability) == ("model", 0.75)
    assert (section.model_id, section.model_sha256) == ("demo@1", "ab" * 32)
    assert section.trail[0].duration_us == 7
    assert section.reasons[0].code == "model-probability"


def test_a_model_that_does_not_answer_leaves_the_rules_and_says_why() -> None:
    """P6."""
    lead = scored(rules(demographic=Part(80.0, ())), Answer(None, "timed-out"), ACTIVE)
    assert lead.scoring.score == scored(rules(demographic=Part(80.0, ()))).scoring.score
    assert (lead.scoring.method, lead.scoring.probability) == ("fallback", None)
    assert domain.fell_back(lead) == "timed-out"


def test_a_shadow_is_recorded_and_not_counted() -> None:
    lead = scored(rules(demographic=Part(80.0, ())), Answer(0.9), SHADOW)
    assert lead.scoring.score == pytest.approx(20)
    assert (lead.scoring.method, lead.scoring.probability) == ("rules", None)
    assert lead.scoring.trail[0].parameters["probability"] == "0.900000"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_fact_that_is_not_finite_wins_no_points_and_no_model(value: float) -> None:
    """A model scored an infinite revenue 1.0: such a lead is left to the rules, which do not see the number."""
    lead = an_enriched_lead()
    lead = replace(lead, enrichment=replace(lead.enrichment, revenue_musd=value))
    scoring = rules(firmographic=Part(0.0, (rule("rich", 100, "revenue_musd"),)))
    case = domain.examine(lead, FIELDS)
    result = domain.score(lead, case, Answer(1.0), Policy(scoring, ACTIVE), BASIS)
    assert (result.scoring.score, result.scoring.method) == (0, "fallback")
    assert domain.fell_back(result) == "not-finite-in"
    assert result.scoring.trail[0].parameters["facts"] == "revenue_musd"
    assert all(map(math.isfinite, result.scoring.features))


def test_reasons_come_most_telling_first_by_their_weight() -> None:
    weights = Weights(0.1, 0.6, 0.1, 0.1, 0.1)
    parts = {
        "demographic": Part(0.0, (rule("loud", 50), rule("quiet", 5))),
        "firmographic": Part(100.0, (rule("minus", -20),)),
    }
    assert [each.code for each in scored(rules(weights, **parts)).scoring.reasons] == ["minus", "loud", "quiet"]


def test_tags_once_in_order_and_follow_ups_by_band() -> None:
    hits = (rule("a", 100, tag="buyer"), rule("b", 100, tag="demo"), rule("c", 0, tag="buyer"))
    section = scored(rules(demographic=Part(0.0, hits))).scoring
    assert section.tags == ("buyer", "demo")
    assert (section.band, section.follow_ups) == ("cold", ("newsletter",))


def test_confidence_is_the_weighted_share_of_what_was_asked_and_is_known() -> None:
    asked = (rule("known", 1, "mailbox"), rule("unknown", 1, "attributes.visits"))
    section = scored(rules(Weights(0.5, 0.5, 0, 0, 0), demographic=Part(0.0, asked))).scoring
    assert section.confidence == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("score", "band"), [(0.0, "cold"), (34.999, "cold"), (35.0, "warm"), (59.999, "warm"), (60.0, "hot")]
)
def test_bands_begin_at_their_least_total(score: float, band: Band) -> None:
    weights = Weights(1, 0, 0, 0, 0)
    assert scored(rules(weights, demographic=Part(score, ()))).scoring.band == band


def test_the_lead_passes_through_untouched() -> None:
    lead: EnrichedLead = an_enriched_lead()
    result = scored(rules())
    assert (result.origin, result.identity, result.admission, result.enrichment) == (
        lead.origin,
        lead.identity,
        lead.admission,
        lead.enrichment,
    )
    codec = Codec()
    assert codec.decode(ScoredLead, codec.encode(result).value) == result


WORDS = Part(
    10.0, (rule("a", 30.0), Rule("b", 20.0, Condition("visits", "at-least", (3.0,))), rule("c", -9.0, "sector"))
)
FACTS = st.fixed_dictionaries(
    {"mailbox": st.sampled_from(["", "free", "role"]), "visits": st.sampled_from([None, 0.0, 3.0, 4.5])},
    optional={"sector": st.sampled_from(["media", None]), "lane": st.sampled_from(["live", "bulk"])},
)


@given(st.lists(FACTS, min_size=1, max_size=40), st.integers(1, 4))
def test_a_part_that_remembers_says_what_its_rules_say(leads: list[dict[str, Value | None]], remembered: int) -> None:
    judge = Judge("behavioural", WORDS, 0.25)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "REMEMBERED", remembered)
        for facts in leads:
            assert judge.part(facts) == scoring._ruled("behavioural", WORDS, 0.25, facts)
            assert len(judge._known) <= remembered

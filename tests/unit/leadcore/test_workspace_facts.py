"""S2, R1: what rules may ask of a lead is what the vocabulary lists, typed, and never personal."""

import math
from dataclasses import replace

from leadcore.contracts import EnrichedLead
from leadcore.testing.builders import a_scored_lead, an_enriched_lead
from leadcore.workspace import FACTS, ROUTING_FACTS, Field, facts_of, sound_facts_of

FIELDS = {
    "visits": Field("whole", personal=False),
    "demo_requested": Field("flag", personal=False),
    "spoken_to": Field("text", personal=True),
}


def with_attributes(**attributes: str) -> EnrichedLead:
    lead = an_enriched_lead()
    return replace(lead, identity=replace(lead.identity, attributes=attributes))


def test_the_facts_are_those_of_the_vocabulary() -> None:
    assert set(facts_of(an_enriched_lead(), {})) == set(FACTS)
    decided_later = {"size", "priority", "segment"}
    assert set(facts_of(a_scored_lead(), {})) == set(ROUTING_FACTS) - decided_later


def test_attributes_are_typed_and_only_the_declared_ordinary_ones_are_facts() -> None:
    facts = facts_of(with_attributes(visits="7", demo_requested="yes", spoken_to="Ada", unknown="x"), FIELDS)
    assert facts["attributes.visits"] == 7.0
    assert facts["attributes.demo_requested"] is True
    assert "attributes.spoken_to" not in facts
    assert "attributes.unknown" not in facts
    assert facts_of(with_attributes(visits="many"), FIELDS)["attributes.visits"] is None


def test_a_number_that_is_not_finite_is_unknown_and_named() -> None:
    lead = an_enriched_lead()
    for value in (math.nan, math.inf, -math.inf):
        unsound = replace(lead, enrichment=replace(lead.enrichment, revenue_musd=value))
        assert facts_of(unsound, {})["revenue_musd"] is None
        assert sound_facts_of(unsound, {})[1] == ("revenue_musd",)
    assert sound_facts_of(lead, {})[1] == ()

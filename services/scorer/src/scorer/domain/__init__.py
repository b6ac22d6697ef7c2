"""Pure decisions of the scorer: the features of a lead, and its score with reasons."""

from scorer.domain.features import FEATURE_NAMES, FEATURE_SET, features_of
from scorer.domain.scoring import UNIT, Answer, Case, ModelInForce, Policy, examine, fell_back, score

__all__ = [
    "FEATURE_NAMES",
    "FEATURE_SET",
    "UNIT",
    "Answer",
    "Case",
    "ModelInForce",
    "Policy",
    "examine",
    "features_of",
    "fell_back",
    "score",
]

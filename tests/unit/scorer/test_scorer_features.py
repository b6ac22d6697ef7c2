"""S5: the feature vector is named, versioned, finite and the same length whatever a lead holds."""

import hashlib
import math
import struct

from hypothesis import given
from hypothesis import strategies as st
from leadcore.workspace import Value
from scorer.domain import FEATURE_NAMES, FEATURE_SET, features_of
from scorer.domain import features as source

values = st.one_of(st.none(), st.text(max_size=20), st.booleans(), st.floats(), st.integers(-(10**15), 10**15))
facts = st.dictionaries(
    st.sampled_from([*source._AMOUNTS, *source._FLAGS, *source._WORDS]),
    values,
)


@given(facts)
def test_features_are_finite_in_single_precision_too(known: dict[str, Value | None]) -> None:
    vector = features_of(known)
    assert len(vector) == len(FEATURE_NAMES)
    assert all(math.isfinite(struct.unpack("f", struct.pack("f", each))[0]) for each in vector)
    assert all(each >= 0 for each in vector)


def test_missing_is_told_from_zero() -> None:
    index = FEATURE_NAMES.index("missing_employees")
    assert features_of({})[index] == 1
    assert features_of({"employees": 0})[index] == 0


def test_an_unseen_word_is_no_word() -> None:
    assert features_of({"title_level": "emperor"}) == features_of({})
    assert sum(features_of({"title_level": "VP"})) == sum(features_of({})) + 1


def test_the_set_is_pinned() -> None:
    """Whoever changes the set must raise its version: a model trained for the old one would be asked with the new."""
    digest = hashlib.sha256("\n".join(FEATURE_NAMES).encode()).hexdigest()[:12]
    assert {FEATURE_SET: digest} == {"lead-1": "555aa2e6d69d"}

"""I2: whatever an authentic sender writes becomes records that can be written: no 500, no key that is personal."""

import json
from typing import Any, get_args

import pytest
from gateway.domain.webhooks import Placed, receive
from hypothesis import given, settings
from hypothesis import strategies as st
from leadcore.codec import Codec
from leadcore.submissions import is_id
from leadcore.workspace import Shape, Source

CODEC = Codec()
TEXTS = st.text(max_size=12) | st.sampled_from(["\x00", "\ud800", "é" * 300, "a@b.example", " "])
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
IDS = TEXTS | st.integers(-5, 2**64)
BODIES: dict[str, Any] = {
    "hubspot-contact": st.lists(
        st.fixed_dictionaries(
            {
                "subscriptionType": st.just("contact.propertyChange"),
                "propertyName": TEXTS,
                "objectId": IDS,
                "eventId": IDS,
            }
        ),
        max_size=3,
    ),
    "facebook-lead": st.fixed_dictionaries(
        {
            "entry": st.just([])
            | st.lists(
                st.fixed_dictionaries(
                    {
                        "changes": st.lists(
                            st.fixed_dictionaries({"field": st.just("leadgen"), "value": VALUES}), max_size=2
                        )
                    }
                ),
                max_size=2,
            )
        }
    ),
    "apify": st.fixed_dictionaries(
        {
            "eventType": TEXTS,
            "eventData": st.fixed_dictionaries({"actorRunId": TEXTS}),
            "items": st.lists(VALUES, max_size=3),
        }
    ),
    "typeform": st.fixed_dictionaries({"event_id": IDS, "form_response": st.fixed_dictionaries({"token": IDS})}),
    "stripe": st.fixed_dictionaries(
        {
            "id": IDS,
            "type": st.just("invoice.paid"),
            "created": VALUES,
            "data": st.fixed_dictionaries(
                {"object": st.fixed_dictionaries({"id": IDS, "metadata": st.fixed_dictionaries({"lead_id": IDS})})}
            ),
        }
    ),
    "sendgrid": st.lists(
        st.fixed_dictionaries({"event": st.just("open"), "lead_id": IDS, "sg_event_id": IDS, "timestamp": VALUES}),
        max_size=3,
    ),
}


@pytest.mark.parametrize("shape", get_args(Shape))
@settings(max_examples=60)
@given(
    data=st.data(), content_type=st.text(alphabet=st.characters(max_codepoint=126, min_codepoint=32)), event_id=TEXTS
)
def test_everything_that_is_received_can_be_written(
    shape: Shape, data: st.DataObject, content_type: str, event_id: str
) -> None:
    body = json.dumps(data.draw(BODIES.get(shape, VALUES))).encode()
    placed = Placed(1, "s", Source(ways=("webhook",), shape=shape), event_id if event_id.isascii() else "", "fresh")
    received = receive(body, content_type, placed)
    assert received == receive(body, content_type, placed)
    for submission in received.submissions:
        assert CODEC.encode(submission).value
        assert is_id(submission.submission_id)
        assert is_id(submission.event_id)
    for engagement in received.engagements:
        assert CODEC.encode(engagement).value
        assert is_id(engagement.lead_id)
        assert "@" not in engagement.lead_id

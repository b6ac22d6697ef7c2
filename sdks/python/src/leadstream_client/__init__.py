"""
Sends leads to a Leadstream gateway.

`Leadstream` sends and repeats; `Lead`, `Receipt`, `Verdict` and the rest are generated from the gateway's OpenAPI
document, as is all of `leadstream_client.generated`, where every operation is a function of its own, async ones too.
"""

from leadstream_client.answers import Refused, Unexpected
from leadstream_client.generated.models import BatchReceipt, FieldProblem, Lead, Problem, Receipt, Refusal, Verdict
from leadstream_client.retrying import Retrying
from leadstream_client.sender import Leadstream

__all__ = [
    "BatchReceipt",
    "FieldProblem",
    "Lead",
    "Leadstream",
    "Problem",
    "Receipt",
    "Refusal",
    "Refused",
    "Retrying",
    "Unexpected",
    "Verdict",
]

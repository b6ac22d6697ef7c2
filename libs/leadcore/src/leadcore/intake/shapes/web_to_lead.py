"""
Salesforce Web-to-Lead: the HTML form that Salesforce generates, posted to us in place of `servlet.WebToLead`.

Source: Salesforce Help, "Set Up Web-to-Lead" and "Web-to-Lead" field names as the generator writes them. `oid`,
`retURL`, `debug`, `encoding` and the captcha's fields steer Salesforce and say nothing of the lead; custom fields are
named by their id (`00N5g00000ABCDE`): give them a name in the source's `map`. Example:

    oid=00D000000000001&retURL=https%3A%2F%2Fvendor.example%2Fthanks&first_name=Dana&last_name=Okafor
    &email=dana.okafor%40northwind-labs.example&company=Northwind+Labs&state=BE&00N5g00000ABCDE=12000
"""

from leadcore.intake.documents import Unusable
from leadcore.intake.shapes import form
from leadcore.intake.shapes.parts import Document, Shape, renamed, whole

_STEERING = frozenset(
    {"oid", "retURL", "debug", "debugEmail", "encoding", "captcha_settings", "g-recaptcha-response", "submit"}
)
_OURS = {"URL": "company_domain", "zip": "postal_code", "description": "message", "salutation": "salutation"}


def read(payload: bytes, content_type: str) -> Document | Unusable:
    """The form's fields under our keys; see `form.read` for what is refused."""
    told = form.read(payload, content_type)
    if not isinstance(told, dict):
        return told
    return renamed({key: value for key, value in told.items() if key not in _STEERING}, _OURS)


SHAPE = Shape(whole, read, media=(form.URLENCODED, form.MULTIPART))

"""
Shapes: how senders write leads, one file each, chosen by `shape:` in `sources.yaml`.

`parts` says what a shape is; the rest are the shapes, by the names of the table below.
"""

from collections.abc import Mapping

from leadcore.intake.shapes import (
    apify,
    calendly,
    facebook_lead,
    form,
    google_lead,
    hubspot_contact,
    hubspot_form,
    linkedin_lead,
    sendgrid,
    ses,
    stripe,
    typeform,
    web_to_lead,
)
from leadcore.intake.shapes.parts import Happening, Part, Shape, Split, json_of, whole
from leadcore.workspace.sources import Shape as Name

_OBJECT = Shape(whole, json_of)

SHAPES: Mapping[Name, Shape] = {
    "json": _OBJECT,
    "row": _OBJECT,
    "form": form.SHAPE,
    "hubspot-form": hubspot_form.SHAPE,
    "hubspot-contact": hubspot_contact.SHAPE,
    "salesforce-web-to-lead": web_to_lead.SHAPE,
    "facebook-lead": facebook_lead.SHAPE,
    "linkedin-lead": linkedin_lead.SHAPE,
    "google-lead": google_lead.SHAPE,
    "typeform": typeform.SHAPE,
    "calendly": calendly.SHAPE,
    "stripe": stripe.SHAPE,
    "sendgrid": sendgrid.SHAPE,
    "ses": ses.SHAPE,
    "apify": apify.SHAPE,
}
"""Every shape by the name that a source gives; `row` is a flat object of texts, such as a CSV line."""

__all__ = ["SHAPES", "Happening", "Part", "Shape", "Split"]

"""Documents that are sent: what they say under a key, however it is spelt, and canaries planted in them. Pure."""

from collections.abc import Mapping

from lab.generator.mess import CANONICAL_OF
from lab.ledger.canaries import Canaries


def value_of(body: Mapping[str, object], name: str) -> object:
    """What a document says under a key, however its sender spells that; empty where it says nothing."""
    return next((value for key, value in body.items() if CANONICAL_OF.get(key, key) == name), "")


def respelt(body: Mapping[str, object], **values: object) -> dict[str, object]:
    """`body` with these values under the keys it already spells them with, else under the names themselves."""
    spelt = {CANONICAL_OF.get(key, key): key for key in body}
    return {**body, **{spelt.get(name, name): value for name, value in values.items()}}


def planted(body: Mapping[str, object], canaries: Canaries, *, whole: bool) -> dict[str, object]:
    """
    `body` with canaries in the attributes that are a person's.

    Args:
        body: of a lead.
        canaries: of the run.
        whole: also in its name and company, where it has them, and for its phone, where an address tells it apart.
    """
    there = value_of(body, "attributes")
    attributes = {**(there if isinstance(there, dict) else {}), **_personal(canaries)}
    told: dict[str, object] = {"attributes": attributes}
    if whole:
        told |= {
            name: f"{value} {canaries.name}" for name in ("last_name", "full_name") if (value := value_of(body, name))
        }
        if company := value_of(body, "company_name"):
            told["company_name"] = f"{company} {canaries.company}"
        if value_of(body, "email"):
            told["phone"] = canaries.phone
    return respelt(body, **told)


def planted_invalid(body: Mapping[str, object], canaries: Canaries) -> dict[str, object]:
    """`body`, in which nothing tells whom to reach, with canaries in what cannot be used to reach anybody."""
    told: dict[str, object] = {"full_name": f"Nobody {canaries.name}", "attributes": _personal(canaries)}
    email = body.get("email")
    if isinstance(email, str) and email.strip():
        told["email"] = f"{canaries.name} {email}"
    return respelt(body, **told)


def _personal(canaries: Canaries) -> dict[str, object]:
    """An attribute that is declared personal, and one that nobody declared."""
    return {"spoken_to": canaries.attribute, "home_address": f"12 {canaries.attribute} Lane"}

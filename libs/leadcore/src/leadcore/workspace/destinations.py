"""`destinations.yaml`: where leads are delivered, how freely, and which field goes where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from msgspec import Meta

from leadcore.workspace.decode import Document
from leadcore.workspace.fields import Field, is_target
from leadcore.workspace.findings import did_you_mean
from leadcore.workspace.strict_yaml import Node
from leadcore.workspace.vocabulary import ATTRIBUTE, DELIVERABLE

FILE = "destinations.yaml"

Mode = Literal["observe", "dry-run", "write"]
Policy = Literal["fill-blank", "overwrite"]


@dataclass(frozen=True, slots=True)
class FieldTarget:
    """
    What fills one property of a destination.

    `field` is a deliverable word or `attributes.<name>`. `policy` is `fill-blank` (never replace what a
    person or another system wrote), `overwrite` (ours, always current), or None until `load` puts the
    destination's own in.
    """

    field: str
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """
    One destination; its name is the second half of the unit `crm-sync.<name>`.

    `mode`: `observe` writes nothing and compares, `dry-run` records the difference it would make, `write`
    writes. `fields`: property of the destination to what fills it. PostgreSQL keeps whole records and has
    none.
    """

    kind: Literal["postgres", "hubspot"]
    mode: Mode
    policy: Policy = "fill-blank"
    batch_size: Annotated[int, Meta(ge=1, le=1000)] = 100
    fields: Mapping[str, FieldTarget] = field(default_factory=dict)


def parse(doc: Document, node: Node, fields: Mapping[str, Field] | None) -> Mapping[str, Destination] | None:
    """Return the destinations by name with each field's policy filled in, or None with findings."""
    destinations = doc.read(node, dict[str, Destination])
    if destinations is None:
        return None
    return {name: _check(doc, name, _with_crm(each, name, fields), fields) for name, each in destinations.items()}


def crm_findings(doc: Document, fields: Mapping[str, Field], known: Mapping[str, Destination]) -> None:
    """Refuse, in `fields.yaml`, targets that no destination has or that two fields would fill."""
    taken: dict[tuple[str, str], str] = {}
    for name, each in fields.items():
        for destination, target in each.crm.items():
            key = f"{name}.crm.{destination}"
            found = known.get(destination)
            if found is None or found.kind == "postgres":
                near = did_you_mean(destination, [name for name, one in known.items() if one.kind != "postgres"])
                doc.refuse(key, f"is no destination with properties{near}")
            elif found.fields.get(target) != FieldTarget(ATTRIBUTE + name, found.policy):
                doc.refuse(key, f"{target} is already filled, by {found.fields[target].field}")
            elif (destination, target) in taken:
                doc.refuse(key, f"{target} is already filled, by {taken[destination, target]}")
            taken[destination, target] = ATTRIBUTE + name


def _with_crm(destination: Destination, name: str, fields: Mapping[str, Field] | None) -> Destination:
    """The destination with what `fields.yaml` sends to it; its own file wins."""
    if destination.kind == "postgres":
        return destination
    sent = {each.crm[name]: FieldTarget(ATTRIBUTE + own) for own, each in (fields or {}).items() if name in each.crm}
    return replace(destination, fields={**sent, **destination.fields}) if sent else destination


def _check(doc: Document, name: str, destination: Destination, fields: Mapping[str, Field] | None) -> Destination:
    if destination.kind == "postgres" and destination.fields:
        doc.refuse(f"{name}.fields", "has no meaning for postgres, which keeps whole records")
    if destination.kind != "postgres" and not destination.fields:
        doc.refuse(f"{name}.fields", "is missing: nothing would be delivered")
    for target, each in destination.fields.items():
        if not is_target(each.field, DELIVERABLE, fields):
            near = did_you_mean(each.field, (*DELIVERABLE, *(ATTRIBUTE + own for own in fields or ())))
            doc.refuse(f"{name}.fields.{target}.field", f"no such field: {each.field}{near}")
    filled = {
        target: FieldTarget(each.field, each.policy or destination.policy)
        for target, each in destination.fields.items()
    }
    return replace(destination, fields=filled)

"""
The stage `ingest.normalise`: leads.raw, then leads.bulk → leads.identified.

    what arrived → whose source → the JSON object → its fields → what they mean → seal the person → identify

Bytes that are no JSON object are a dead letter; an Avro record of an unknown schema is one after its retries. A
submission that breaks a rule of its source is finished: its outcome is `rejected`, and every field at fault is named.
"""

from collections.abc import Callable, Mapping, Sequence

from leadcore import accounts
from leadcore.clock import Clock
from leadcore.codec import UNKNOWN_SCHEMA_ID, Codec
from leadcore.contracts import Basis, Decision, Identified, Identity, Origin, Person, Topic
from leadcore.failures import Failure, TooLarge, Undecodable, WrongShape
from leadcore.frozen import dataclass
from leadcore.intake import fields
from leadcore.intake.fields import Fields
from leadcore.intake.shapes import SHAPES
from leadcore.message import Delivery
from leadcore.stage import RetryLimits, Stage
from leadcore.submissions import event_id_of, subject_reader
from leadcore.vault import PersonVault
from leadcore.verdict import Defer, Drop, Emit, Reject, Verdict
from leadcore.workspace import Dedup, Field, Source, Workspace

from ingest.domain import answering, claims, normalisation, titles
from ingest.domain.answering import Answering
from ingest.domain.identity import Identifiers, Pepper, identity_key
from ingest.domain.normalisation import Read
from ingest.ports import Alarms
from ingest.stages.arrivals import Arrived, admissible, arrived

UNIT = "ingest.normalise"


@dataclass(frozen=True, slots=True)
class Normaliser:
    """
    What the stage is built with. `cluster_id`: of the Kafka cluster; upstream's submission ids follow from it. Without
    `alarms` nobody is told what senders try.
    """

    workspace: Workspace
    vault: PersonVault
    pepper: Pepper
    codec: Codec
    clock: Clock
    version: str
    cluster_id: str
    alarms: Alarms | None = None


def build(tools: Normaliser, retries: RetryLimits | None = None) -> Stage[Delivery, Identified]:
    """The stage `ingest.normalise`."""
    workspace = tools.workspace
    subject_of = subject_reader(tools.codec, tools.cluster_id, tenant_of(workspace.sources))

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Verdict[Identified]]:
        basis = Basis(decided_at=tools.clock(), code_version=tools.version, release=workspace.release)
        found = [arrived(delivery, subject_of(delivery), tools.codec) for delivery in deliveries]
        return [_unread(each) if isinstance(each, Undecodable) else _verdict(tools, each, basis) for each in found]

    return Stage(
        unit=UNIT,
        sources=(Topic.LEADS_RAW, Topic.LEADS_BULK),
        sink=Topic.LEADS_IDENTIFIED,
        retry=Topic.LEADS_INGEST_NORMALISE_RETRY,
        handle=handle,
        retries=retries or RetryLimits(),
        subject=subject_of,
    )


def tenant_of(sources: Mapping[str, Source]) -> Callable[[str], str | None]:
    """A function that says whose leads a source's are; None where there is no such source."""
    tenants = {name: source.tenant for name, source in sources.items()}
    return tenants.get


def _unread(failure: Undecodable) -> Verdict[Identified]:
    # On an open topic nobody vouches for the id: it may be a writer's who is ahead of us, or anything. So it waits, but
    # not for ever.
    return Defer(failure) if failure.reason == UNKNOWN_SCHEMA_ID else Reject(failure)


def _verdict(tools: Normaliser, found: Arrived, basis: Basis) -> Verdict[Identified]:
    source = admissible(found, tools.workspace.sources)
    if not isinstance(source, Source):
        return _refused(found.origin(), source, basis)
    said = _said(found, source, tools.workspace.fields)
    if not isinstance(said, Fields):
        return _refused(found.origin(), said, basis)
    origin = found.origin(event_id_of(said.texts["event_id"]) if "event_id" in said.texts else "")
    meant = normalisation.read(said, source.written)
    broken = normalisation.missing(meant, source.require_any, origin.event_id)
    if broken is not None:
        return _refused(origin, broken, basis)
    return Emit(Identified(origin=origin, identity=_identity(tools, origin, said, meant, basis)))


def _said(found: Arrived, source: Source, declared: Mapping[str, Field]) -> Fields | Failure:
    document = SHAPES[source.shape].read(found.submission.payload, found.submission.content_type)
    if not isinstance(document, dict):
        return document
    said = fields.read(document, source.map, declared, source.transform, source.written)
    if isinstance(said, Fields):
        return said
    first = said[0]
    return WrongShape(first.reason, first.field, {"fields": ",".join(f"{each.field}:{each.reason}" for each in said)})


def _refused(origin: Origin, failure: Failure, basis: Basis) -> Verdict[Identified]:
    if isinstance(failure, Undecodable | TooLarge):
        return Reject(failure)
    told = {**failure.parameters, "reason": failure.reason, **({"field": failure.field} if failure.field else {})}
    outcome = accounts.outcome(
        accounts.subject_of(origin),
        "rejected",
        unit=UNIT,
        code=failure.code,
        at=basis.decided_at,
        parameters=told,
        trail=(Decision(unit=UNIT, code="rejected", parameters=told, release=basis.release),),
    )
    return Drop(outcome)


def _identity(tools: Normaliser, origin: Origin, said: Fields, meant: Read, basis: Basis) -> Identity:
    declared = tools.workspace.fields
    person = normalisation.person(said, meant, declared)
    sealed, person_key = tools.vault.seal(origin.tenant, person)
    email, phone = meant.email, meant.phone
    policy = tools.workspace.sources[origin.source].dedup
    who = _answering(meant, person, policy)
    identifiers = _identifiers(origin, meant, who, policy)
    where = normalisation.place(said, meant)
    title = titles.parse(said.texts.get("title", ""))
    unmapped = len(person.unmapped)
    kind = identifiers.strongest()[0]
    told = {**meant.told, **where.told}
    if said.unmapped:
        told.update(_claimed(said, declared, tools.alarms))
    if who:
        told["number_of"] = who.by
    told.update(said.changed)
    told["identified_by"] = kind
    if unmapped:
        told["unmapped"] = str(unmapped)
    return Identity(
        identity_key=identity_key(tools.pepper, origin.tenant, identifiers),
        identity_kind=kind,
        person=sealed,
        person_key=person_key,
        occurred_at=meant.occurred_at,
        email_domain=email.domain if email else "",
        mailbox=email.mailbox if email else "",
        phone_country=phone.country if phone else "",
        name_quality=meant.name.quality,
        title_level=title.level,
        title_function=title.function,
        country=where.country,
        region=where.region,
        city=where.city,
        time_zone=where.time_zone,
        company_name=meant.company_name,
        company_domain=meant.company_domain,
        channel=meant.channel,
        industry=meant.industry,
        naics=meant.naics,
        attributes={name: text for name, text in said.attributes.items() if not declared[name].personal},
        consents=normalisation.consents(said),
        unmapped_count=unmapped,
        basis=basis,
        trail=(_decision(said, told, basis),),
    )


def _answering(meant: Read, person: Person, policy: Dedup) -> Answering | None:
    """Who answers at the number; None where it is not asked for, or not asked."""
    if meant.email is not None or meant.phone is None or policy.phone == "alone":
        return None
    return answering.who(meant.name, meant.company_name, person.address)


def _identifiers(origin: Origin, meant: Read, who: Answering | None, policy: Dedup) -> Identifiers:
    email, phone = meant.email, meant.phone
    told = "" if email is None else email.tagged if policy.plus_tags == "kept" else email.identity
    return Identifiers(
        email=told,
        phone=phone.e164 if phone and (who is None or who.tells) else "",
        source=origin.source,
        event_id=origin.event_id,
        submission_id=origin.submission_id,
        beside_phone=() if who is None else who.beside,
    )


def _claimed(said: Fields, declared: Mapping[str, Field], alarms: Alarms | None) -> Mapping[str, str]:
    """What the sender said although only we may; it stays among what is unmapped (control:S8)."""
    names = claims.claimed(said.unmapped, declared)
    if alarms is not None:
        for name in names:
            alarms.claimed(name)
    return {"claimed": ",".join(names)} if names else {}


def _decision(said: Fields, told: dict[str, str], basis: Basis) -> Decision:
    if said.untransformed:
        told["untransformed"] = ",".join(f"{name}:{why}" for name, why in sorted(said.untransformed.items()))
    if said.unread:
        told["unread"] = ",".join(f"{name}:{why}" for name, why in sorted(said.unread.items()))
    return Decision(unit=UNIT, code="normalised", parameters=told, release=basis.release)

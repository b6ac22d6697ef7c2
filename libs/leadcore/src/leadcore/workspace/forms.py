"""`forms.yaml`: the forms that the gateway shows at `/f/<name>` and that pages embed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from leadcore.workspace.decode import Document
from leadcore.workspace.fields import Field, is_target
from leadcore.workspace.findings import did_you_mean
from leadcore.workspace.sources import Origin, Source
from leadcore.workspace.strict_yaml import Node
from leadcore.workspace.vocabulary import ATTRIBUTE

FILE = "forms.yaml"

InputKind = Literal["text", "email", "phone", "url", "area", "choice"]
Words = Annotated[str, Meta(min_length=1, max_length=300)]
ASKABLE = (
    "email",
    "full_name",
    "first_name",
    "last_name",
    "phone",
    "company_name",
    "company_domain",
    "title",
    "country",
    "region",
    "city",
    "address",
    "postal_code",
    "message",
)
"""Keys of a submission that a person fills in; the others are found out or set."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
_PURPOSE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Input:
    """
    One thing that is asked for. `name`: a key of a submission, or `attributes.<name>` declared in `fields.yaml`.
    `options`: of a choice. `hint` is shown below the label.
    """

    name: str
    label: Words
    kind: InputKind = "text"
    required: bool = False
    hint: Annotated[str, Meta(max_length=500)] = ""
    options: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentBox:
    """A box to tick. `text` is what the person reads; it is kept with the answer, and with its `version`."""

    purpose: str
    text: Annotated[str, Meta(min_length=1, max_length=3_000)]
    version: Annotated[str, Meta(min_length=1, max_length=50)]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """What a form says by itself, in its language."""

    submit: Words = "Send"
    thanks: Annotated[str, Meta(min_length=1, max_length=2_000)] = "Thank you. We will be in touch soon."
    required: Words = "Please fill this in."
    email: Words = "Please enter an e-mail address, such as name@company.com."
    choice: Words = "Please choose one of the options."
    too_long: Words = "This is too long."
    consent: Words = "Please tick this box to go on."
    optional: Words = "optional"
    wrong: Words = "Please look at these again:"
    stale: Words = "This page was open for too long. Please send it again."
    away: Words = "This could not be sent right now. Please try again in a moment."


@dataclass(frozen=True, slots=True)
class Form:
    """
    One form.

    `source`: whose leads they are; it must take HTTP. `origins`: whose pages may embed it. `redirect`: where a person
    goes afterwards, on one of the `origins`; none: a page of ours says `texts.thanks`. `least_seconds`: whoever is
    faster is no person; such posts are answered alike, and end as rejected.
    """

    title: Words
    source: str
    fields: Annotated[tuple[Input, ...], Meta(min_length=1)]
    intro: Annotated[str, Meta(max_length=2_000)] = ""
    language: str = "en"
    consents: tuple[ConsentBox, ...] = ()
    origins: tuple[Origin, ...] = ()
    redirect: str | None = None
    least_seconds: Annotated[float, Meta(ge=0, le=60)] = 2.0
    texts: Texts = field(default_factory=Texts)


def parse(
    doc: Document, node: Node, declared: Mapping[str, Field] | None, sources: Mapping[str, Source] | None
) -> Mapping[str, Form] | None:
    """Return the forms by name, or None with findings."""
    forms = doc.read(node, dict[str, Form])
    for name, form in (forms or {}).items():
        if not _NAME.fullmatch(name):
            doc.refuse(name, "must be lower case letters, digits and -, beginning with a letter")
        if not _LANGUAGE.fullmatch(form.language):
            doc.refuse(f"{name}.language", "must be a language tag such as en or pt-BR")
        _check_fields(doc, name, form, declared)
        _check_consents(doc, name, form)
        _check_source(doc, name, form, sources)
        if form.redirect is not None and origin_of(form.redirect) not in form.origins:
            doc.refuse(f"{name}.redirect", "must lie on one of the form's origins")
    return forms


def origin_of(url: str) -> str:
    """The origin of an absolute http(s) address; empty where it is none."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and "\\" not in url
    return f"{parts.scheme}://{parts.hostname}{port}" if plain else ""


def _check_fields(doc: Document, name: str, form: Form, declared: Mapping[str, Field] | None) -> None:
    seen: set[str] = set()
    for at, each in enumerate(form.fields):
        key = f"{name}.fields.{at}"
        if not is_target(each.name, ASKABLE, declared):
            known = (*ASKABLE, *(ATTRIBUTE + one for one in declared or ()))
            doc.refuse(f"{key}.name", f"is no key that a form asks for{did_you_mean(each.name, known)}")
        if each.name in seen:
            doc.refuse(f"{key}.name", "is asked for twice")
        seen.add(each.name)
        if (each.kind == "choice") != bool(each.options):
            doc.refuse(f"{key}.options", "must be there for a choice, and for nothing else")
        if len(set(each.options)) < len(each.options):
            doc.refuse(f"{key}.options", "names one option twice")


def _check_consents(doc: Document, name: str, form: Form) -> None:
    seen: set[str] = set()
    for at, each in enumerate(form.consents):
        if not _PURPOSE.fullmatch(each.purpose):
            doc.refuse(f"{name}.consents.{at}.purpose", "must be lower case letters, digits, _ . and -")
        if each.purpose in seen:
            doc.refuse(f"{name}.consents.{at}.purpose", "is asked for twice")
        seen.add(each.purpose)


def _check_source(doc: Document, name: str, form: Form, sources: Mapping[str, Source] | None) -> None:
    if sources is None:
        return
    source = sources.get(form.source)
    if source is None:
        doc.refuse(f"{name}.source", f"is no source{did_you_mean(form.source, sources)}")
    elif "http" not in source.ways:
        doc.refuse(f"{name}.source", f"{form.source} does not take http")
    elif not any(each.required and each.name in source.require_any for each in form.fields):
        wanted = ", ".join(source.require_any)
        doc.refuse(f"{name}.fields", f"must require one of {wanted}: without them {form.source} takes no lead")

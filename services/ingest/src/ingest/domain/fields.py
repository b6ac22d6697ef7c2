"""
A submission's JSON object, read by the table of canonical names and aliases.

Keys are case-insensitive, a space or `-` counts as `_`; a canonical name beats its aliases, and
among aliases the earlier in `ALIASES` wins. What loses, and what nobody declared, is kept as
unmapped under the sender's own key. Every wrong type is named, all at once, never with its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.domain import consents
from ingest.domain.attributes import AttributeRule, read_attribute
from ingest.domain.consents import Consent
from ingest.domain.failures import FieldFailure

ALIASES: Mapping[str, tuple[str, ...]] = {
    "event_id": ("id",),
    "occurred_at": ("timestamp", "created_at"),
    "email": ("email_address", "e_mail"),
    "full_name": ("name",),
    "first_name": ("firstname",),
    "last_name": ("lastname",),
    "phone": ("phone_number", "mobile"),
    "language": ("locale",),
    "company_name": ("company", "organization"),
    "company_domain": ("website", "domain"),
    "title": ("job_title", "position"),
    "country": (),
    "region": ("state",),
    "city": (),
    "postal_code": (),
    "message": ("comments", "notes"),
    "page_url": (),
    "referrer": (),
    "utm_source": (),
    "utm_medium": (),
    "utm_campaign": (),
    "utm_term": (),
    "utm_content": (),
    "gclid": (),
    "fbclid": (),
    "msclkid": (),
    "li_fat_id": (),
    "consent": (),
    "attributes": (),
}

_NUMBERS_TOO = frozenset({"event_id", "phone", "postal_code"})
_RANKS = {
    name: (canonical, rank)
    for canonical, aliases in ALIASES.items()
    for rank, name in enumerate((canonical, *aliases), start=1)
}


@dataclass(frozen=True, slots=True)
class FieldRules:
    """
    What a source and its workspace add to the table.

    `renamed`: the source's `map`, sender's key to canonical or attribute name; a dotted key reaches
    into nested objects. `attributes`: the declared fields of the customer, by their name. Both are
    matched in the key form of this module.
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, AttributeRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fields:
    """
    What a submission says, under our names; absent, null and blank values are left out.

    `texts`: canonical name to text as sent. `attributes`: declared name to its canonical text.
    `unmapped`: the sender's key to the JSON value, for what fits nowhere.
    """

    texts: Mapping[str, str]
    consents: tuple[Consent, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    unmapped: Mapping[str, object] = field(default_factory=dict)


def read(document: Mapping[str, object], rules: FieldRules) -> Fields | tuple[FieldFailure, ...]:
    """Return the fields of `document`, or every field that has the wrong type."""
    chosen, left_over = _choose(document, rules)
    texts: dict[str, str] = {}
    failures: list[FieldFailure] = []
    for name, value in chosen.items():
        if name in ("consent", "attributes") or name not in ALIASES:
            continue
        text = _text(name, value)
        if isinstance(text, FieldFailure):
            failures.append(text)
        elif text and not text.isspace():
            texts[name] = text
    stated = consents.read(chosen["consent"]) if "consent" in chosen else ()
    attributes = _attributes(chosen, rules, left_over)
    failures += [failed for failed in (stated, attributes) if isinstance(failed, FieldFailure)]
    if failures or isinstance(stated, FieldFailure) or isinstance(attributes, FieldFailure):
        return tuple(failures)
    return Fields(texts, stated, attributes, left_over)


@lru_cache(maxsize=8_192)
def key_form(key: str) -> str:
    """Return the form in which keys are compared: outer blanks gone, lower case, blank and `-` as `_`."""
    return key.strip().lower().replace(" ", "_").replace("-", "_")


def _choose(document: Mapping[str, object], rules: FieldRules) -> tuple[dict[str, object], dict[str, object]]:
    best: dict[str, tuple[int, str]] = {}
    values: dict[str, object] = {}
    left_over: dict[str, object] = {}
    for key, value in _flattened(document, rules):
        if value is None:
            continue
        name, rank = _named(key, rules)
        if name is None:
            left_over[key] = value
        elif name not in best or rank < best[name][0]:
            if name in best:
                left_over[best[name][1]] = values[name]
            best[name], values[name] = (rank, key), value
        elif values[name] != value:
            left_over[key] = value
    return values, left_over


def _named(key: str, rules: FieldRules) -> tuple[str | None, int]:
    form = key_form(key)
    renamed = rules.renamed.get(form)
    # A source's own map is said on purpose, so it wins even over the canonical name.
    name, rank = (renamed, 0) if renamed is not None else _RANKS.get(form, (form, 1))
    if name in ALIASES or name in rules.attributes:
        return name, rank
    return None, rank


def _flattened(document: Mapping[str, object], rules: FieldRules) -> list[tuple[str, object]]:
    pairs = list(document.items())
    for path in (path for path in rules.renamed if "." in path):
        value = _reached(document, path.split("."))
        if value is not None:
            pairs.append((path, value))
    return pairs


def _reached(value: object, steps: list[str]) -> object:
    for step in steps:
        if not isinstance(value, Mapping):
            return None
        value = next((inner for key, inner in value.items() if key_form(key) == step), None)
    return value


def _text(name: str, value: object) -> str | FieldFailure:
    if isinstance(value, str):
        return value
    if name in _NUMBERS_TOO and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return FieldFailure(name, "wrong-type")


def _attributes(
    chosen: Mapping[str, object], rules: FieldRules, left_over: dict[str, object]
) -> dict[str, str] | FieldFailure:
    given = chosen.get("attributes", {})
    if not isinstance(given, Mapping):
        return FieldFailure("attributes", "wrong-type")
    read_as: dict[str, str] = {}
    spoken = [(key, key_form(key), value) for key, value in given.items()]
    spoken += [(name, name, value) for name, value in chosen.items() if name not in ALIASES]
    for key, name, value in spoken:
        rule = rules.attributes.get(name)
        text = read_attribute(rule, value) if rule else None
        if text is None:
            left_over[f"attributes.{key}" if key in given else key] = value
        elif text:
            read_as[name] = text
    return read_as

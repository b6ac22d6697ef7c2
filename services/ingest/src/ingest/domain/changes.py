"""
What normalisation made of the texts as sent, as codes of their forms before and after, never as the texts.

    phone         national>e164 · international>e164       name          upper>title-case · lower>title-case
    country       alpha-3>alpha-2 · name>alpha-2            region        name>code · code>code
    company_name  as-sent>cleaned                           language      name>tag · locale>tag
    industry      text>naics · text>nothing                 channel       gclid>paid-search · utm>… · page>direct

A value that stands as it was sent has no code.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from ingest.domain.people import PersonName
from ingest.domain.phones import Phone

_CLICK_IDS = ("gclid", "msclkid", "li_fat_id", "fbclid")
_ALPHA_2, _ALPHA_3 = 2, 3


class Meant(Protocol):
    """What was read of the texts."""

    @property
    def phone(self) -> Phone | None:
        """The number."""

    @property
    def name(self) -> PersonName:
        """The name."""

    @property
    def country(self) -> str:
        """Alpha-2."""

    @property
    def language(self) -> str:
        """A tag."""

    @property
    def company_name(self) -> str:
        """As shown."""

    @property
    def industry(self) -> str:
        """As shown."""

    @property
    def naics(self) -> str:
        """Its code."""

    @property
    def channel(self) -> str:
        """Of the visit."""

    @property
    def unusable(self) -> tuple[str, ...]:
        """Keys whose text meant nothing."""


def of(texts: Mapping[str, str], meant: Meant) -> Iterator[tuple[str, str]]:
    """Yield the name and the code of each change."""
    phone, name = meant.phone, meant.name
    if phone and (sent := texts["phone"].strip()) != phone.e164:
        yield "phone", "international>e164" if sent.startswith(("+", "00")) else "national>e164"
    if name.full and (change := _of_name(texts.get("full_name", ""), texts.get("first_name", ""), name.full)):
        yield "name", change
    if (sent := texts.get("country", "")) and sent != meant.country and "country" not in meant.unusable:
        yield "country", f"{_form_of_country(sent)}>alpha-2"
    if meant.language and (sent := texts["language"]) != meant.language:
        yield "language", "name>tag" if len(sent) > _ALPHA_3 and sent.isalpha() else "locale>tag"
    if meant.company_name and texts["company_name"] != meant.company_name:
        yield "company_name", "as-sent>cleaned"
    if meant.industry:
        yield "industry", "text>naics" if meant.naics else "text>nothing"
    if meant.channel:
        yield "channel", f"{_told_by(texts)}>{meant.channel}"


@lru_cache(maxsize=1_024)
def _form_of_country(sent: str) -> str:
    letters = sum(map(str.isalpha, sent))
    if letters == len(sent) and letters in (_ALPHA_2, _ALPHA_3):
        return f"alpha-{letters}"
    return "name"


def _of_name(full: str, first: str, shown: str) -> str:
    sent = full or first
    if sent.isupper() and not shown.isupper():
        return "upper>title-case"
    return "lower>title-case" if sent.islower() and not shown.islower() else ""


def _told_by(texts: Mapping[str, str]) -> str:
    clicked = next((key for key in _CLICK_IDS[:3] if texts.get(key)), "")
    if clicked:
        return clicked
    if texts.get("utm_source") or texts.get("utm_medium") or texts.get("utm_campaign"):
        return "utm"
    if texts.get("fbclid"):
        return "fbclid"
    return "referrer" if texts.get("referrer") else "page"

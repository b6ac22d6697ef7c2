"""
E-mail addresses: what RFC 5321 and RFC 6531 allow and people really have.

Refused although the RFCs allow them: quoted local parts, comments, address literals, single-label
domains. `Email.address` is what to send to, `Email.identity` what tells people apart.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from leadcore.frozen import dataclass
from leadcore.intake import sanitise

from ingest.domain import mailboxes
from ingest.domain.hosts import ascii_host, registrable

MAX_ADDRESS = 254
MAX_LOCAL_PART = 64

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f]"
_LOCAL_PART = re.compile(rf"(?:{_ATOM})+(?:\.(?:{_ATOM})+)*")
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9.-]+[A-Za-z]")
"""What nothing has to be taken off."""
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_IGNORES_DOTS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Email:
    """
    A usable address.

    `address`: local part as written, domain in lower-case ASCII. `identity`: lower case, without
    plus tag, Gmail's dots removed. `domain`: ASCII. `mailbox`: a kind of `ingest.domain.mailboxes`.
    `company_domain`: the employer's registrable domain, "" where the domain does not name one.
    `mended`: what was done to the text as sent, codes of `MENDED` joined by commas; "" for nothing.
    """

    address: str
    identity: str
    domain: str
    mailbox: str
    company_domain: str
    mended: str = ""

    @property
    def tagged(self) -> str:
        """The identity with its plus tag, for sources where tags are people."""
        local_part = self.address.rpartition("@")[0].lower()
        return f"{local_part}@{self.domain}" if "+" in local_part else self.identity


MENDED = ("display-name", "mailto", "blanks", "final-punctuation", "characters", "domain-case", "domain-to-ascii")
"""What may be done to an address: taken out of `Name <…>` or `mailto:`, trimmed, freed of invisible or wide letters."""

FLAWS = (
    "no-at", "no-local-part", "no-domain", "quoted-local-part", "comment", "address-literal", "dot-at-the-edge",
    "two-dots", "local-part-too-long", "address-too-long", "local-part-character", "final-dots", "single-label-domain",
    "top-level-domain", "domain-character", "domain-not-idna",
)  # fmt: skip
"""Why a text is no address of ours, the first that holds."""


def parse(text: str) -> Email | None:
    """
    Return the address that `text` means, or None; `flaw` says why.

    Accepts what people paste: outer blanks, `mailto:`, `Name <address>`, a final dot, comma or
    semicolon, full-width letters, invisible characters.
    """
    plain = _PLAIN.fullmatch(text) is not None
    bare = text if plain else _bare(text)
    local_part, at, host = bare.rpartition("@")
    if not plain and (not at or not _LOCAL_PART.fullmatch(local_part) or not _writable(local_part)):
        return None
    found = _domain(host)
    address = f"{local_part}@{found.name}"
    if not found.name or _octets(local_part) > MAX_LOCAL_PART or _octets(address) > MAX_ADDRESS:
        return None
    kind = mailboxes.ROLE if found.kind == mailboxes.COMPANY and mailboxes.is_role(local_part) else found.kind
    mended = "" if address == text else _mended(text, bare, address)
    return Email(address, _identity(local_part, found.name), found.name, kind, found.employer, mended)


class _Domain(NamedTuple):
    """The ASCII name of a domain ("" for none), the kind of the mailboxes there, and whose employer's it is."""

    name: str
    kind: str
    employer: str


@lru_cache(maxsize=4_096)
def _domain(host: str) -> _Domain:
    name = "" if host.endswith(".") else ascii_host(host)
    kind = mailboxes.domain_kind(name) if name else ""
    return _Domain(name, kind, registrable(name) if kind == mailboxes.COMPANY else "")


def flaw(text: str) -> str:
    """Return why `text` is no address, one of `FLAWS`; "" where it is one."""
    if parse(text) is not None:
        return ""
    bare = _bare(text)
    local_part, at, host = bare.rpartition("@")
    if not at:
        return "no-at"
    if not local_part or not host:
        return "no-domain" if local_part else "no-local-part"
    return _flaw_of_local_part(local_part) or _flaw_of_host(local_part, host)


def _flaw_of_local_part(local_part: str) -> str:
    if '"' in local_part:
        return "quoted-local-part"
    if "(" in local_part or ")" in local_part:
        return "comment"
    if local_part.startswith(".") or local_part.endswith("."):
        return "dot-at-the-edge"
    if ".." in local_part:
        return "two-dots"
    if not _LOCAL_PART.fullmatch(local_part) or not _writable(local_part):
        return "local-part-character"
    return "local-part-too-long" if _octets(local_part) > MAX_LOCAL_PART else ""


def _flaw_of_host(local_part: str, host: str) -> str:
    if "[" in host or "]" in host:
        return "address-literal"
    if "(" in host or ")" in host:
        return "comment"
    if host.startswith(".") or ".." in host or host.endswith("."):
        return "two-dots" if ".." in host else "final-dots" if host.endswith(".") else "dot-at-the-edge"
    if ascii_host(host) or _octets(f"{local_part}@{host}") > MAX_ADDRESS:
        return "address-too-long"
    if not host.isascii():
        return "domain-not-idna"
    if "." not in host:
        return "single-label-domain"
    plain = all(char.isalnum() or char in ".-" for char in host)
    return "top-level-domain" if plain and ascii_host(f"{host.rpartition('.')[0]}.com") else "domain-character"


def _mended(text: str, bare: str, address: str) -> str:
    """What lies between the text as sent and the address, as codes of `MENDED`."""
    done = []
    value = sanitise.token(text)
    if value != text.strip():
        done.append("characters")
    if text != text.strip():
        done.append("blanks")
    if _NAMED.fullmatch(value):
        done.append("display-name")
    elif value[:7].lower() == "mailto:":
        done.append("mailto")
    elif len(bare) < len(value):
        done.append("final-punctuation")
    if (host := bare.rpartition("@")[2]) != address.rpartition("@")[2]:
        done.append("domain-case" if host.isascii() else "domain-to-ascii")
    return ",".join(done)


def _bare(text: str) -> str:
    value = sanitise.token(text)
    named = _NAMED.fullmatch(value)
    if named:
        value = named.group(1).strip()
    if value[:7].lower() == "mailto:":
        value = value[7:].partition("?")[0]
    return value.rstrip(".,; ")


def _writable(local_part: str) -> bool:
    # RFC 6531 allows any character past ASCII; letters, digits and the marks on them are what people have.
    if local_part.isascii():
        return True
    letters = (char.isascii() or char.isalnum() or unicodedata.category(char)[0] == "M" for char in local_part)
    return all(letters) and not any(unicodedata.combining(part[0]) for part in local_part.split("."))


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8"))


def _identity(local_part: str, domain: str) -> str:
    # lower, not casefold: straße@ and strasse@ are two mailboxes.
    person = local_part.lower()
    untagged = person.partition("+")[0]
    person = untagged or person
    if domain in _IGNORES_DOTS:
        return f"{person.replace('.', '')}@gmail.com"
    return f"{person}@{domain}"

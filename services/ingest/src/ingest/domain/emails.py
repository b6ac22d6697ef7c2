"""
E-mail addresses: what RFC 5321 and RFC 6531 allow and people really have.

Refused although the RFCs allow them: quoted local parts, comments, address literals, single-label
domains. `Email.address` is what to send to, `Email.identity` what tells people apart.
"""

import re
import unicodedata

from leadcore.frozen import dataclass
from leadcore.intake import sanitise

from ingest.domain import mailboxes
from ingest.domain.hosts import ascii_host, registrable

MAX_ADDRESS = 254
MAX_LOCAL_PART = 64

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\x00-\x7f]"
_LOCAL_PART = re.compile(rf"(?:{_ATOM})+(?:\.(?:{_ATOM})+)*")
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_IGNORES_DOTS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Email:
    """
    A usable address.

    `address`: local part as written, domain in lower-case ASCII. `identity`: lower case, without
    plus tag, Gmail's dots removed. `domain`: ASCII. `mailbox`: a kind of `ingest.domain.mailboxes`.
    `company_domain`: the employer's registrable domain, "" where the domain does not name one.
    """

    address: str
    identity: str
    domain: str
    mailbox: str
    company_domain: str


def parse(text: str) -> Email | None:
    """
    Return the address that `text` means, or None.

    Accepts what people paste: outer blanks, `mailto:`, `Name <address>`, a final dot, comma or
    semicolon, full-width letters, invisible characters.
    """
    local_part, at, host = _bare(text).rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local_part) or not _writable(local_part):
        return None
    domain = ascii_host(host)
    address = f"{local_part}@{domain}"
    if not domain or host.endswith(".") or _octets(local_part) > MAX_LOCAL_PART or _octets(address) > MAX_ADDRESS:
        return None
    kind = mailboxes.kind_of(local_part, domain)
    employer = registrable(domain) if kind in (mailboxes.COMPANY, mailboxes.ROLE) else ""
    return Email(address, _identity(local_part, domain), domain, kind, employer)


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

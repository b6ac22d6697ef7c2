"""
Host names: one ASCII form (RFC 5891, UTS 46), and the part of it that someone registered.

The public suffix list (publicsuffix.org, through `publicsuffixlist`) says where names are
registered; its private section counts, so that `alice.github.io` stays Alice's.
"""

import re
from functools import lru_cache

import idna
from leadcore.intake import sanitise
from publicsuffixlist import PublicSuffixList

_ASCII_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_TOP_LABEL = r"(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}(?<!-))"  # RFC 3696 §2: letters alone, or an IDN's ASCII form
_ASCII_HOST = re.compile(rf"(?:{_ASCII_LABEL}\.)+{_TOP_LABEL}")
_MAX_HOST = 253
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SUFFIXES = PublicSuffixList()

# Pages on these hosts belong to whoever made them; the host says nothing of the maker's own domain.
_SHARED_HOSTS = frozenset(
    {
        "facebook.com", "fb.com", "fb.me", "instagram.com", "linkedin.com", "twitter.com", "x.com", "t.co",
        "youtube.com", "youtu.be", "tiktok.com", "pinterest.com", "github.com", "gitlab.com", "medium.com",
        "crunchbase.com", "bit.ly", "linktr.ee", "xing.com", "vk.com", "wa.me", "t.me", "google.com",
        "goo.gl", "yelp.com", "tripadvisor.com", "etsy.com", "wikipedia.org",
    }
)  # fmt: skip


@lru_cache(maxsize=4_096)
def ascii_host(text: str) -> str:
    """
    Return `text` as a lower-case ASCII host name of at least two labels, or "" when it is none.

    Addresses (IPv4, IPv6), single labels and labels outside IDNA 2008 give "". One trailing dot is
    removed.
    """
    host = sanitise.token(text).lower().removesuffix(".")
    if not host.isascii() or "--" in host:
        try:
            host = idna.encode(host, uts46=True, transitional=False, std3_rules=True).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError, ValueError):
            return ""
    if len(host) > _MAX_HOST or not _ASCII_HOST.fullmatch(host):
        return ""
    return host


@lru_cache(maxsize=4_096)
def registrable(host: str) -> str:
    """Return the registered part of an ASCII host (`mail.acme.co.uk` gives `acme.co.uk`), or ""."""
    found = _SUFFIXES.privatesuffix(host)
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=4_096)
def website_domain(text: str) -> str:
    """
    Return the registrable domain that a website or bare domain names, or "".

    A page on a shared host (a profile on a social network) names no domain of the company's own;
    the bare host does.
    """
    rest = _SCHEME.sub("", sanitise.token(text).lower(), count=1)
    authority, _, path = re.split(r"[?#]", rest, maxsplit=1)[0].replace("\\", "/").partition("/")
    host = authority.rpartition("@")[2].partition(":")[0]
    domain = registrable(ascii_host(host))
    if domain in _SHARED_HOSTS and path.strip("/"):
        return ""
    return domain

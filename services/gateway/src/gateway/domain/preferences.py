"""`Prefer` (RFC 7240): how long a caller wants to wait for the verdict."""

import re
from functools import lru_cache

DEFAULT_S = 2.0
"""`Prefer: wait` without a number."""
_PREFERENCE = re.compile(r'([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^;,\s"]*)))?')
_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)


@lru_cache(maxsize=256)
def wait_of(header: str, longest_s: float) -> float:
    """
    Seconds to wait, at most `longest_s`; 0: none wanted.

    The first `wait` counts (RFC 7240 §2); one that is no number is as if it had not been sent.
    """
    for part in header.split(","):
        found = _PREFERENCE.match(part.strip())
        if found is None or found[1].lower() != "wait":
            continue
        told = found[2] if found[2] is not None else found[3]
        if told is None:
            return min(DEFAULT_S, longest_s)
        return min(float(told), longest_s) if _SECONDS.fullmatch(told) else 0.0
    return 0.0


def applied(wait_s: float) -> str:
    """The value of `Preference-Applied`."""
    return f"wait={wait_s:g}"

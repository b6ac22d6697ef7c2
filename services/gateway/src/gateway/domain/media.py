"""`Accept` (RFC 9110 §12.5.1): whether a caller takes JSON."""

from functools import lru_cache

_JSON = ("application/json", "application/problem+json", "application/*", "*/*")


@lru_cache(maxsize=256)
def takes_json(header: str) -> bool:
    """Whether `Accept` admits JSON, or problems in it; a header that cannot be read admits everything."""
    weights = dict(_range(part) for part in header.split(",") if part.strip())
    named = [weights[each] for each in _JSON if each in weights]
    # The most specific range decides; the tuple stands in that order.
    return (named[0] > 0) if named else not any("/" in each for each in weights)


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = part.split(";")
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip().lower() == "q":
            try:
                return kind.strip().lower(), float(value)
            except ValueError:
                break
    return kind.strip().lower(), 1.0

"""Refusals as RFC 9457 problem documents: they name fields and reasons, never values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TYPE = "https://leadstream.dev/problems/"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault. `field` empty: the document as a whole."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal. `code` is stable; `retry_after_s` is sent as Retry-After."""

    status: int
    code: str
    title: str
    detail: str = ""
    errors: Sequence[FieldError] = ()
    retry_after_s: int = 0

    def document(self) -> dict[str, Any]:
        """The JSON of the problem."""
        told: dict[str, Any] = {"type": TYPE + self.code, "title": self.title, "status": self.status}
        if self.detail:
            told["detail"] = self.detail
        if self.errors:
            told["errors"] = [{"field": each.field, "reason": each.reason} for each in self.errors]
        return told


def unauthorized() -> Problem:
    """No key, or one nobody knows."""
    return Problem(401, "unauthorized", "A valid API key is required", "Send Authorization: Bearer <key>.")


def unverified() -> Problem:
    """A webhook of a source that there is not, without its signature, with a wrong one, or of another time."""
    return Problem(401, "unverified", "This webhook cannot be verified", "Check its address, secret and clock.")


def forbidden(detail: str) -> Problem:
    """A key that may not do this."""
    return Problem(403, "forbidden", "This key may not do this", detail)


def not_found() -> Problem:
    """Nothing of this id, or nothing that this key may see."""
    return Problem(404, "not-found", "No such resource")


def unknown_source() -> Problem:
    """A source the workspace does not have, or not over HTTP."""
    return Problem(
        400, "unknown-source", "No such source for this way of sending", errors=[FieldError("source", "unknown")]
    )


def unsupported_type() -> Problem:
    """A content type that is not JSON."""
    return Problem(415, "unsupported-media-type", "Send application/json", "A batch may also be application/x-ndjson.")


def too_large(limit: int) -> Problem:
    """Over a size limit, bytes."""
    return Problem(413, "too-large", f"More than {limit} bytes")


def too_many_leads(limit: int) -> Problem:
    """A batch of more leads than one request may bring."""
    return Problem(413, "too-large", f"More than {limit} leads", errors=[FieldError("leads", "too-many")])


def unreadable(reason: str, field: str = "") -> Problem:
    """Not a document that can be read."""
    return Problem(400, "unreadable", "The body cannot be read as a lead", errors=[FieldError(field, reason)])


def wrong_fields(errors: Sequence[FieldError]) -> Problem:
    """Read, but fields have the wrong type or are missing."""
    return Problem(400, "wrong-fields", "Fields are wrong or missing", errors=errors)


def too_many_requests(retry_after_s: int) -> Problem:
    """Over the edge's limit."""
    return Problem(429, "too-many-requests", "Too many requests", retry_after_s=retry_after_s)


def unavailable() -> Problem:
    """The broker does not answer: nothing was accepted, as far as is known."""
    return Problem(503, "unavailable", "Leads cannot be accepted right now", "Send again later.", retry_after_s=5)


def too_slow() -> Problem:
    """The body did not arrive in time."""
    return Problem(408, "too-slow", "The body did not arrive in time")


def unexpected() -> Problem:
    """A fault of ours."""
    return Problem(500, "unexpected", "Something went wrong on our side")

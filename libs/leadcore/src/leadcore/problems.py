"""Refusals as RFC 9457 problem documents: they name fields and reasons, never values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TYPE = "https://leadstream.dev/problems/"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field at fault. `field` empty: the document as a whole."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """
    A refusal. `code` is stable; `retry_after_s` is sent as Retry-After; `more`: members of this kind of problem alone
    (RFC 9457 §3.2), such as the lead that there is already.
    """

    status: int
    code: str
    title: str
    detail: str = ""
    errors: Sequence[FieldError] = ()
    retry_after_s: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The JSON of the problem."""
        told: dict[str, Any] = {"type": TYPE + self.code, "title": self.title, "status": self.status}
        if self.detail:
            told["detail"] = self.detail
        if self.errors:
            told["errors"] = [{"field": each.field, "reason": each.reason} for each in self.errors]
        return {**told, **self.more}


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


def switched_off() -> Problem:
    """A part that the workspace switched off for now: who sends is to send again later."""
    return Problem(503, "switched-off", "This is switched off", "Send again later.", retry_after_s=300)


def too_slow() -> Problem:
    """The body did not arrive in time."""
    return Problem(408, "too-slow", "The body did not arrive in time")


def unexpected() -> Problem:
    """A fault of ours."""
    return Problem(500, "unexpected", "Something went wrong on our side")


def not_acceptable() -> Problem:
    """The caller takes no JSON."""
    return Problem(406, "not-acceptable", "The answer is application/json", "Send Accept: application/json, or none.")


def unsupported_encoding() -> Problem:
    """A content coding that is not read here: nested ones, deflate, br, zstd."""
    return Problem(415, "unsupported-encoding", "Send the body plainly, or as gzip", "Content-Encoding: gzip, once.")


def inflated(limit: int) -> Problem:
    """A compressed body that grows out of all proportion, bytes."""
    return Problem(
        413, "too-large", "The body grows out of proportion", f"A gzip body may hold {limit} times its size."
    )


def address_too_long() -> Problem:
    """The request's first line."""
    return Problem(414, "address-too-long", "The address of the request is too long")


def head_too_large() -> Problem:
    """Too many headers, or one that is too long."""
    return Problem(431, "head-too-large", "The headers are too large")


def not_http() -> Problem:
    """What cannot be parsed as a request."""
    return Problem(400, "not-http", "This is not a valid HTTP request")


def unexpectable() -> Problem:
    """An Expect that is not `100-continue` (RFC 9110 §10.1.1)."""
    return Problem(417, "expectation-failed", "Expect may be 100-continue alone")


def overloaded(retry_after_s: int) -> Problem:
    """More at once than this instance takes: nothing was accepted."""
    return Problem(503, "overloaded", "Too much at once", "Nothing was accepted.", retry_after_s=retry_after_s)


def key_reused() -> Problem:
    """An Idempotency-Key that came with another body before."""
    return Problem(
        422,
        "idempotency-key-reused",
        "This key came with another body",
        errors=[FieldError("Idempotency-Key", "reused")],
    )


def key_in_use() -> Problem:
    """The first request of this Idempotency-Key has no answer yet."""
    return Problem(
        409,
        "idempotency-key-in-use",
        "The first request of this key is being answered",
        errors=[FieldError("Idempotency-Key", "in-use")],
        retry_after_s=1,
    )

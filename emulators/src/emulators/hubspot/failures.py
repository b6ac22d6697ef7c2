"""Every refusal HubSpot answers with, as a value, and the bodies it travels in.

Read from the top: one `Failure`, its two spellings (`body` for a whole call, `item` for one row
of a batch), then one constructor for each refusal, by HTTP status. Wordings follow HubSpot's public
error reference and observed answers; a client should rely on status, category and `Existing ID: n` only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PORTAL_ID = 24680135

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One property value that was refused: which property, HubSpot's code, the words."""

    name: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call or a row was refused.

    `isolated` failures never bring down the rest of a batch, even where the inputs carry no trace ids.
    """

    status: int
    category: str
    message: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    policy: str = ""
    isolated: bool = False


def body(failure: Failure, correlation_id: str) -> dict[str, Json]:
    """Spell a failure as the body of a whole refused call."""
    told: dict[str, Json] = {"status": "error", "message": failure.message, "correlationId": correlation_id}
    if failure.policy:
        return told | {"errorType": "RATE_LIMIT", "policyName": failure.policy, "requestId": correlation_id}
    if failure.category:
        told["category"] = failure.category
    return told | _details(failure.context, failure.problems)


def item(failure: Failure, trace_id: str | None) -> dict[str, Json]:
    """Spell a failure as one entry of `errors` in a 207; the trace id, where sent, is in `context`."""
    context = dict(failure.context)
    if trace_id is not None:
        context["objectWriteTraceId"] = (trace_id,)
    told: dict[str, Json] = {
        "status": "error",
        "category": failure.category,
        "message": failure.message,
        "links": {},
    }
    return told | _details(context, failure.problems)


def _details(context: Mapping[str, tuple[str, ...]], problems: tuple[Problem, ...]) -> dict[str, Json]:
    details: dict[str, Json] = {}
    if context:
        details["context"] = {name: list(values) for name, values in context.items()}
    if problems:
        details["errors"] = [
            {"message": p.message, "code": p.code, "in": p.name, "context": {"propertyName": [p.name]}}
            for p in problems
        ]
    return details


def malformed(message: str) -> Failure:
    """400: the request itself is wrong (not JSON, a wrong type, too many inputs)."""
    return Failure(400, "VALIDATION_ERROR", message)


def invalid(problems: Iterable[Problem]) -> Failure:
    """400: property values were refused; each is named."""
    found = tuple(problems)
    rows = [
        {
            "isValid": False,
            "message": p.message,
            "error": p.code,
            "name": p.name,
            "localizedErrorMessage": p.message,
            "portalId": PORTAL_ID,
        }
        for p in found
    ]
    message = f"Property values were not valid: {json.dumps(rows, separators=(',', ':'))}"
    return Failure(400, "VALIDATION_ERROR", message, problems=found)


def taken(noun: str, name: str, value: str, writing: str, owner: str) -> Failure:
    """400: a unique property's value belongs to another record."""
    coordinates = (
        f"PropertyValueCoordinates{{portalId={PORTAL_ID}, objectTypeId=ObjectTypeId"
        f"{{legacyObjectType={noun.upper()}}}, propertyName={name}, value={value}}}"
    )
    message = f"Cannot set {coordinates} on {writing}. {owner} already has that value."
    return Failure(400, "VALIDATION_ERROR", message)


def not_unique(type_id: str, name: str) -> Failure:
    """400: `idProperty` names a property whose values are not unique."""
    message = f"Unable to perform update/upsert by non-unique {type_id} property {name} in portal ID {PORTAL_ID}"
    return Failure(400, "VALIDATION_ERROR", message)


def repeated(ids: Iterable[str]) -> Failure:
    """400: a batch names the same record twice; this fails the batch with or without trace ids."""
    twice = tuple(ids)
    message = f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique"
    return Failure(400, "VALIDATION_ERROR", message, context={"ids": twice})


def unauthenticated() -> Failure:
    """401: no token, or one this account does not know."""
    return Failure(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")


def expired() -> Failure:
    """401: the token was good once."""
    return Failure(401, "EXPIRED_AUTHENTICATION", "The token used to make this call has expired.")


def not_found() -> Failure:
    """404: no such record."""
    return Failure(404, "OBJECT_NOT_FOUND", "resource not found")


def missing(noun: str, ids: Iterable[str]) -> Failure:
    """207 entry: these ids of a batch do not exist."""
    message = f"Could not get some {noun.upper()} objects, they may be deleted or not exist. Check that ids are valid."
    return Failure(404, "OBJECT_NOT_FOUND", message, context={"ids": tuple(ids)}, isolated=True)


def no_such_path() -> Failure:
    """404: the emulator has no such call."""
    return Failure(404, "", "No such call; the emulator's README lists what it answers.")


def exists(noun: str, owner: str) -> Failure:
    """409: a record with this e-mail address exists; its id is only in the message."""
    return Failure(409, "CONFLICT", f"{noun.capitalize()} already exists. Existing ID: {owner}")


def rate_limited(policy: str) -> Failure:
    """429 under `TEN_SECONDLY_ROLLING`, `SECONDLY` or `DAILY`."""
    return Failure(429, "", f"You have reached your {policy.lower()} limit.", policy=policy)


def not_emulated(what: str) -> Failure:
    """501: HubSpot can do this and the emulator cannot; said rather than passed over."""
    return Failure(501, "NOT_EMULATED", f"The emulator does not know {what}.")


_SPOKEN = {
    423: "Object is locked.",
    477: "Account migration in progress.",
    500: "internal error",
    502: "Bad gateway",
    503: "Service temporarily unavailable",
    504: "Gateway timeout",
}


def unavailable(status: int) -> Failure:
    """Any other status, as a fault asks for it."""
    return Failure(status, "", _SPOKEN.get(status, "request refused"))

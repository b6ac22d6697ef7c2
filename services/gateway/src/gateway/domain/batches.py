"""A batch's body: which leads it holds, and of an import, which lines they stand on."""

import msgspec
from leadcore import problems
from leadcore.problems import FieldError, Problem
from leadcore.submissions import is_id

from gateway.domain.intake import MAX_BATCH_LEADS


class Batch(msgspec.Struct, forbid_unknown_fields=True):
    """A batch's body. `operation` and `lines` come with imports: one line number for each lead."""

    leads: list[msgspec.Raw]
    operation: str = ""
    lines: list[int] = []


def read_batch(body: bytes, ndjson: bool) -> Batch | Problem:
    """The batch in a body, or why it is none: an array, an object with `leads`, or one lead a line."""
    try:
        if ndjson:
            batch = Batch([msgspec.Raw(line) for line in body.splitlines() if line.strip()])
        elif body.lstrip()[:1] == b"[":
            batch = Batch(msgspec.json.decode(body, type=list[msgspec.Raw]))
        else:
            batch = msgspec.json.decode(body, type=Batch)
    except msgspec.ValidationError:
        return problems.unreadable("not-a-batch", "leads")
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return problems.unreadable("not-json")
    if len(batch.leads) > MAX_BATCH_LEADS:
        return problems.too_many_leads(MAX_BATCH_LEADS)
    errors = _numbering_errors(batch)
    return problems.wrong_fields(errors) if errors else batch


def _numbering_errors(batch: Batch) -> list[FieldError]:
    """What is wrong with operation and lines, of which an import's ids are made: no two leads may share one."""
    errors = []
    if batch.operation and not is_id(batch.operation):
        errors.append(FieldError("operation", "not-an-id"))
    if (batch.operation or batch.lines) and len(batch.lines) != len(batch.leads):
        errors.append(FieldError("lines", "one-for-each-lead"))
    elif not all(0 <= line < 2**63 for line in batch.lines):
        errors.append(FieldError("lines", "not-a-line-number"))
    elif len(set(batch.lines)) < len(batch.lines):
        errors.append(FieldError("lines", "a-line-twice"))
    return errors

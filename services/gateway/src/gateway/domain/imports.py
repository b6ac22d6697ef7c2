"""Posted files: what a request says of one, what is kept of it, and what is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from leadcore import problems
from leadcore.problems import FieldError, Problem
from leadcore.submissions import is_id

State = Literal["queued", "running", "done", "cancelled", "failed"]

MOST_MAPS: Final = 100
MOST_WORD: Final = 400
SUFFIXES: Final[Mapping[str, str]] = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "application/vnd.ms-excel": ".csv",  # what browsers on Windows call a CSV; a real workbook is refused by its bytes
    "text/tab-separated-values": ".tsv",
    "text/plain": ".txt",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/octet-stream": "",
}
"""Media types and the ending that a file of theirs has; what it is, its bytes say."""
_ENDINGS: Final = frozenset({".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm"})
_PARAMETERS: Final = frozenset({"source", "map", "encoding", "delimiter", "sheet", "again"})
_DELIMITERS: Final[Mapping[str, str]] = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: `suffix` of its name; what the sender said of it, or nothing where it is found."""

    suffix: str = ""
    maps: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for. `again`: as an operation of its own, though the same was imported."""

    reading: Reading
    again: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far a file has been read. rows = sent + refused + unreadable.

    `last`: the number of the last row or line that is done with. `part`: of the file, 0 to 1. `remarks`: what cost
    nothing, by code.
    """

    last: int = 0
    part: float = 0.0
    sent: int = 0
    refused: int = 0
    unreadable: int = 0
    remarks: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows and lost lines that are done with."""
        return self.sent + self.refused + self.unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """
    One posted file through one source. `keys`: column to the key that it is sent under, once it was opened. `columns`:
    name and field. `code`, `detail`: why it failed. Times are RFC 3339.
    """

    tenant: str
    import_id: str
    upload_id: str
    source: str
    client: str
    reading: Reading
    bytes: int
    state: State = "queued"
    code: str = ""
    detail: str = ""
    keys: Mapping[str, str] | None = None
    columns: Sequence[tuple[str, str]] = ()
    progress: Progress = Progress()
    created_at: str = ""
    updated_at: str = ""
    ended_at: str = ""


def read_request(query: Sequence[tuple[str, str]], media_type: str, file_name: str) -> Asked | Problem:
    """What the query, the content type and the file's name say; a name's ending is all that is taken of it."""
    if media_type not in SUFFIXES:
        return Problem(415, "unsupported-media-type", "Send a CSV, TSV, XLSX, JSON or JSON lines file, or one as .gz")
    errors = _errors(query)
    if errors:
        return problems.wrong_fields(errors)
    said = dict(query)
    delimiter = _DELIMITERS.get(said.get("delimiter", ""), said.get("delimiter", ""))
    maps = tuple(text for name, text in query if name == "map")
    suffix = _suffix(file_name) or SUFFIXES[media_type]
    reading = Reading(suffix, maps, said.get("encoding", ""), delimiter, said.get("sheet", ""))
    return Asked(reading, said.get("again", "") == "true")


def told(one: Import, counts: Mapping[str, int], console_url: str) -> dict[str, Any]:
    """The document of an import; `counts`: its submissions by outcome, as far as they are known."""
    progress = one.progress
    ended = sum(counts.values())
    document: dict[str, Any] = {
        "import_id": one.import_id,
        "source": one.source,
        "state": one.state,
        "bytes": one.bytes,
        "part": round(progress.part, 4),
        "rows": progress.rows,
        "sent": progress.sent,
        "imported": counts.get("routed", 0) + counts.get("erased", 0),
        "duplicate": counts.get("duplicate", 0),
        "rejected": counts.get("rejected", 0) + progress.refused + progress.unreadable,
        "dead": counts.get("dead", 0),
        "open": max(0, progress.sent - ended),
        "remarks": dict(progress.remarks),
        "columns": [{"column": name, "field": target} for name, target in one.columns if target],
        "unmapped": [name for name, target in one.columns if not target],
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "status_url": f"{console_url}/v1/operations/{one.import_id}",
    }
    if one.state == "failed":
        document |= {"code": one.code, "detail": one.detail}
    return document | ({"ended_at": one.ended_at} if one.ended_at else {})


def is_import_id(text: str) -> bool:
    """Whether `text` can be an import's id."""
    return is_id(text) and "\x00" not in text


def _errors(query: Sequence[tuple[str, str]]) -> list[FieldError]:
    names = [name for name, _ in query]
    errors = [FieldError("query", "unknown-parameter") for name in dict.fromkeys(names) if name not in _PARAMETERS]
    errors += [FieldError(n, "twice") for n in sorted(_PARAMETERS - {"map"}) if names.count(n) > 1]
    if names.count("map") > MOST_MAPS:
        errors.append(FieldError("map", "too-many"))
    for name, text in query:
        if name in _PARAMETERS and (len(text) > MOST_WORD or not _is_text(text)):
            errors.append(FieldError(name, "too-long" if len(text) > MOST_WORD else "not-text"))
        elif name == "delimiter" and (len(_DELIMITERS.get(text, text)) > 1 or text in ('"', "\r", "\n")):
            errors.append(FieldError(name, "one-character"))
        elif name == "again" and text not in ("true", "false"):
            errors.append(FieldError(name, "true-or-false"))
        elif name == "map" and "=" not in text:
            errors.append(FieldError(name, "column=field"))
    return errors


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _suffix(file_name: str) -> str:
    parts = file_name.lower().rsplit(".", 2)
    if len(parts) > 1 and parts[-1] == "gz":
        inner = f".{parts[-2]}" if len(parts) > 2 else ""
        return (inner if inner in _ENDINGS else "") + ".gz"
    ending = f".{parts[-1]}" if len(parts) > 1 else ""
    return ending if ending in _ENDINGS else ""

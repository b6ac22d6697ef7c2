"""
JSON: an array of objects, one object, objects one after the other, an array inside an object, or an object a line.

Each object is read by `leadcore.intake.documents`, as the gateway and Kafka's records are, so that it is refused here
for what would refuse it there. An array is gone through piece by piece; where it is no JSON any more, reading ends.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from leadcore.intake import documents

from leadfiles.delimited import start_of
from leadfiles.encodings import ERRORS, MARK, Encoding
from leadfiles.findings import CutOffError, Finding, RefusedError, Row
from leadfiles.limits import MAX_LINE
from leadfiles.packed import Bytes
from leadfiles.table import Each, Table, Told

_WRAPPED = re.compile(
    r'\s*\{\s*"(?:leads|data|records|rows|items|results|contacts|people|value|values|entries)"\s*:\s*\[(?=\s*[{\]])',
    re.IGNORECASE,
)
_ARRAY = re.compile(r"\s*\[")
_SPACE = re.compile(r"[\s,]*")
_AHEAD = 2 * MAX_LINE
_FIRST_ROWS = 200
_TOLD_EVERY = 2_000
_DECODER = json.JSONDecoder()


def open_json(path: Path, encoding: Encoding) -> Table:
    """
    The JSON in `path`, as a table whose columns are the keys of the first rows.

    Raises:
        RefusedError: not even its first item is JSON.
        CutOffError: it cannot be read so far.
    """
    start = start_of(path, encoding)
    by_line = _is_by_line(start)

    def read(told: Told) -> Iterator[Each]:
        return _rows(path, encoding, by_line, told)

    columns = tuple(_first_keys(read))
    notes = (Finding(0, "guessed-encoding", parameters={"encoding": encoding.name}),) if encoding.guessed else ()
    return Table("json-lines" if by_line else "json", columns, encoding.name, "", "", 0, notes, read)


def _is_by_line(start: str) -> bool:
    """Whether the first line that says something is an object by itself, and another thing follows or nothing."""
    first = next((line for line in start.splitlines() if line.strip("\ufeff \t")), "")
    if _WRAPPED.match(first) or _ARRAY.match(first.removeprefix("\ufeff")):
        return False
    try:
        return isinstance(json.loads(first.removeprefix("\ufeff")), dict)
    except (ValueError, RecursionError):
        return first.rstrip().endswith("}") and len(start.splitlines()) > 1


def _first_keys(read: Callable[[Told], Iterator[Each]]) -> dict[str, None]:
    keys: dict[str, None] = {}
    worst = ""
    for seen, each in enumerate(read(lambda _part: None)):
        if isinstance(each, Row):
            keys.update(dict.fromkeys(each.values))
        elif not worst:
            worst = each.parameters.get("reason", each.code)
        if seen >= _FIRST_ROWS:
            break
    if not keys and worst:
        raise RefusedError("not-json", reason=worst)
    return keys


def _rows(path: Path, encoding: Encoding, by_line: bool, told: Told) -> Iterator[Each]:
    try:
        raw = Bytes(path)
    except CutOffError as cut:
        yield Finding(0, "cut-off", lost=True, parameters={"reason": str(cut)})
        return
    with io.TextIOWrapper(io.BufferedReader(raw, 1 << 18), encoding.name, ERRORS, newline="") as text:
        found = _lines(text) if by_line else _items(text)
        try:
            for at, (line, item) in enumerate(found, start=1):
                yield item if isinstance(item, Finding) else _judged(line, item, encoding)
                if at % _TOLD_EVERY == 0:
                    told(raw.part)
        except CutOffError as cut:
            yield Finding(0, "cut-off", lost=True, parameters={"reason": str(cut)})
    told(1.0)


def _judged(line: int, item: str, encoding: Encoding) -> Each:
    if MARK in item:
        return Finding(line, "bad-encoding", lost=True, parameters={"encoding": encoding.name.upper()})
    document = documents.parse(item.encode("utf-8", "surrogatepass"))
    if isinstance(document, dict):
        return Row(line, document)
    if document.reason in ("not-an-object", "array-not-accepted"):
        return Finding(line, "not-an-object", lost=True)
    return Finding(line, "not-json", lost=True, parameters={"reason": document.reason})


def _lines(text: TextIO) -> Iterator[tuple[int, str | Finding]]:
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) >= MAX_LINE and not line.endswith(("\n", "\r")):
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(MAX_LINE)
            yield number, Finding(number, "too-long", lost=True, parameters={"limit": str(MAX_LINE)})
        elif line.strip("\ufeff \t\r\n"):
            yield number, line.removeprefix("\ufeff")


class _Window:
    """A stretch of the text that is moved on; `line` is where it begins."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.held = ""
        self.at = 0
        self.line = 1

    def fill(self) -> None:
        """Have `_AHEAD` characters from `at` on, if there are so many."""
        if len(self.held) - self.at < _AHEAD:
            self.held = self.held[self.at :] + self._text.read(_AHEAD)
            self.at = 0

    def move(self, to: int) -> None:
        """Go on at `to`."""
        self.line += self.held.count("\n", self.at, to)
        self.at = to


def _items(text: TextIO) -> Iterator[tuple[int, str | Finding]]:
    """Each item of an array, or each value of several one after the other."""
    window = _Window(text)
    window.fill()
    start = _WRAPPED.match(window.held) or _ARRAY.match(window.held)
    inside = start is not None
    if start is not None:
        window.move(start.end())
    while True:
        window.fill()
        space = _SPACE.match(window.held, window.at)
        assert space is not None, "it may be empty"
        window.move(space.end())
        if window.at == len(window.held):
            if not window.held[window.at :] and inside:
                yield window.line, _ended(window.line, "the array is not closed")
            return
        if inside and window.held[window.at] == "]":
            return
        window.fill()
        try:
            _, end = _DECODER.raw_decode(window.held, window.at)
        except (ValueError, RecursionError) as error:
            yield window.line, _ended(window.line, _why(window, error))
            return
        yield window.line, window.held[window.at : end]
        window.move(end)


def _why(window: _Window, error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "too deep"
    return "an item is too large" if len(window.held) - window.at >= _AHEAD else "no JSON"


def _ended(line: int, reason: str) -> Finding:
    return Finding(line, "cut-off", lost=True, parameters={"reason": reason})

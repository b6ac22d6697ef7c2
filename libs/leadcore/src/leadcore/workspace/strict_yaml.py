"""
YAML without its surprises: texts, lists and tables with their lines; types are decided by the reader.

YAML 1.1 guesses types from spelling (`NO` is False, `1.10` is 1.1, `12:30` is 750, `on` is a key True) and
keeps the last of two equal keys. Here every scalar stays the text that was typed, and duplicate keys,
anchors, aliases, tags, several documents and nesting past `MAX_DEPTH` are refused.
"""

from dataclasses import dataclass, field
from typing import Never

import yaml

from leadcore.workspace.findings import UNSAFE, Finding

MAX_DEPTH = 16
MAX_CHARACTERS = 1_000_000
LOADER = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same events, several times faster, where libyaml is built in
PLAIN = (None, "")  # how the two loaders say that a scalar is not quoted


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as typed; `quoted` tells `"5"` from `5`."""

    value: str
    line: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: list["Node"]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping in the order of the file, with the line of each key."""

    entries: dict[str, "Node"]
    lines: dict[str, int]
    line: int


Node = Text | Items | Table


def parse(file: str, text: str) -> tuple[Node | None, list[Finding]]:
    """Return the tree of one document, or None with the findings that explain why there is none."""
    if len(text) > MAX_CHARACTERS:
        return None, [Finding(file, 0, "", f"is longer than {MAX_CHARACTERS} characters")]
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except _RefusedError as refused:
        return None, [*builder.findings, refused.finding]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return None, [*builder.findings, Finding(file, line, "", f"is not YAML: {error.problem}")]
    except yaml.YAMLError:
        return None, [*builder.findings, Finding(file, 0, "", "holds a character that YAML does not allow")]
    if builder.root is None:
        return None, [*builder.findings, Finding(file, 0, "", "is empty")]
    return builder.root, builder.findings


class _RefusedError(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


@dataclass(slots=True)
class _Open:
    """A list or table that is still being filled; `path` leads to it, `key` waits for its value."""

    node: Items | Table
    path: str
    key: str | None = None

    def path_of(self, key: str) -> str:
        """Return the path of one entry."""
        return f"{self.path}.{key}" if self.path else key


@dataclass(slots=True)
class _Builder:
    """Builds the tree from parser events with a stack of its own, so that depth is bounded by us."""

    file: str
    root: Node | None = None
    documents: int = 0
    stack: list[_Open] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.AliasEvent():
                self._refuse(line, f"alias *{event.anchor} is not allowed: write the value out")
            case yaml.ScalarEvent():
                self._check(event, line)
                if UNSAFE.search(event.value):
                    self._refuse(line, "holds a control character or half a surrogate pair")
                self._add(Text(event.value, line, event.style not in PLAIN), line)
            case yaml.SequenceStartEvent():
                self._check(event, line)
                self._open(Items([], line), line)
            case yaml.MappingStartEvent():
                self._check(event, line)
                self._open(Table({}, {}, line), line)
            case yaml.CollectionEndEvent():
                self.stack.pop()
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self._refuse(line, "a second document begins here; one file holds one")

    def _check(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._refuse(line, f"anchor &{event.anchor} is not allowed: write the value out")
        if event.tag is not None and event.tag != "!":
            self._refuse(line, "tags are not allowed: types follow from the key")

    def _open(self, node: Items | Table, line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(line, f"is nested deeper than {MAX_DEPTH} levels")
        path = self._next_path()
        self._add(node, line)
        self.stack.append(_Open(node, path))

    def _next_path(self) -> str:
        if not self.stack:
            return ""
        top = self.stack[-1]
        return top.path_of(str(len(top.node.items)) if isinstance(top.node, Items) else top.key or "")

    def _add(self, node: Node, line: int) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node, Items):
            top.node.items.append(node)
        elif top.key is None:
            top.key = self._key(top, top.node, node, line)
        else:
            # The first of two equal keys stays; the finding for the second was written with its key.
            top.node.entries.setdefault(top.key, node)
            top.key = None

    def _key(self, top: _Open, table: Table, node: Node, line: int) -> str:
        if not isinstance(node, Text):
            self._refuse(line, "a key must be plain text")
        if node.value in table.lines:
            first = table.lines[node.value]
            self.findings.append(
                Finding(self.file, line, top.path_of(node.value), f"is here twice; first on line {first}")
            )
        table.lines.setdefault(node.value, line)
        return node.value

    def _refuse(self, line: int, reason: str) -> Never:
        raise _RefusedError(Finding(self.file, line, "", reason))

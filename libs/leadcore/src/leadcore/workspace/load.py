"""Reads a workspace folder: the only file of this package that touches a disk."""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import msgspec

from leadcore.workspace import (
    companies,
    destinations,
    fields,
    forms,
    roster,
    routing,
    scoring,
    sources,
    strict_yaml,
    switches,
    territories,
)
from leadcore.workspace.companies import Company
from leadcore.workspace.conditions import Terms
from leadcore.workspace.decode import Document
from leadcore.workspace.destinations import Destination
from leadcore.workspace.fields import Field
from leadcore.workspace.findings import Finding, WorkspaceError, did_you_mean
from leadcore.workspace.forms import Form
from leadcore.workspace.roster import Roster
from leadcore.workspace.routing import Routing
from leadcore.workspace.scoring import Scoring
from leadcore.workspace.sources import Source
from leadcore.workspace.strict_yaml import Node
from leadcore.workspace.switches import Limits, Switches, SwitchesFile
from leadcore.workspace.territories import Territories
from leadcore.workspace.vocabulary import FACTS, ROUTING_FACTS, FactKind

T = TypeVar("T")
_Parts = tuple[
    Mapping[str, Source],
    Mapping[str, Field],
    Mapping[str, Company],
    Scoring,
    Routing,
    Territories,
    Roster,
    Mapping[str, Destination],
    Mapping[str, Form],
    SwitchesFile,
]

MAX_BYTES = 64 * 1024 * 1024
FILES: Final = (
    sources.FILE,
    fields.FILE,
    companies.FILE,
    scoring.FILE,
    routing.FILE,
    territories.FILE,
    roster.FILE,
    destinations.FILE,
    forms.FILE,
    switches.FILE,
)
OPTIONAL: Final = (forms.FILE, switches.FILE)
"""A workspace without the one has no forms; without the other, what the shipped one says."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """
    One immutable state of a workspace.

    `release` is the first 12 hex digits of a SHA-256 over the parsed content: comments, order of tables and
    white space do not change it, any setting does. Each decision names it.
    """

    sources: Mapping[str, Source]
    fields: Mapping[str, Field]
    companies: Mapping[str, Company]
    scoring: Scoring
    routing: Routing
    territories: Territories
    roster: Roster
    destinations: Mapping[str, Destination]
    forms: Mapping[str, Form]
    release: str
    switches: Switches = Switches()
    limits: Limits = Limits()


def load(folder: Path) -> Workspace:
    """
    Read and check every file of `folder`.

    Raises WorkspaceError with all findings of all files at once: a missing, unreadable or unknown file, and
    whatever the parser of each file refuses.
    """
    reader = _Reader(folder)
    reader.refuse_strangers()
    workspace = _assemble(reader)
    if workspace is None:
        raise WorkspaceError(reader.findings)
    return workspace


def _assemble(reader: "_Reader") -> Workspace | None:
    """
    Parse in the order of dependence; a file that failed counts as empty, so that the others are still
    checked.
    """
    declared = reader.yaml(fields.FILE, fields.parse)
    known = reader.yaml(sources.FILE, lambda doc, node: sources.parse(doc, node, declared))
    terms = _terms(FACTS, declared, known)
    routing_terms = _terms(ROUTING_FACTS, declared, known)
    sinks = reader.yaml(destinations.FILE, lambda doc, node: destinations.parse(doc, node, declared))
    reader.check_crm(declared, sinks)
    rules = reader.yaml(routing.FILE, lambda doc, node: routing.parse(doc, node, routing_terms))
    pools = routing.pool_names(reader.nodes.get(routing.FILE))
    parts = (
        known,
        declared,
        reader.csv(companies.FILE, companies.parse),
        reader.yaml(scoring.FILE, lambda doc, node: scoring.parse(doc, node, terms)),
        rules,
        reader.csv(territories.FILE, lambda doc, text: territories.parse(doc, text, pools)),
        reader.csv(roster.FILE, lambda doc, text: roster.parse(doc, text, pools)),
        sinks,
        reader.yaml(forms.FILE, lambda doc, node: _forms(reader, doc, node, declared, known))
        if reader.has(forms.FILE)
        else {},
        reader.yaml(switches.FILE, switches.parse) if reader.has(switches.FILE) else SwitchesFile(),
    )
    if reader.findings or any(part is None for part in parts):
        return None
    *others, acting = cast("_Parts", parts)
    return Workspace(*cast("Any", (*others, _release(parts), acting.switches, acting.limits)))


def _forms(
    reader: "_Reader",
    doc: Document,
    node: Node,
    declared: Mapping[str, Field] | None,
    known: Mapping[str, Source] | None,
) -> Mapping[str, Form] | None:
    return forms.parse(doc, node, reader.sound(fields.FILE, declared), reader.sound(sources.FILE, known))


def _terms(
    facts: Mapping[str, FactKind], declared: Mapping[str, Field] | None, known: Mapping[str, Source] | None
) -> Terms:
    terms = Terms({**facts, **fields.attribute_facts(declared)})
    return terms if known is None else terms.with_words("source", tuple(known))


def _release(parts: tuple[object, ...]) -> str:
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:12]


@dataclass(slots=True)
class _Reader:
    """Reads files one by one and keeps what was found wrong with each."""

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def refuse_strangers(self) -> None:
        """Find YAML and CSV files that no part reads, most often a misspelt name."""
        if not self.folder.is_dir():
            self.findings.append(Finding(str(self.folder), 0, "", "is no folder"))
            return
        for path in sorted(self.folder.iterdir()):
            if path.suffix in (".yaml", ".yml", ".csv") and path.name not in FILES:
                reason = f"is not a file of a workspace{did_you_mean(path.name, FILES)}"
                self.findings.append(Finding(path.name, 0, "", reason))

    def has(self, file: str) -> bool:
        """Whether there is such a file, readable or not."""
        return os.path.lexists(self.folder / file)

    def yaml(self, file: str, parse: Callable[[Document, Node], T | None]) -> T | None:
        """Return what `parse` makes of a YAML file, or None with findings."""
        text = self._text(file)
        if text is None:
            return None
        node, findings = strict_yaml.parse(file, text)
        self.findings += findings
        if node is None:
            return None
        self.nodes[file] = node
        doc = self.documents[file] = Document(file)
        value = parse(doc, node)
        self.findings += doc.findings
        return value

    def check_crm(self, declared: Mapping[str, Field] | None, sinks: Mapping[str, Destination] | None) -> None:
        """Find fields of `fields.yaml` that go to no property of a destination, or to another field's."""
        if declared is not None and sinks is not None and fields.FILE in self.documents:
            doc = self.documents[fields.FILE]
            before = len(doc.findings)
            destinations.crm_findings(doc, declared, sinks)
            self.findings += doc.findings[before:]

    def sound(self, file: str, value: T) -> T | None:
        """`value`, unless something was found in its file: who refers to it would tell the same fault again."""
        return None if any(finding.file == file for finding in self.findings) else value

    def csv(self, file: str, parse: Callable[[Document, str], T]) -> T | None:
        """Return what `parse` makes of a CSV file, or None with findings."""
        text = self._text(file)
        if text is None:
            return None
        doc = Document(file)
        value = parse(doc, text)
        self.findings += doc.findings
        return value

    def _text(self, file: str) -> str | None:
        path = self.folder / file
        reason = "is missing"
        try:
            if path.stat().st_size <= MAX_BYTES:
                return path.read_bytes().decode("utf-8-sig")
            reason = f"is larger than {MAX_BYTES} bytes"
        except FileNotFoundError:
            pass
        except OSError as error:
            reason = f"cannot be read: {error.strerror}"
        except UnicodeDecodeError as error:
            reason = f"is not UTF-8 (byte {error.start})"
        self.findings.append(Finding(file, 0, "", reason))
        return None

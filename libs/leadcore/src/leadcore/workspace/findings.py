"""What the loader has to say about a workspace that it refuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """
    One thing that is wrong: where it is and why it is refused.

    `line` counts from 1 and is 0 where the whole file is meant; `key` is a dotted path such as
    `web-form.quota.capacity`. The reason names keys and words of the workspace's own vocabulary, never a cell
    of a table, because the roster holds people.
    """

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.reason}" if self.key else f"{place}: {self.reason}"


UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls and lone surrogates: no store or wire format takes them all, so no setting may hold one."""


class WorkspaceError(Exception):
    """
    A workspace that cannot be used, with all its findings in order of file and line.

    Raised by `load` alone, once, after everything has been looked at.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean x?` for the nearest known word, or nothing when none is near."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""

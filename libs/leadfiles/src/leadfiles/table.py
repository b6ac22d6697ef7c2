"""What every reader returns: what the file is, its columns, and its rows, to be gone through as often as wanted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from leadfiles.findings import Finding, Row

Kind = Literal["csv", "xlsx", "json", "json-lines"]
Each: TypeAlias = Row | Finding
Told: TypeAlias = Callable[[float], None]
"""Called now and then with the part that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """
    A file that can be read.

    `columns`: their names, each once, as `Row.values` has them; of JSON those of the first rows. `encoding`: Python's
    name; empty for a workbook. `delimiter`: of a CSV. `sheet`: of a workbook. `header_line`: where the names stand; 0:
    there are none (JSON). `notes`: findings about the file and its names. `read`: see `rows`.
    """

    kind: Kind
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    sheet: str
    header_line: int
    notes: tuple[Finding, ...]
    read: Callable[[Told], Iterator[Each]]

    def rows(self, told: Told = lambda _part: None) -> Iterator[Each]:
        """
        Every row that is not blank, and findings, in the file's order; each call begins anew.

        Never raises for what the file holds: where it breaks off, the last is a finding `cut-off`. `told` is called
        some times a second with the part of the bytes that is done.
        """
        return self.read(told)

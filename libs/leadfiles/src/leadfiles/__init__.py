"""
The files that people have, read row by row: CSV of any delimiter and encoding, TSV, XLSX, JSON, JSON lines, also .gz.

    match open_file(path):
        case Refusal() as refusal: ...          # the whole file: what it is, and what to do
        case table:
            for each in table.rows():           # Row, or Finding for a line
                ...

Nothing is held but the row in hand, and what a workbook keeps of its texts. `columns` guesses what each column means.
"""

from leadfiles.findings import Finding, Refusal, Row
from leadfiles.harmless import harmless, visible
from leadfiles.open import Wanted, open_file
from leadfiles.table import Table

__all__ = ["Finding", "Refusal", "Row", "Table", "Wanted", "harmless", "open_file", "visible"]

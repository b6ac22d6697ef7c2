"""Bounds of what is read; each keeps memory or time flat, whatever the file."""

from typing import Final

from leadcore.intake.documents import MAX_BYTES, MAX_KEY_LENGTH, MAX_KEYS

MAX_COLUMNS: Final = MAX_KEYS
"""A lead has no more keys."""
MAX_NAME: Final = MAX_KEY_LENGTH
"""Characters of a column's name."""
MAX_LINE: Final = MAX_BYTES
"""Characters of a physical line; a lead has no more bytes."""
MAX_RECORD: Final = MAX_BYTES
"""Characters of a row over all its lines."""
MAX_UNCLOSED: Final = 32
"""After so many rows whose quotation mark is not closed, no row may have more than one line: else each is searched."""

MAX_FILE: Final = 4 * 1024**3
"""Bytes of a file that is imported; it is read three times. What is larger is parted first."""

SAMPLE_BYTES: Final = 256 * 1024
"""What kind, delimiter and column names are told from."""

BOMB_RATIO: Final = 200
BOMB_BYTES: Final = 256 * 1024 * 1024
"""What unpacks to more than this, at more than that ratio, is refused."""

MAX_SHARED_TEXTS: Final = 256 * 1024 * 1024
"""Bytes of a workbook's table of texts, which has to be held while its rows are read."""
MAX_SHEET_ROWS: Final = 1_048_576
"""Rows that a sheet can have (ECMA-376, Excel's limit)."""
MAX_PARTS: Final = 10_000
"""Files inside a workbook."""

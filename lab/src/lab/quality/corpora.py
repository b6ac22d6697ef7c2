"""Where the corpora lie, and their rows."""

import csv
import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

_HERE = Path(__file__).resolve()


def folder() -> Path | None:
    """The folder of the corpora: `LEADSTREAM_DATA_DIR`, or `shared/data` beside the checkout; None: it is not there."""
    named = os.environ.get("LEADSTREAM_DATA_DIR")
    beside = [parent / "shared" / "data" for parent in _HERE.parents[4:7]]
    return next((path for path in ([Path(named)] if named else beside) if path.is_dir()), None)


def rows(path: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, plain or in gzip. Names of columns are trimmed."""
    with _opened(path) as file:
        reader = csv.reader(file)
        names = [name.strip() for name in next(reader)]
        for values in reader:
            yield dict(zip(names, values, strict=False))


def lines(path: str) -> Iterator[str]:
    """The lines of a text, plain or in gzip, without blank ones."""
    with _opened(path) as file:
        yield from (line.strip() for line in file if line.strip())


def objects(path: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return (json.loads(line) for line in lines(path))


def _opened(path: str) -> TextIO:
    here = folder()
    if here is None:
        raise FileNotFoundError("the corpora are not there: set LEADSTREAM_DATA_DIR")
    whole = here / path
    if whole.suffix == ".gz":
        return gzip.open(whole, "rt", encoding="utf-8-sig", newline="")
    return whole.open(encoding="utf-8-sig", newline="")

"""Results of many measurements: one JSON line each, and what they come to."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lab.bench.spread import spread


def append(to: Path, document: Mapping[str, Any]) -> None:
    """Add one measurement, so that what was measured stays when a later one fails."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("a") as lines:
        lines.write(json.dumps(document, separators=(",", ":")) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    """
    All measurements of a file.

    Raises:
        ValueError: a line is no measurement; the text names it.
    """
    documents = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        try:
            document = json.loads(line)
            documents.append({**document, "bench": str(document["bench"])})
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{path.name}, line {number}: no measurement ({type(wrong).__name__})") from None
    return documents


def by_bench(documents: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Of each bench its runs as one document (`spread`), in the order in which they first came."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for document in documents:
        figures = {name: value for name, value in document.items() if name not in ABOUT}
        kinds.setdefault(str(document["bench"]), []).append(figures)
    return {kind: spread(runs) for kind, runs in kinds.items()}


ABOUT = ("bench", "at", "commit")
"""Names in a line that are no figures."""

"""Several runs of one bench as one document: a machine's mood differs by a half from one minute to the next."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def spread(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    The median of every figure in the shape of one run, beside it `runs`, how many there were, and `least` and `most` in
    that shape. What is `missing` or came twice is added up: one loss in ten runs is a loss.

    Raises:
        ValueError: there is no run.
    """
    if not documents:
        raise ValueError("no run")
    median = _each(documents, statistics.median)
    return {
        **median,
        **{name: sum(document[name] for document in documents) for name in ADDED if name in documents[0]},
        "runs": len(documents),
        "least": _each(documents, min),
        "most": _each(documents, max),
    }


ADDED = ("missing", "duplicates")


def _each(documents: Sequence[Mapping[str, Any]], choose: Callable[[Sequence[float]], float]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, first in documents[0].items():
        # A unit that one of the runs did not have has no figure of all of them.
        if not all(name in document for document in documents):
            continue
        values = [document[name] for document in documents]
        chosen[name] = _each(values, choose) if isinstance(first, Mapping) else _told(choose(values))
    return chosen


def _told(value: float) -> float:
    """Four digits behind the point are the finest figure there is; a whole number stays one."""
    return int(value) if value == int(value) else round(value, 4)

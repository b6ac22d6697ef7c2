"""
What each column of a file means, guessed from its name and its values; every guess says how sure it is and why.

    samples_of(table) → guess → corrected (what the user said) → Mapping: `source_text` for sources.yaml
"""

from leadfiles.columns.corrections import WrongMapError, corrected, parse_corrections
from leadfiles.columns.guess import SURE, Column, Lacking, Mapping, guess
from leadfiles.columns.samples import Sample, samples_of
from leadfiles.columns.source_text import source_name, source_text

__all__ = [
    "SURE",
    "Column",
    "Lacking",
    "Mapping",
    "Sample",
    "WrongMapError",
    "corrected",
    "guess",
    "parse_corrections",
    "samples_of",
    "source_name",
    "source_text",
]

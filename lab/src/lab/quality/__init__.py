"""
How well values are read, measured on corpora with known answers: `python -m lab.quality` writes `docs/quality.md`.

Each module measures one value and returns a `report.Section`; none of them changes anything. The corpora lie beside the
checkout and are read where they lie; without them there is nothing to measure.
"""

"""Generates the typed contracts from `schemas/`: run `python -m lab.contracts [--check]`."""

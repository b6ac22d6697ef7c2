"""Invented but messy submissions, seeded, with the outcome each must have."""

from lab.generator.stream import NOW, SOURCES, Generated, Mix, Outcome, generate

__all__ = ["NOW", "SOURCES", "Generated", "Mix", "Outcome", "generate"]

"""Invented but messy submissions, seeded, with the outcome each must have."""

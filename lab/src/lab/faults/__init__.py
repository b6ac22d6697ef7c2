"""Faults on purpose: what a test breaks, and how."""

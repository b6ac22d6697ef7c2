"""Fulfilments of the enricher's ports, one file per outside system."""

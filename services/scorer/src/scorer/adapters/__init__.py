"""Fulfilments of the scorer's ports, one file per outside system."""

"""Fulfilments of the console's ports, one file per outside system."""

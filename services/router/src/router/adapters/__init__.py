"""Fulfilments of the router's ports, one file per outside system."""

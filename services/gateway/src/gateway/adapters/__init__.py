"""Fulfilments of the gateway's ports, one file per outside system."""

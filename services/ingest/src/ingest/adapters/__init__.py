"""Fulfilments of ingest's ports."""

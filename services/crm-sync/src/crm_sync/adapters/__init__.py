"""Fulfilments of crm-sync's ports, one file per outside system."""

"""Delivers routed leads to one destination, once each."""

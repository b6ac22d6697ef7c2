"""Gives each scored lead its class and its owner."""

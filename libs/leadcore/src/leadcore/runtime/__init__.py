"""Runners: what drives stages with a transport."""

"""Turns submissions into leads: normalises, identifies, admits."""

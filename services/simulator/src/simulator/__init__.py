"""Runs the real stages in one process, without a broker."""

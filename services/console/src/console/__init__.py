"""Reads and operates: leads, passports, operations."""

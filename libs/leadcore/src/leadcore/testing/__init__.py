"""Test doubles and laws that ship with the ports and runners they stand for."""

"""Adds what is known about a lead's company and address."""

"""Stateful stand-ins for the CRMs and providers that Leadstream talks to."""

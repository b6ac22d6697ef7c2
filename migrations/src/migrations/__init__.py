"""Brings a PostgreSQL database up to the schema that the services expect."""

from migrations.database import Unreachable, apply

__all__ = ["Unreachable", "apply"]

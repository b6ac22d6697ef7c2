"""Keyed state in one process, without a broker: for the memory runner, `make demo` and the simulator."""


class MemoryState:
    """Everything in one place; `tables` may be looked at."""

    shares = 1

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, bytes]] = {}

    def get(self, table: str, key: str) -> bytes | None:
        """The value of `key`, or None."""
        return self.tables.get(table, {}).get(key)

    def set(self, table: str, key: str, value: bytes, kept_until: int) -> None:  # noqa: ARG002  nothing is thrown away
        """Put `value`."""
        self.tables.setdefault(table, {})[key] = value

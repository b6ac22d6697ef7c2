"""What the enricher needs of the world."""

from collections.abc import Collection, Mapping
from typing import Protocol

from enricher.domain import Company


class CompanyDirectory(Protocol):
    """Knows companies by domain."""

    @property
    def name(self) -> str:
        """The provider's name, as facts and decisions carry it."""
        ...

    @property
    def table(self) -> str:
        """Hash of what is known, so that a decision can be replayed; empty for a remote provider."""
        ...

    async def companies_of(self, domains: Collection[str]) -> Mapping[str, Company]:
        """
        The companies that own `domains`; a domain nobody knows is left out.

        Raises:
            PortUnavailable: the directory is away.
        """
        ...

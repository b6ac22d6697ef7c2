"""What asyncpg raises where PostgreSQL is away, for all that speak with it."""

import asyncpg

LOST = (OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""No word of the database's own. The last: the connection has been told of the server's end, and not yet that it is
closed."""

AWAY = (
    *LOST,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.SyntaxOrAccessError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
)
"""The database does not answer, is being stopped, has no room for another, does not let us in, or lacks the tables that
migrations make."""

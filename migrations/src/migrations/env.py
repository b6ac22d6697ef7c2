"""What Alembic runs: the migrations of `versions/`, on the connection that `apply` has opened and locked."""

from alembic import context

from migrations.database import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()

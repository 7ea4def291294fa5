"""Run by Alembic, on the connection and in the transaction that `api.storage.migrating` is given.

A new migration is a file in `versions/`, written by hand for both databases.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

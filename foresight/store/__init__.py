"""The only place with SQL: connection, writer, migrations, one module a topic."""

"""Models, migrations and queries: the only room with SQL. No model instance leaves it."""

"""Configures Django: models cannot be imported before."""

import tests.support.database  # noqa: F401 - importing it is all that is wanted

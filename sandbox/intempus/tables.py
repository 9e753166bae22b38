"""Makes the empty tables of a new process; the twin has no past, so it needs no migrations."""

from django.apps import apps
from django.db import connection


def create() -> None:
    """Create every table of the twin in the configured database."""
    with connection.schema_editor() as editor:
        for model in apps.get_app_config("intempus").get_models():
            editor.create_model(model)

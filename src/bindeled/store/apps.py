"""Names the store to Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one app with tables of ours."""

    name = "bindeled.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

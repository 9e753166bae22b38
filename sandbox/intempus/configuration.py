"""Django settings of the twin. Call `configure` before anything that touches a model is imported."""

import logging
from typing import TYPE_CHECKING

import django
from django.conf import settings

if TYPE_CHECKING:
    from pathlib import Path

BUSY_TIMEOUT_SECONDS = 30
DEFAULT_LIMIT = 1_000  # Intempus sheet 3.1

# The state lives as long as the process, so nothing is flushed to disk. The write-ahead log is kept on purpose: with it
# a long list never waits for a write, and a refused write can be rolled back.
_INIT_COMMAND = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"


def configure(database: "Path") -> None:
    """Set Django up for this process on the SQLite file `database`. Raises when Django is configured already."""
    settings.configure(
        ALLOWED_HOSTS=["*"],
        API_LIMIT_PER_PAGE=DEFAULT_LIMIT,
        APPEND_SLASH=False,  # `middleware.TrailingSlash` decides, by switch
        DATABASES={"default": _database(database)},
        DEBUG=False,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=["sandbox.intempus"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["sandbox.intempus.middleware.TrailingSlash", "sandbox.intempus.middleware.WhoAsked"],
        ROOT_URLCONF="sandbox.intempus.routes",
        SECRET_KEY="the twin signs nothing",  # noqa: S106 - Django wants one; no cookie or token is ever made with it
        TASTYPIE_DEFAULT_FORMATS=["json"],
        TIME_ZONE="Europe/Copenhagen",
        USE_I18N=False,
        USE_TZ=False,
    )
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a 404 is a normal answer here
    django.setup()


def _database(path: "Path") -> dict[str, object]:
    """Connections stay open for the life of a server thread; a write takes its lock at its first statement."""
    options = {"timeout": BUSY_TIMEOUT_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _INIT_COMMAND}
    options["detect_types"] = 0  # Django converts what it needs; the driver's own way is slow, and `raw` wants none
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": None, "OPTIONS": options}

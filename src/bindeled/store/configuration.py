"""How Django reaches the database, and making the database ready: opened, understood, migrated, or told why not."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.management import call_command
from django.db import DatabaseError, OperationalError, close_old_connections, connection, transaction
from django.db.migrations.loader import MigrationLoader

from bindeled.domain.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from urllib.parse import SplitResult

_SQLITE = "sqlite:///"
_BUSY_SECONDS = 30
# Their tables are made whichever face starts first, so that every process finds the same database.
_SIGN_IN_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
)
# The first that tells the ids of many new rows at once.
_OLDEST_SQLITE = (3, 35, 0)
_CONNECT_SECONDS = 10
_OPENINGS, _OPENING_SECONDS = 100, 0.1
# A write is on the disk before anything is sent because of it. Destroyed secrets are overwritten, not only unlinked.
_SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=FAST"
# Any number will do as long as every release uses the same.
_MIGRATION_LOCK = 4_281_960_347


def django_configuration(database: str, *, debug: bool = False, apps: Sequence[str] = ()) -> dict[str, Any]:
    """Return the Django settings that the store needs, for `settings.configure`; `apps` are added to ours.

    `database` is `sqlite:///path` (four slashes for a path from the root) or `postgresql://user:password@host/name`.
    Raises Misconfigured for anything else.
    """
    return {
        "DATABASES": {"default": database_settings(database)},
        "DEBUG": debug,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTH_USER_MODEL": "store.User",
        "INSTALLED_APPS": ["bindeled.store", *_SIGN_IN_APPS, *apps],
        "LOGGING_CONFIG": None,
        # Allauth does not start without it, not even where no page is served.
        "MIDDLEWARE": ["allauth.account.middleware.AccountMiddleware"],
        "TIME_ZONE": "Europe/Copenhagen",
        "USE_TZ": True,
    }


def database_settings(database: str) -> dict[str, Any]:
    """Return Django's description of this database. Raises Misconfigured for an address that names none."""
    if database.startswith(_SQLITE) and len(database) > len(_SQLITE):
        return _sqlite(database.removeprefix(_SQLITE))
    try:
        parts = urlsplit(database)
        if parts.scheme == "postgresql" and parts.path.strip("/"):
            return _postgresql(parts)
    except ValueError:  # a port that is no number, a bracket that is never closed
        pass
    raise Misconfigured(
        [
            (
                "BINDELED_DATABASE_URL names no database: write sqlite:///path/to/file or "
                "postgresql://user:password@host/name."
            )
        ]
    )


def _sqlite(path: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        # A transaction that begins by reading and goes on to write would fail under contention: lock from the start.
        "OPTIONS": {"timeout": _BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE_START},
    }


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": _CONNECT_SECONDS, **dict(parse_qsl(parts.query))},
    }


@contextmanager
def healthy_connection() -> Iterator[None]:
    """Give the thread a database connection that answers, for one piece of work: a dropped one is opened anew."""
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


def prepare() -> None:
    """Open the configured database, create it if need be, and bring its tables up to date, all of it or nothing.

    Two processes that start together wait for each other. Raises Misconfigured with what to do when it cannot be opened
    or written, is not a database, or was made by a newer release.
    """
    try:
        if connection.vendor == "sqlite":
            _check_sqlite()
            _make_folder(Path(connection.settings_dict["NAME"]))
            _open_sqlite()
        _migrate()
    except (DatabaseError, OSError) as error:
        connection.close()
        raise Misconfigured([what_to_do(error)]) from error


def _check_sqlite(found: tuple[int, int, int] = sqlite3.sqlite_version_info) -> None:
    if found < _OLDEST_SQLITE:
        needed, have = (".".join(map(str, version)) for version in (_OLDEST_SQLITE, found))
        raise Misconfigured(
            [
                (
                    f"Bindeled needs SQLite {needed} or newer and found {have}: take a Python with a newer one, or "
                    "keep the data in PostgreSQL."
                )
            ]
        )


def _make_folder(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _open_sqlite() -> None:
    # Of several that open a new file at once, one turns its log on and the others are refused without being made to
    # wait: SQLite's own patience does not cover this moment.
    for _ in range(_OPENINGS):
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if not _sqlite_name(error).startswith("SQLITE_BUSY"):
                raise
            time.sleep(_OPENING_SECONDS)
    return connection.ensure_connection()


def _migrate() -> None:
    # Outside the transaction: SQLite cannot switch its foreign keys off inside one, and needs them off to alter tables.
    with connection.constraint_checks_disabled(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATION_LOCK])
        loader = MigrationLoader(connection)
        _refuse_newer(loader)
        # Django takes a quarter of a second to find that there is nothing to do.
        if loader.disk_migrations.keys() - loader.applied_migrations.keys():
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def _refuse_newer(loader: MigrationLoader) -> None:
    applied = {key for key in loader.applied_migrations if key[0] == "store"}
    newer = sorted(name for app, name in applied - set(loader.disk_migrations))
    if newer:
        raise Misconfigured(
            [
                (
                    f"The database {_where()} was made by a newer Bindeled (it has {newer[-1]}). Start that release, "
                    "or restore the backup taken before it was installed. Nothing was changed."
                )
            ]
        )


_REMEDIES = {
    "SQLITE_NOTADB": "is not a database. Move the file away, or name another with BINDELED_DATABASE_URL.",
    "SQLITE_CORRUPT": "is damaged. Restore the latest backup.",
    "SQLITE_CANTOPEN": "cannot be opened. Give the user that runs Bindeled the right to write in its folder, or name "
    "another folder with BINDELED_HOME.",
    "SQLITE_READONLY": "cannot be written. Give the user that runs Bindeled the right to write the file and its "
    "folder, or name another folder with BINDELED_HOME.",
    "SQLITE_FULL": "cannot grow: the disk is full. Make room and start again; nothing was left half-written.",
    "SQLITE_IOERR": "cannot be read or written: the disk fails, or it is full. Look at the disk, make room, and start "
    "again; nothing was left half-written.",
    "SQLITE_BUSY": f"was held by another program for {_BUSY_SECONDS} seconds. Close that program and start again.",
}


def what_to_do(error: Exception) -> str:
    """Return what is the matter with the database, and what mends it, as a sentence; never with the password."""
    if isinstance(error, OSError):
        return f"The database {_where()} {_REMEDIES['SQLITE_CANTOPEN']} ({error.strerror})"
    # The extended names begin with the plain ones: SQLITE_READONLY_DIRECTORY, SQLITE_CANTOPEN_ISDIR.
    name = _sqlite_name(error)
    for plain, remedy in _REMEDIES.items():
        if name.startswith(plain):
            return f"The database {_where()} {remedy}"
    if connection.vendor == "postgresql":
        return (
            f"The database {_where()} cannot be used ({_first_line(error)}). Check that PostgreSQL is running there, "
            "and the name, user and password in BINDELED_DATABASE_URL; the user needs the right to create tables."
        )
    return f"The database {_where()} cannot be used ({_first_line(error)})."


def _sqlite_name(error: Exception) -> str:
    name: str = getattr(error.__cause__, "sqlite_errorname", "")
    return name


def _where() -> str:
    """Return where the database lies, never with the password."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(place["NAME"])
    return f"{place['NAME']} at {place['HOST'] or 'this machine'}{':' if place['PORT'] else ''}{place['PORT']}"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]

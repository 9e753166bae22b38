"""A database of its own for each test: a SQLite file, or a PostgreSQL database where a server can be had.

Importing this file configures Django, unless another suite has done so: do it in the `conftest.py` of a folder whose
tests import `bindeled.store`, since models cannot be imported before. Django is then pointed at one database after the
other. The tables are made once in a process, since making them takes longer than most tests.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import django
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from bindeled.store.configuration import database_settings, django_configuration, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

_SERVER_PROGRAMS = Path("/usr/lib/postgresql")
KINDS = ("sqlite", "postgresql")
_PLAIN_USERS = ("postgres", "nobody")

if not settings.configured:
    settings.configure(SECRET_KEY="for the tests only", **django_configuration("sqlite:///:memory:"))
    django.setup()


@contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """Point Django at a new SQLite file in `folder` with every table made, and yield its address.

    Every connection of this thread is closed before and after; a thread that a test starts closes its own.
    """
    path = folder / "bindeled.sqlite3"
    shutil.copyfile(_sqlite_template(), path)
    with pointed_at(f"sqlite:///{path}") as address:
        yield address


@contextmanager
def database_of_kind(kind: str, folder: Path) -> Iterator[str]:
    """Point Django at a fresh database of one of `KINDS`, and yield its address; skips where there is no server."""
    if kind == "sqlite":
        with fresh_database(folder) as address:
            yield address
        return
    server = postgresql_server()
    if server is None:
        pytest.skip("no PostgreSQL here: name one with BINDELED_TEST_DATABASE_URL or install its server")
    with fresh_postgresql(server) as address:
        yield address


@contextmanager
def fresh_postgresql(server: str) -> Iterator[str]:
    """Point Django at a database on this server with every table made and empty, and yield its address.

    One database serves all tests of this process, one after the other: making one takes half a second.
    """
    with pointed_at(_on(server, _postgresql_database(server))) as address:
        with connection.cursor() as cursor:
            tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_models())
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        yield address


@contextmanager
def pointed_at(address: str) -> Iterator[str]:
    """Point Django at a database as it is, made or not, and close what was opened afterwards."""
    before = connections.settings["default"]
    _use(connections.configure_settings({"default": database_settings(address)})["default"])
    try:
        yield address
    finally:
        _use(before)


def _use(described: dict[str, Any]) -> None:
    connections["default"].close()
    # The next look at it, in this thread or another, makes a new connection from what is described.
    del connections["default"]
    connections.settings["default"] = described


@cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bindeled-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.sqlite3"
    with pointed_at(f"sqlite:///{path}"):
        prepare()
    # The last connection has closed: everything is in the one file now, and nothing in a log beside it.
    return path


@cache
def _postgresql_database(server: str) -> str:
    name = f"bindeled_test_{uuid4().hex}"
    _execute(server, f'CREATE DATABASE "{name}"')
    atexit.register(_execute, server, f'DROP DATABASE "{name}" WITH (FORCE)')
    with pointed_at(_on(server, name)):
        prepare()
    return name


@cache
def postgresql_server() -> str | None:
    """Return the address of a PostgreSQL server for this process, None where there is none.

    `BINDELED_TEST_DATABASE_URL` names one; else one is started from the programs of the machine and stopped at the end.
    """
    named = os.environ.get("BINDELED_TEST_DATABASE_URL")
    if named:
        return named
    programs = _server_programs()
    user = _plain_user()
    return _start_server(programs, user) if programs and user else None


def _server_programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(_SERVER_PROGRAMS.glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def _plain_user() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next((known[name] for name in _PLAIN_USERS if name in known), None)


def _start_server(programs: Path, user: pwd.struct_passwd) -> str:
    # Not in pytest's folder: only its owner may look into that one, and the server may have another owner.
    folder = Path(tempfile.mkdtemp(prefix="bindeled-postgresql-"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    port = _free_port()
    _run(user, programs / "initdb", "-D", folder / "data", "-U", "bindeled", "-A", "trust", "-E", "UTF8", "-N")
    # Nothing here has to outlive the machine, so nothing is flushed.
    options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c full_page_writes=off"
    _run(user, programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")
    atexit.register(_stop_server, programs, user, folder)
    return f"postgresql://bindeled@127.0.0.1:{port}/postgres"


def _stop_server(programs: Path, user: pwd.struct_passwd, folder: Path) -> None:
    _run(user, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _run(user: pwd.struct_passwd, *command: str | Path) -> None:
    # Everything of the server's goes to a file or nowhere: a pipe would stay open for as long as the server runs.
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user.pw_uid if os.getuid() == 0 else None,
        group=user.pw_gid if os.getuid() == 0 else None,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(statement.encode())


def _on(server: str, name: str) -> str:
    return f"{server.rsplit('/', 1)[0]}/{name}"

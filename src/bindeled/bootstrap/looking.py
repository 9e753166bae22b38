"""Looks at the installation, one thing after the other; what is wrong with one does not hide the others."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bindeled.bootstrap.starting import start
from bindeled.bootstrap.time import now
from bindeled.domain.errors import BindeledError
from bindeled.engine.fitness import fits
from bindeled.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bindeled.bootstrap.program import Program

_LEAST_FREE_BYTES = 1 << 30
_EARLIEST_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, or what to do."""

    what: str
    good: bool
    sentence: str


def examine() -> list[Finding]:
    """Return what was found. A start that fails is one finding among the others."""
    findings = [_unknown_variables(), _sqlite(), _clock()]
    try:
        settings = read_settings()
    except BindeledError as error:
        return [*findings, Finding("settings", good=False, sentence=error.sentence)]
    findings += [_disk(settings.home), _permissions(settings)]
    findings += [_reachable(name, url) for name, url in _origins(settings).items()]
    return [*findings, *_started(settings)]


def _started(settings: Settings) -> list[Finding]:
    quiet = settings.model_copy(update={"log_level": "ERROR"})
    try:
        program = start(quiet)
    except BindeledError as error:
        return [Finding("database and master key", good=False, sentence=error.sentence)]
    opened = Finding("database and master key", good=True, sentence="the database is up to date and its keys open")
    return [
        opened,
        _looked("data keys", lambda: _data_keys(program)),
        _looked("audit", lambda: _audit(program)),
        _looked("mail", lambda: _mail(program)),
    ]


def _looked(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except BindeledError as error:
        return Finding(what, good=False, sentence=error.sentence)


def _data_keys(program: Program) -> Finding:
    overdue = program.keys.data_keys.overdue()
    sentence = f"{len(overdue)} are due; run: bindeled keys rotate" if overdue else "none is due for rotation"
    return Finding("data keys", good=not overdue, sentence=sentence)


def _audit(program: Program) -> Finding:
    bad = program.keys.auditing.verify().bad
    return Finding("audit", good=not bad, sentence=bad[0].sentence if bad else "every chain is whole")


def _mail(program: Program) -> Finding:
    server = program.notices.server()
    if server is None:
        told = (
            "nobody is mailed: notices are kept and shown by bindeled notices list. Set BINDELED_MAIL_HOST to mail them"
        )
        return Finding("mail", good=True, sentence=told)
    trouble = server.trouble()
    return Finding("mail", good=trouble is None, sentence=trouble or f"{server.host} takes mail")


def _unknown_variables() -> Finding:
    known = {f"BINDELED_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("BINDELED_") and name not in known)
    told = f"nobody reads {', '.join(unknown)}: mistyped? The names are in docs/reference/settings.md"
    return Finding("environment", good=not unknown, sentence=told if unknown else "every BINDELED_ variable is known")


def _sqlite() -> Finding:
    good, version = fits(), sqlite3.sqlite_version
    too_old = f"SQLite {version} is too old for this Python: take one with SQLite 3.42 or newer"
    return Finding("SQLite", good=good, sentence=f"SQLite {version} fits" if good else too_old)


def _clock() -> Finding:
    at = now()
    good = at.year >= _EARLIEST_YEAR
    told = f"it is {at:%Y-%m-%d %H:%M:%S} UTC here; several machines must agree to within a second"
    return Finding("clock", good=good, sentence=told if good else f"{told}. Set the clock of this machine.")


def _disk(home: Path) -> Finding:
    place = next(folder for folder in (home.absolute(), *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    told = f"{free // (1 << 20)} MB are free at {place}"
    good = free >= _LEAST_FREE_BYTES
    return Finding("disk", good=good, sentence=told if good else f"{told}. Make room: work that waits needs it.")


def _permissions(settings: Settings) -> Finding:
    private = [settings.key_file, settings.audit_key, settings.anchor_file, settings.home / "bindeled.sqlite3"]
    open_ones = [str(file) for file in private if _others_may(file)]
    told = f"others may read or change them; run: chmod 600 {' '.join(open_ones)}"
    return Finding(
        "permissions", good=not open_ones, sentence=told if open_ones else "only the owner may read the files"
    )


def _others_may(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _origins(settings: Settings) -> dict[str, str]:
    origins = {"Intempus": settings.intempus_url, "Uniconta": settings.uniconta_url}
    return {**origins, "key service": settings.transit_url} if settings.key_provider == "transit" else origins


def _reachable(name: str, origin: str) -> Finding:
    """Open a connection and close it: no call is made, so none is counted."""
    parts = urlsplit(origin)
    place = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    try:
        socket.create_connection(place, timeout=5).close()
    except OSError as error:
        told = f"{origin} cannot be reached ({error.strerror or error}). Check address, network and firewall."
        return Finding(name, good=False, sentence=told)
    return Finding(name, good=True, sentence=f"{origin} takes connections")

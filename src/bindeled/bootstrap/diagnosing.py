"""Gathers the file on a connection that support asks for, and takes out whatever looks like a secret."""

from __future__ import annotations

import platform
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING, Any

from bindeled.connections.diagnostics import diagnosis, redacted
from bindeled.domain.calendar import danish_day
from bindeled.store.history import newest_events
from bindeled.store.views import connection_row
from bindeled.transport.redaction import redact

if TYPE_CHECKING:
    from bindeled.bootstrap.program import Program
    from bindeled.domain.accounts import Connection, Tenant

_EVENTS = 100
# A login is half of what opens an account; where the database lies and what opens `/metrics` is nobody else's business.
_HIDDEN = ("login", "sent_to", "made_by", "actor")
_ABOUT_MAIL = ("mail_user", "mail_password_file", "mail_from", "notice_support_address")
_SETTINGS_LEFT_OUT = frozenset({"database_url", "home", "master_key_file", "metrics_token", *_ABOUT_MAIL})


def gather(program: Program, tenant: Tenant, connection: Connection) -> dict[str, Any]:
    """Return the file as plain JSON."""
    now = program.clock()
    row = connection_row(connection.id, danish_day(now))
    versions = program.versions.versions(connection)
    file = diagnosis(
        tenant,
        connection,
        versions,
        evidence=row.evidence,
        answered_at=row.answered_at,
        more={
            "made_at": now.isoformat(),
            "calls_today": row.calls_today,
            "checks": program.versions.checks(connection, versions[0].number) if versions else [],
            "events": [
                {"id": event.id, "at": event.at.isoformat(), "kind": event.kind, "facts": event.facts}
                for event in newest_events(connection.id, _EVENTS)
            ],
            "settings": program.settings.model_dump(mode="json", exclude=set(_SETTINGS_LEFT_OUT)),
            "program": {"bindeled": version_of("bindeled"), "python": platform.python_version()},
        },
    )
    logins = [version.login for version in versions]
    return dict(redacted(file, lambda text: redact(text, logins), _HIDDEN))

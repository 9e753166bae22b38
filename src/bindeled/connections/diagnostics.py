"""The file on one connection that support asks for: everything that helps, nothing that opens anything."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bindeled.connections.links import WHOSE_MOVE
from bindeled.connections.tasks import tasks_of
from bindeled.domain.secrets import STARS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, Tenant, VersionRecord
    from bindeled.domain.errors import Evidence

# What the file is called in itself; rises when its form changes.
FORMAT = 1


def diagnosis(
    tenant: Tenant,
    connection: Connection,
    versions: Sequence[VersionRecord],
    *,
    evidence: Evidence | None,
    answered_at: datetime | None,
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what is known of a connection as plain JSON, not yet redacted; `more` are further parts by name."""
    return {
        "format": FORMAT,
        "tenant": tenant.slug,
        "connection": _connection(connection),
        "versions": [_version(version) for version in versions],
        "next": [{"code": task.code.value, "version": task.version} for task in tasks_of(connection, versions)],
        "evidence": {"at": _moment(answered_at), **asdict(evidence)} if evidence else None,
        **more,
    }


def redacted(value: Any, clean: Callable[[str], str], hidden: Iterable[str]) -> Any:
    """Return the same with every text cleaned, and stars for what is named as hidden."""
    names = frozenset(hidden)
    if isinstance(value, dict):
        return {
            str(key): STARS if key in names and part else redacted(part, clean, names) for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [redacted(part, clean, names) for part in value]
    return clean(value) if isinstance(value, str) else value


def _connection(connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "system": connection.system.value,
        "company": str(connection.company or ""),
        "epoch": connection.epoch,
        "active_version": connection.active_version,
        "link": connection.link.value,
        "link_since": connection.link_since.isoformat(),
        "whose_move": WHOSE_MOVE[connection.link].value,
    }


def _version(version: VersionRecord) -> dict[str, Any]:
    moments = ("created_at", "verified_at", "activated_at", "proved_at", "refused_at", "retires_at", "ended_at")
    return {
        "number": version.number,
        "state": version.state.value,
        "login": version.login,
        "origin": version.origin,
        "opens": str(version.opens or ""),
        "expires": version.expires.isoformat() if version.expires else None,
        "has_secret": version.has_secret,
        "probation_calls": version.probation_calls,
        "reason": version.reason,
        **{name: _moment(getattr(version, name)) for name in moments},
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

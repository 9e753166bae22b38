"""Connections and how their links stand; the event is written in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bindeled.domain.accounts import Connection, System
from bindeled.domain.nouns import Company
from bindeled.domain.states import LinkState
from bindeled.store import models

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.ports import Clock


def utc_now() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class StoredConnections:
    """The connections of every tenant. `clock` dates a connection that is made because somebody asked for it."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def connection(self, tenant: Tenant, system: System) -> Connection:
        """Return the connection, made as `NOT_CONFIGURED` when it is not there yet."""
        row, _ = models.Connection.objects.get_or_create(
            tenant_id=tenant.id, system=system.value, defaults={"link_since": self._clock()}
        )
        return connection_from(row)

    def by_id(self, connection_id: int) -> Connection | None:
        """Return one connection, None when there is none of this id."""
        row = models.Connection.objects.filter(pk=connection_id).first()
        return connection_from(row) if row else None


def connection_from(row: models.Connection) -> Connection:
    """Return the row as the noun that leaves this room."""
    return Connection(
        id=row.pk,
        tenant_id=row.tenant_id,
        system=System(row.system),
        company=Company(row.company_key, row.company_name) if row.company_key else None,
        epoch=row.epoch,
        active_version=row.active_version,
        link=LinkState(row.link),
        link_since=row.link_since,
    )


def locked(connection_id: int) -> models.Connection:
    """Return the row as it stands now, and keep others from changing it until the transaction ends."""
    return models.Connection.objects.select_for_update(no_key=True).get(pk=connection_id)


def set_link(row: models.Connection, state: LinkState, at: datetime) -> None:
    """Let the row, which is to be saved after this, show the link so, and since when."""
    if row.link != state.value:
        row.link, row.link_since = state.value, at

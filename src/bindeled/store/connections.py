"""Connections and how their links stand; the event is written in the same transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.accounts import Connection, System
from bindeled.domain.nouns import Company
from bindeled.domain.states import LinkState
from bindeled.store import models
from bindeled.store.events import connection_event
from bindeled.store.meters import StoredEvidence

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.errors import Evidence
    from bindeled.ports import Clock


def utc_now() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class StoredConnections:
    """Implements `ports.ConnectionStore`. `clock` dates a connection that is made because somebody asked for it."""

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

    def mark_link(self, connection: Connection, state: LinkState, evidence: Evidence | None, at: datetime) -> None:
        """Write how the link stands now with what it was concluded from; the event is written with it.

        Since when it stands so, and the event, are written when the state changes; evidence is kept each time. What was
        concluded at an earlier epoch says nothing about the login in use now and leaves the link as it is.
        """
        with transaction.atomic():
            row = locked(connection.id)
            if evidence is not None:
                StoredEvidence().keep(row.pk, evidence, at)
            if row.epoch == connection.epoch and row.link != state.value:
                facts = {"from": row.link, "to": state.value, "evidence": asdict(evidence) if evidence else None}
                set_link(row, state, at)
                row.save(update_fields=["link", "link_since"])
                connection_event("link.changed", row, at, facts)


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

"""Lets a link stand as a test wants it, with the event that tells of it, whatever the table of moves says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.store.connections import locked, set_link
from bindeled.store.events import connection_event

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.domain.states import LinkState


def stand(connection: Connection, state: LinkState, at: datetime) -> None:
    """Let the link stand so from this moment on."""
    with transaction.atomic():
        row = locked(connection.id)
        if row.link != state.value:
            facts = {"from": row.link, "to": state.value, "evidence": None}
            set_link(row, state, at)
            row.save(update_fields=["link", "link_since"])
            connection_event("link.changed", row, at, facts)

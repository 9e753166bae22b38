"""Writes down that something changed, inside the transaction that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.store import models
from bindeled.store.audit import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

# As much of a key as a row has room for.
_KEY_LENGTH = 40


def run_event(kind: str, tenant_id: int, run_id: int, at: datetime, facts: Mapping[str, Any]) -> None:
    """Write that a run changed."""
    models.Event.objects.create(kind=kind, at=at, tenant_id=tenant_id, run_id=run_id, facts=facts)


def connection_event(kind: str, connection: models.Connection, at: datetime, facts: Mapping[str, Any]) -> None:
    """Write that a connection or one of its credential versions changed: for its history, and into the audit."""
    models.Event.objects.create(
        kind=kind, at=at, tenant_id=connection.tenant_id, connection_id=connection.pk, facts=facts
    )
    subject = f"connection {connection.pk}"
    record(kind, subject, at, {"system": connection.system, **facts}, tenant_id=connection.tenant_id)


def batch_event(
    kind: str,
    tenant_id: int,
    run_id: int,
    at: datetime,
    keys: Sequence[str],
    *,
    count: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write that many rows changed at once, by the keys of the first and the last; `count` where it is not all.

    A key is cut to what a row has room for.
    """
    models.Event.objects.create(
        kind=kind,
        at=at,
        tenant_id=tenant_id,
        run_id=run_id,
        count=len(keys) if count is None else count,
        first=keys[0][:_KEY_LENGTH],
        last=keys[-1][:_KEY_LENGTH],
        facts=facts or {},
    )

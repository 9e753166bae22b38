"""Reconnect links as rows. A link is used when a version that it staged was taken into use: one fact, in one place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from bindeled.domain.reconnecting import LinkPurpose, LinkStep, ReconnectLink
from bindeled.store import models
from bindeled.store.connections import connection_from
from bindeled.store.events import connection_event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from bindeled.domain.accounts import Connection


class StoredReconnectLinks:
    """Implements `connections.reconnecting.LinkRows`."""

    def add(
        self,
        connection: Connection,
        purpose: LinkPurpose,
        digest: str,
        *,
        made_by: str,
        sent_to: str,
        at: datetime,
        until: datetime,
    ) -> ReconnectLink:
        """Keep a new link."""
        with transaction.atomic():
            row = models.ReconnectLink.objects.create(
                connection_id=connection.id,
                purpose=purpose.value,
                digest=digest,
                made_by=made_by,
                sent_to=sent_to,
                created_at=at,
                expires_at=until,
            )
            facts = {"purpose": purpose.value, "sent_to": sent_to, "expires_at": until.isoformat()}
            self._tell("link.made", row, at, facts)
        return _link(row)

    def find(self, link_id: int) -> tuple[ReconnectLink, Connection, str] | None:
        """Return the link, its connection and its digest, None when there is no such link."""
        row = models.ReconnectLink.objects.select_related("connection").filter(pk=link_id).first()
        return (_link(row), connection_from(row.connection), row.digest) if row else None

    def of(self, connection: Connection) -> list[ReconnectLink]:
        """Return every link of a connection, the newest first."""
        return [_link(row) for row in models.ReconnectLink.objects.filter(connection_id=connection.id).order_by("-pk")]

    def opened(self, link: ReconnectLink, at: datetime) -> None:
        """Keep that somebody looked at the link for the first time."""
        with transaction.atomic():
            if models.ReconnectLink.objects.filter(pk=link.id, opened_at=None).update(opened_at=at):
                self._tell("link.opened", models.ReconnectLink.objects.get(pk=link.id), at, {})

    def revoke(self, connection: Connection, link_id: int, at: datetime) -> bool:
        """End a link; False when the connection has none of this id that could still be used."""
        with transaction.atomic():
            row = (
                models.ReconnectLink.objects.select_for_update().filter(pk=link_id, connection_id=connection.id).first()
            )
            if row is None or row.revoked_at is not None or _link(row).used_at is not None:
                return False
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            self._tell("link.revoked", row, at, {})
        return True

    @contextmanager
    def staging(self, link: ReconnectLink, at: datetime) -> Iterator[list[int]]:
        """Hold the link until the block ends, in one transaction; the block puts what it stages by it into the list.

        Nothing is kept when the block raises.
        """
        staged: list[int] = []
        with transaction.atomic():
            row = models.ReconnectLink.objects.select_for_update().get(pk=link.id)
            yield staged
            for number in staged:
                models.ReconnectAttempt.objects.create(link=row, version=number, at=at)
                self._tell("link.tried", row, at, {"version": number})

    def refused(self, link: ReconnectLink, reason: str, at: datetime) -> None:
        """Keep that the link was tried when it opened nothing any more."""
        self._tell("link.refused", models.ReconnectLink.objects.get(pk=link.id), at, {"reason": reason})

    def used(self, link: ReconnectLink, version: int, at: datetime) -> None:
        """Keep that the link brought a login into use, so that those whom it concerns are told."""
        self._tell("link.used", models.ReconnectLink.objects.get(pk=link.id), at, {"version": version})

    def _tell(self, kind: str, row: models.ReconnectLink, at: datetime, facts: Mapping[str, object]) -> None:
        with transaction.atomic():
            connection_event(kind, row.connection, at, {"link": row.pk, **facts})


def links_under_way(at: datetime) -> dict[int, LinkStep]:
    """Return, by connection, how far the holder of its newest link has come that brought no login yet."""
    good = models.ReconnectLink.objects.filter(revoked_at=None, expires_at__gt=at, reconnectattempt=None)
    rows = good.order_by("pk").values_list("connection_id", "opened_at")
    return {connection_id: LinkStep.OPENED if opened_at else LinkStep.MADE for connection_id, opened_at in rows}


def _link(row: models.ReconnectLink) -> ReconnectLink:
    attempts = tuple(row.reconnectattempt_set.order_by("version").values_list("version", flat=True))
    in_use = models.CredentialVersion.objects.filter(connection_id=row.connection_id, number__in=attempts)
    used_at = in_use.exclude(activated_at=None).order_by("activated_at").values_list("activated_at", flat=True).first()
    return ReconnectLink(
        id=row.pk,
        connection_id=row.connection_id,
        purpose=LinkPurpose(row.purpose),
        made_by=row.made_by,
        sent_to=row.sent_to,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        opened_at=row.opened_at,
        attempts=attempts,
        used_at=used_at,
    )

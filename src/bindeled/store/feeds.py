"""Feeds made, found by what is written, revoked; and the reconciliations that they show."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from bindeled.domain.errors import Misconfigured
from bindeled.domain.feeds import Feed, read_feed, written_feed
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.reconciliation import Cell, ReconciledCell, Reconciliation
from bindeled.domain.secrets import Secret
from bindeled.store import models
from bindeled.store.actors import current_actor
from bindeled.store.audit import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

_SECRET_BYTES = 32
_USE_NOTED_EVERY = timedelta(minutes=1)
# Snapshots kept of one feed, and of those made by hand; only the newest is shown.
_KEPT = 10


class StoredFeeds:
    """The feeds of all tenants."""

    def add(
        self, tenant_id: int, name: str, periods: PayPeriods, weeks: int, until: datetime, at: datetime, *, names: bool
    ) -> tuple[Feed, Secret]:
        """Keep a new feed and return it with its written form, which nobody can be shown again.

        Raises Misconfigured when the name is empty.
        """
        if not name.strip():
            raise Misconfigured(["A feed needs a name that tells where it is read."])
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with transaction.atomic():
            row = models.Feed.objects.create(
                tenant_id=tenant_id,
                name=name.strip(),
                digest=_digest(secret),
                period=periods.kind.value,
                begins=periods.begins,
                weeks=weeks,
                names=names,
                created_by=str(current_actor()),
                created_at=at,
                expires_at=until,
            )
            facts = {"name": row.name, "names": names, "expires_at": until.isoformat()}
            record("feed.made", f"feed {row.pk}", at, facts, tenant_id=tenant_id)
        return _feed(row), Secret(written_feed(row.pk, secret))

    def by_written(self, written: str, at: datetime) -> Feed | None:
        """Return the feed that this is the written form of, None when there is none or it shows nothing any more."""
        parts = read_feed(written)
        row = models.Feed.objects.filter(pk=parts[0]).first() if parts else None
        if parts is None or row is None or not hmac.compare_digest(row.digest, _digest(parts[1])):
            return None
        feed = _feed(row)
        if not feed.is_good(at):
            return None
        long_ago = Q(read_at=None) | Q(read_at__lt=at - _USE_NOTED_EVERY)
        models.Feed.objects.filter(long_ago, pk=row.pk).update(read_at=at)
        return feed

    def of_tenant(self, tenant_id: int) -> list[Feed]:
        """Return every feed of a tenant, also those that ended, the newest first."""
        return [_feed(row) for row in models.Feed.objects.filter(tenant_id=tenant_id).order_by("-pk")]

    def due(self, at: datetime, before: datetime) -> list[Feed]:
        """Return the feeds that show something and were not made anew since `before`."""
        rows = models.Feed.objects.filter(revoked_at=None, expires_at__gt=at)
        fresh = models.Snapshot.objects.filter(feed__in=rows, at__gt=before).values("feed_id")
        return [_feed(row) for row in rows.exclude(pk__in=fresh).order_by("pk")]

    def revoke(self, tenant_id: int, feed_id: int, at: datetime) -> bool:
        """End a feed now. False when the tenant has none of this id, or it had ended before."""
        with transaction.atomic():
            rows = models.Feed.objects.filter(pk=feed_id, tenant_id=tenant_id, revoked_at=None)
            if not rows.update(revoked_at=at):
                return False
            models.Snapshot.objects.filter(feed_id=feed_id).delete()
            record("feed.revoked", f"feed {feed_id}", at, tenant_id=tenant_id)
        return True


class StoredSnapshots:
    """The reconciliations of one tenant, as they were."""

    def __init__(self, tenant_id: int) -> None:
        self._tenant_id = tenant_id

    def keep(self, found: Reconciliation, at: datetime, feed: Feed | None = None) -> None:
        """Keep a reconciliation, made for a feed or by hand; names only for a feed that shows them."""
        with transaction.atomic():
            models.Snapshot.objects.create(
                tenant_id=self._tenant_id,
                feed_id=feed.id if feed else None,
                at=at,
                first_day=found.first_day,
                last_day=found.last_day,
                cells=[_encoded(cell) for cell in found.cells],
                names=dict(found.names) if feed is not None and feed.names else {},
            )
            same = self._rows.filter(feed_id=feed.id) if feed else self._rows.filter(feed__isnull=True)
            old = list(same.order_by("-pk").values_list("pk", flat=True)[_KEPT:])
            models.Snapshot.objects.filter(pk__in=old).delete()

    def newest(self, feed: Feed) -> tuple[datetime, Reconciliation] | None:
        """Return what was last reconciled for a feed and when; what was done by hand while there is nothing of its own.

        None before anything was reconciled.
        """
        rows = self._rows.order_by("-pk")
        row = rows.filter(feed_id=feed.id).first() or rows.filter(feed__isnull=True).first()
        if row is None:
            return None
        cells = tuple(_decoded(cell) for cell in row.cells)
        return row.at, Reconciliation(row.first_day, row.last_day, cells, (), names=row.names)

    @property
    def _rows(self) -> QuerySet[models.Snapshot]:
        return models.Snapshot.objects.filter(tenant_id=self._tenant_id)


def _encoded(cell: ReconciledCell) -> list[str]:
    places = (cell.approved, cell.journal, cell.posted, cell.parked, cell.waiting)
    return [cell.cell.period.isoformat(), *cell.cell[1:], *map(str, places)]


def _decoded(kept: Sequence[str]) -> ReconciledCell:
    period, employee, project, unit, *places = kept
    return ReconciledCell(Cell(date.fromisoformat(period), employee, project, unit), *map(Decimal, places))


def _digest(secret: str) -> str:
    """Return what is kept of a secret part. It is random and long, so that no slower digest is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _feed(row: models.Feed) -> Feed:
    return Feed(
        id=row.pk,
        tenant_id=row.tenant_id,
        name=row.name,
        periods=PayPeriods(PeriodKind(row.period), row.begins),
        weeks=row.weeks,
        names=row.names,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        read_at=row.read_at,
        revoked_at=row.revoked_at,
    )

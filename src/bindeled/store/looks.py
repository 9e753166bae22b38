"""When links were looked at, and the one place from which a link may be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from bindeled.domain.links import DoubtLimits, Doubts, LookHistory
from bindeled.domain.states import LinkState, RunState
from bindeled.store import models
from bindeled.store.connections import connection_from
from bindeled.store.doubts import doubts_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bindeled.domain.accounts import Connection

_NEVER_LOOKED_AT = [
    state.value
    for state in (
        LinkState.NOT_CONFIGURED,
        LinkState.AWAITING_PROVIDER,
        LinkState.PAUSED,
        LinkState.QUARANTINED,
        LinkState.CLOSED,
    )
]
_DOUBTED = {LinkState.SUSPECT.value, LinkState.ACTION_REQUIRED.value}
_OPEN = [state.value for state in (RunState.QUEUED, RunState.RUNNING, RunState.WAITING)]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A connection with what decides when it is looked at next."""

    connection: Connection
    history: LookHistory
    is_due: bool


@dataclass(frozen=True, slots=True)
class StoredLooks:
    """When links were looked at, and by whom they are looked at now."""

    limits: DoubtLimits = field(default_factory=DoubtLimits)

    def claim(self, connection: Connection, holder: str, now: datetime, until: datetime) -> bool:
        """Take the one place from which a link may be looked at; False when another holds it."""
        models.LinkLook.objects.get_or_create(connection_id=connection.id)
        with transaction.atomic():
            row = models.LinkLook.objects.select_for_update().get(pk=connection.id)
            if row.held_until is not None and row.held_until > now:
                return False
            row.holder, row.held_until = holder, until
            row.save(update_fields=["holder", "held_until"])
        return True

    def hold(self, connection: Connection, holder: str, until: datetime) -> None:
        """Keep the place until this moment; does nothing when another has taken it."""
        models.LinkLook.objects.filter(pk=connection.id, holder=holder).update(held_until=until)

    def let_go(self, connection: Connection, holder: str, at: datetime, *, looked: bool, is_same: bool) -> None:
        """Give the place back; note that the link was looked at, if it was, and that it stands the same, if it does."""
        rows = models.LinkLook.objects.filter(pk=connection.id, holder=holder)
        news = {"looked_at": at, "tries": F("tries") + int(is_same)} if looked else {}
        rows.update(holder="", held_until=None, **news)

    def answered(self, connection: Connection, at: datetime) -> None:
        """Note that the system answered as it should."""
        models.LinkLook.objects.update_or_create(connection_id=connection.id, defaults={"answered_at": at})

    def wait_until(self, connection: Connection, moment: datetime, slowed: timedelta) -> None:
        """Note until when the system asked us to wait, and how long we go slowly after that."""
        models.LinkLook.objects.update_or_create(
            connection_id=connection.id, defaults={"not_before": moment, "slowed_until": moment + slowed}
        )

    def all(self, now: datetime) -> list[LookedAt]:
        """Return every connection that is looked at by itself, with its history."""
        rows = models.Connection.objects.exclude(link__in=_NEVER_LOOKED_AT).exclude(active_version=None)
        due = set(models.Run.objects.filter(state__in=_OPEN).values_list("tenant_id", flat=True))
        looks = {row.pk: row for row in models.LinkLook.objects.all()}
        return [
            LookedAt(connection_from(row), self._history(row, looks.get(row.pk), now), row.tenant_id in due)
            for row in rows.order_by("pk")
        ]

    def one(self, connection: Connection, now: datetime) -> LookedAt:
        """Return one connection as it stands now, with its history."""
        row = models.Connection.objects.get(pk=connection.id)
        look = models.LinkLook.objects.filter(pk=row.pk).first()
        return LookedAt(connection_from(row), self._history(row, look, now), is_due=True)

    def _history(self, row: models.Connection, look: models.LinkLook | None, now: datetime) -> LookHistory:
        doubts = doubts_of(row, now, self.limits) if row.link in _DOUBTED else Doubts()
        if look is None:
            return LookHistory(doubts=doubts)
        return LookHistory(look.tries, look.looked_at, look.answered_at, look.not_before, doubts)

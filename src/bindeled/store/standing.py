"""What the moment of sending reads and writes: how a connection stands, attempts with a refused login, barriers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bindeled.domain.accounts import SwitchVariant
from bindeled.domain.attempts import next_attempt
from bindeled.domain.calendar import danish_day
from bindeled.domain.links import Standing
from bindeled.store import models
from bindeled.store.connections import connection_from, locked, utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bindeled.domain.accounts import Connection
    from bindeled.domain.attempts import AttemptLimits
    from bindeled.ports import Clock


class StoredStandings:
    """Implements `connections.leases.LeaseStore`, and what stands against it: barriers."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def standing(self, connection: Connection) -> Standing:
        """Return how the connection stands now, in one query."""
        refused = models.LoginAttempt.objects.filter(connection_id=OuterRef("pk"), version=OuterRef("active_version"))
        today = models.CallCount.objects.filter(connection_id=OuterRef("pk"), day=danish_day(self._clock()))
        row = models.Connection.objects.annotate(
            is_refused=Exists(refused),
            calls_today=Coalesce(Subquery(today.values("calls")), 0),
            slowed_until=F("linklook__slowed_until"),
        ).get(pk=connection.id)
        return Standing(
            connection_from(row),
            SwitchVariant(row.switch_variant),
            row.is_refused,
            barrier_until=row.barrier_until,
            slowed_until=row.slowed_until,
            calls_today=row.calls_today,
        )

    # attempts with a login that was refused

    def refused(self, connection: Connection, version: int, at: datetime) -> None:
        """Note that a version which was in good standing was refused."""
        models.LoginAttempt.objects.create(connection_id=connection.id, version=version, at=at)

    def try_again(self, connection: Connection, version: int, at: datetime, limits: AttemptLimits) -> datetime | None:
        """Note one more attempt with a version that was refused; return when it is allowed where it is not now.

        Of several workers that ask at once one is let through.
        """
        rows = models.LoginAttempt.objects.filter(connection_id=connection.id, version=version)
        with transaction.atomic():
            locked(connection.id)
            allowed = next_attempt(list(rows.values_list("at", flat=True)), limits)
            if allowed is not None and at < allowed:
                return allowed
            self.refused(connection, version, at)
        return None

    def taken_back(self, connection: Connection, version: int) -> None:
        """Take the newest attempt off the count: the system did not refuse it, so that an outage costs none."""
        rows = models.LoginAttempt.objects.filter(connection_id=connection.id, version=version)
        newest = rows.order_by("-at", "-pk").first()
        if newest is not None:
            newest.delete()

    def accepted(self, connection: Connection, version: int) -> None:
        """Note that a version works: what was counted against it is past."""
        models.LoginAttempt.objects.filter(connection_id=connection.id, version=version).delete()

    # barriers

    @contextmanager
    def calling(self, connection: Connection, at: datetime, until: datetime) -> Iterator[int | None]:
        """Note a call as under way while the block runs; its number, None when a barrier or another call stands there.

        It stands against others until that moment, unless it is held up: then its process has died.
        """
        with transaction.atomic():
            row = locked(connection.id)
            is_barred = row.barrier_until is not None and row.barrier_until > at
            may_start = not is_barred and not self.under_way(connection, at)
            call = models.CallUnderWay.objects.create(connection_id=row.pk, held_until=until) if may_start else None
        try:
            yield call.pk if call is not None else None
        finally:
            if call is not None:
                models.CallUnderWay.objects.filter(pk=call.pk).delete()

    def hold_call(self, number: int, until: datetime) -> None:
        """Let a call that is under way stand against others until this moment."""
        models.CallUnderWay.objects.filter(pk=number).update(held_until=until)

    def raise_barrier(self, connection: Connection, until: datetime, at: datetime) -> bool:
        """Let no call be started until this moment; False when somebody else's barrier stands."""
        with transaction.atomic():
            row = locked(connection.id)
            if row.barrier_until is not None and row.barrier_until > at:
                return False
            row.barrier_until = until
            row.save(update_fields=["barrier_until"])
        return True

    def hold_barrier(self, connection: Connection, until: datetime) -> None:
        """Let the barrier that stands do so until this moment."""
        models.Connection.objects.filter(pk=connection.id).exclude(barrier_until=None).update(barrier_until=until)

    def lower_barrier(self, connection: Connection) -> None:
        """Let calls be started again."""
        models.Connection.objects.filter(pk=connection.id).update(barrier_until=None)

    def under_way(self, connection: Connection, at: datetime) -> int:
        """Return how many calls are under way; those that nobody held up until this moment died with their process."""
        models.CallUnderWay.objects.filter(connection_id=connection.id, held_until__lte=at).delete()
        return models.CallUnderWay.objects.filter(connection_id=connection.id).count()

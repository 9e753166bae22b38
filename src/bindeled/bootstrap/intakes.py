"""Opens what is done while the target is closed: the source is read by the schedule, and what is due is noted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.time import now
from bindeled.connections.checking import require_same_company
from bindeled.connections.errors import DiskFilling
from bindeled.domain.accounts import System
from bindeled.domain.holding import Quota, Room, room_of
from bindeled.domain.schedules import due_tick
from bindeled.engine.counts import RunCounts
from bindeled.engine.intake import Intake
from bindeled.engine.picture import Picture
from bindeled.engine.schedule import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bindeled.bootstrap.links import LinkParts
    from bindeled.bootstrap.systems import Systems
    from bindeled.connections.errors import LinkShut
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.schedules import KeptSchedule
    from bindeled.run_ports import RunRecord
    from bindeled.settings import Settings
    from bindeled.store.held import StoredHeldReports


class Intakes:
    """Opens intakes. `schedule` tells by tenant and flow when the source is read, by itself."""

    def __init__(
        self,
        settings: Settings,
        systems: Systems,
        parts: LinkParts,
        schedule: Callable[[int, str], KeptSchedule],
    ) -> None:
        self._settings = settings
        self._systems = systems
        self._parts = parts
        self._schedule = schedule

    @contextmanager
    def opened(
        self,
        run: RunRecord,
        tenant: Tenant,
        both: Mapping[System, Connection],
        closed: LinkShut,
        watch: Callable[[Any], None],
        *,
        by_hand: bool,
    ) -> Iterator[Intake]:
        """Return the intake of a run that found the gate closed; it ends with `closed`.

        Raises `closed` where there is nothing to take in now, and DiskFilling where there is no room for it.
        """
        from bindeled.store.held import StoredHeldReports  # noqa: PLC0415 - models need Django set up
        from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - the same

        held = StoredHeldReports(tenant.id, REPORTS)
        if not self._is_due(run, tenant, both, held, by_hand=by_hand):
            raise closed
        self._require_room(tenant, closed)
        here, cause = both[System.INTEMPUS], self._parts.links.view(both[System.UNICONTA]).state.value
        ledger, counts = StoredReportLedger(tenant.id, run.id), RunCounts()
        with self._systems.source(here, self._parts.lease(here)) as source:
            require_same_company(here, source.identify())
            picture = Picture(source, ledger, tenant.first_day, now, self._settings.report_window_days, counts)
            yield Intake(picture, ledger, held, tenant.rules, tenant.first_day, now, closed, cause, watch, counts)

    def _is_due(
        self,
        run: RunRecord,
        tenant: Tenant,
        both: Mapping[System, Connection],
        held: StoredHeldReports,
        *,
        by_hand: bool,
    ) -> bool:
        """Return whether the source is to be read: once for each moment of the schedule, or when a person asks.

        A run that waits is tried every minute, and must not read everything each time.
        """
        from bindeled.store.shadows import Shadows  # noqa: PLC0415 - models need Django set up

        if run.flow != REPORTS or not self._parts.gate(both).takes_in or Shadows().current(tenant.id, REPORTS):
            return False
        return by_hand or due_tick(self._schedule(tenant.id, REPORTS), held.read_at(), now()) is not None

    def _require_room(self, tenant: Tenant, closed: LinkShut) -> None:
        from bindeled.store.space import database_bytes, note_room  # noqa: PLC0415 - models need Django set up

        settings = self._settings
        quota = Quota(settings.disk_quota_megabytes * 1_000_000, settings.disk_alarm_share, settings.disk_pause_share)
        used = database_bytes()
        room = room_of(used, quota)
        note_room(tenant.id, room, used, quota.bytes, now())
        if room is Room.NONE:
            raise DiskFilling(closed, used, quota.bytes)

"""What whoever runs the installation sees and does: workers, runs, room, calls, keys and the proof of the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap.keeping import key_limits
from bindeled.domain.calendar import danish_day
from bindeled.domain.holding import Quota, Room, room_of
from bindeled.domain.keyring import guard_of
from bindeled.domain.states import DataKeyState

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.bootstrap.program import Program
    from bindeled.domain.accounts import Connection
    from bindeled.domain.keyring import DataKeyFacts, Destroyed, Guard, Progress
    from bindeled.run_ports import RunRecord


@dataclass(frozen=True, slots=True)
class WorkerStanding:
    """One worker: when it was last heard, until when it is believed to be alive, and the runs that it carries.

    `resting` are those of them that wait until they may call again, and keep nobody from working meanwhile.
    """

    name: str
    heard_at: datetime
    lease_until: datetime
    alive: bool
    carries: tuple[RunRecord, ...]
    resting: frozenset[int]


@dataclass(frozen=True, slots=True)
class DiskStanding:
    """How much of its quota the database holds, in bytes, and whether that is much."""

    used: int
    quota: int
    room: Room


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """One data key, whether it may be destroyed, and whether it should be replaced now."""

    key: DataKeyFacts
    guard: Guard
    due: bool


@dataclass(frozen=True, slots=True)
class Operating:
    """The installation as its operator sees it, with the parts of the program."""

    program: Program

    def workers(self) -> list[WorkerStanding]:
        """Return every worker that has not ended, with what it carries."""
        now, lease = self.program.clock(), timedelta(seconds=self.program.settings.lease_seconds)
        running, resting = self.program.runs.running(), self.program.workers.resting()
        return [
            WorkerStanding(
                name,
                beat,
                beat + lease,
                now - beat < lease,
                tuple(run for run in running if run.worker == name),
                frozenset(resting.get(name, ())),
            )
            for name, beat in self.program.workers.beats().items()
        ]

    def disk(self) -> DiskStanding:
        """Return how much room is left for the database."""
        from bindeled.store.space import database_bytes  # noqa: PLC0415 - models need Django set up

        settings = self.program.settings
        quota = Quota(settings.disk_quota_megabytes * 1_000_000, settings.disk_alarm_share, settings.disk_pause_share)
        used = database_bytes()
        return DiskStanding(used, quota.bytes, room_of(used, quota))

    def calls(self) -> list[tuple[Connection, int]]:
        """Return each connection with the calls that it made on this Danish day."""
        from bindeled.store import views  # noqa: PLC0415 - models need Django set up

        made = views.calls_on(danish_day(self.program.clock()))
        return [(connection, made.get(connection.id, 0)) for connection in views.every_connection()]

    def data_keys(self) -> list[KeyStanding]:
        """Return every data key that is not destroyed."""
        rotation, now = self.program.keys.data_keys, self.program.clock()
        grace, due = key_limits(self.program.settings).grace, rotation.overdue()
        return [KeyStanding(key, guard_of(key, grace, now), key in due) for key in rotation.facts()]

    def rotate_data_keys(self) -> None:
        """Replace the data key of every tenant that has one; one that broke off is ended first."""
        rotation = self.program.keys.data_keys
        for tenant_id in sorted({key.tenant_id for key in rotation.facts()}):
            rotation.rotate(tenant_id, _look_away)

    def rotate_master_key(self) -> None:
        """Replace the master key, or end a rotation that broke off."""
        self.program.keys.master_key.rotate(_look_away)

    def destroy_former(self) -> list[Destroyed]:
        """Destroy the former keys that nothing needs any more, the master keys among them."""
        keys = self.program.keys
        former = {key.tenant_id for key in keys.data_keys.facts() if key.state is DataKeyState.FORMER}
        return [keys.data_keys.destroy_former(sorted(former)), keys.master_key.drop_former()]


def _look_away(progress: Progress) -> None:
    """Watch nothing: how far it is stands in the rows."""
    del progress

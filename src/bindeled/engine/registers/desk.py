"""What a run of a register flow works with: both systems, each register read once, and the memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS
from bindeled.domain.registers.safety import ChangeLimit
from bindeled.engine.registers.counts import RegisterCounts
from bindeled.engine.registers.points import no_stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.registers.records import Record, Register
    from bindeled.engine.registers.points import RegisterPoint
    from bindeled.ports import Clock
    from bindeled.register_ports import RegisterFollower, RegisterMemory


@dataclass(frozen=True, slots=True)
class RegisterLimits:
    """How a register flow goes about it. `list_size` is how many writes are noted down before they are sent.

    `settle_after` is how old an unanswered create must be to count as not there.
    """

    list_size: int = 50
    settle_after: timedelta = timedelta(seconds=60)
    change: ChangeLimit = field(default_factory=ChangeLimit)


@dataclass
class Desk:
    """Both systems and the memory of one tenant, for one run. `tenant_key` sets its creation ids apart from others'.

    `passing` is told of each named point, `watch` of the counts after each list of writes.
    """

    systems: Mapping[System, RegisterFollower]
    memory: RegisterMemory
    clock: Clock
    tenant_key: str
    limits: RegisterLimits = field(default_factory=RegisterLimits)
    passing: Callable[[RegisterPoint], None] = no_stop
    watch: Callable[[RegisterCounts], None] = lambda _counts: None
    counts: RegisterCounts = field(default_factory=RegisterCounts)
    _read: dict[tuple[System, Register], tuple[Record, ...]] = field(default_factory=dict)

    def master_of(self, register: Register) -> tuple[Record, ...]:
        """Return the master's records of a register, read once."""
        return self._records(MASTERS[register], register)

    def followers_of(self, register: Register) -> tuple[Record, ...]:
        """Return the follower's records of a register, read once."""
        return self._records(_other(MASTERS[register]), register)

    def follower(self, register: Register) -> RegisterFollower:
        """Return the system that is written to."""
        return self.systems[_other(MASTERS[register])]

    def forget(self, register: Register) -> None:
        """Read a register anew when it is asked for next: it has been written to."""
        for system in System:
            self._read.pop((system, register), None)

    def _records(self, system: System, register: Register) -> tuple[Record, ...]:
        if (system, register) not in self._read:
            self._read[system, register] = self.systems[system].read(register)
        return self._read[system, register]


def _other(system: System) -> System:
    return System.UNICONTA if system is System.INTEMPUS else System.INTEMPUS

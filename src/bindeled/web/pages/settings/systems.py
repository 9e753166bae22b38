"""Which system a register is carried from, and to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Register


def follower_of(register: Register) -> System:
    """Return the system that is brought in line with the master of a register."""
    return System.UNICONTA if MASTERS[register] is System.INTEMPUS else System.INTEMPUS

"""Which system a register is carried from, and to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.registers.records import MASTERS
from bindeled.web.flow_names import flow_name

if TYPE_CHECKING:
    from bindeled.domain.registers.records import Register


def follower_of(register: Register) -> System:
    """Return the system that is brought in line with the master of a register."""
    return System.UNICONTA if MASTERS[register] is System.INTEMPUS else System.INTEMPUS


def named_register(register: Register, language: str) -> dict[str, str]:
    """Return what a page about a register calls it and the two systems that it stands between."""
    return {
        "flow": register.value,
        "name": flow_name(register.value, language),
        "master": MASTERS[register].title,
        "follower": follower_of(register).title,
    }

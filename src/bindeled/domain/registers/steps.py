"""What a run of a register flow decides about each record: data that can be printed, stored and approved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.registers.causes import RecordFinding, RecordSkip
    from bindeled.domain.registers.matching import Match
    from bindeled.domain.registers.records import Link, Pointer, Record, Register, Seen, Value

StepKind = TypeVar("StepKind")


class Change(Enum):
    """What an update amounts to."""

    UPDATE = "update"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"


@dataclass(frozen=True, slots=True)
class Create:
    """Make this record in the follower. `generation` counts how often it has been made."""

    master: Record
    values: Mapping[str, Value | Pointer]
    generation: int = 1


@dataclass(frozen=True, slots=True)
class Connect:
    """Link two records that have been found to be the same; nothing is sent."""

    link: Link
    match: Match


@dataclass(frozen=True, slots=True)
class Update:
    """Change these fields of the follower's record: `values` are new, `before` what it holds now.

    `is_first` says that the pair was never brought in line before, whichever run linked the two.
    """

    link: Link
    change: Change
    values: Mapping[str, Value | Pointer]
    before: Mapping[str, str]
    seen: Mapping[str, Seen] = field(default_factory=dict)
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep how fields stand, or under which number and name; nothing is sent."""

    link: Link


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both systems changed a field since the last run. `master_wins` says that the master's value is written."""

    link: Link
    target: str
    wanted: str
    held: str
    before: Seen
    master_changed_at: str
    follower_changed_at: str
    master_wins: bool


@dataclass(frozen=True, slots=True)
class SetAside:
    """Park a record with its cause, or note something about one; `about` is the id of the system that has it."""

    about: int
    number: str
    name: str
    finding: RecordFinding


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing to do, and why."""

    about: int
    reason: RecordSkip


RecordStep = Create | Connect | Update | Remember | Conflict | SetAside | Leave


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """What a run comes to. `linked_before` is how many links there were, `gone` how many followers have vanished."""

    register: Register
    steps: tuple[RecordStep, ...]
    linked_before: int = 0
    gone: int = 0

    def of(self, *kinds: type[StepKind]) -> list[StepKind]:
        """Return the steps of these kinds, in order."""
        return [step for step in self.steps if isinstance(step, kinds)]

"""Puts old logins away in time, destroys their secrets, and reminds of those that expire: first a plan, then its steps.

The plan is made anew from how the versions stand, so a process that died between two steps is made up for by the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.errors import Contradiction, Overtaken
from bindeled.domain.expiry import due_reminder, expires_in_days
from bindeled.domain.points import HandOverPoint, go_on
from bindeled.domain.states import HALF_WAY, VersionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from bindeled.connections.deciding import VersionLimits
    from bindeled.connections.keeping import VersionStore
    from bindeled.domain.accounts import VersionRecord
    from bindeled.ports import Clock

_ENDED_WITH_SECRET = frozenset({VersionState.REJECTED, VersionState.REVOKED})
_NEVER_USED = "It was not taken into use in time."


class Care(Enum):
    """What housekeeping does with a version."""

    RETIRE = "its grace is over"
    GIVE_UP = "it was never taken into use"
    DESTROY = "its secret is no longer wanted"
    REMIND = "it expires"


@dataclass(frozen=True, slots=True)
class CareStep:
    """One step: what is done with which version. `threshold` and `days` are of a reminder (`domain.expiry`)."""

    care: Care
    version: VersionRecord
    threshold: int = 0
    days: int = 0


def plan_housekeeping(versions: Sequence[VersionRecord], now: datetime, limits: VersionLimits) -> tuple[CareStep, ...]:
    """Return what is due for the versions of one connection, the oldest first."""
    return tuple(
        step
        for version in sorted(versions, key=lambda version: version.number)
        for step in _steps(version, now, limits)
    )


def _steps(version: VersionRecord, now: datetime, limits: VersionLimits) -> Iterator[CareStep]:
    if version.state is VersionState.RETIRING and (version.retires_at is None or version.retires_at <= now):
        yield CareStep(Care.RETIRE, version)
    elif version.state in HALF_WAY and version.created_at + limits.staged_kept <= now:
        yield CareStep(Care.GIVE_UP, version)
    elif _is_over(version, now, limits):
        yield CareStep(Care.DESTROY, version)
    elif version.state is VersionState.ACTIVE and (due := due_reminder(version, now)) is not None:
        yield CareStep(Care.REMIND, version, due, expires_in_days(version, now) or 0)


def _is_over(version: VersionRecord, now: datetime, limits: VersionLimits) -> bool:
    if version.state is VersionState.RETIRED:
        return version.ended_at is None or version.ended_at + limits.retired_kept <= now
    return version.state in _ENDED_WITH_SECRET and version.has_secret


class Housekeeping:
    """Does what is due, for every connection. Any number of workers may do it at once."""

    def __init__(
        self,
        store: VersionStore,
        clock: Clock,
        limits: VersionLimits,
        passing: Callable[[HandOverPoint], None] = go_on,
    ) -> None:
        self._store = store
        self._clock = clock
        self._limits = limits
        self._passing = passing

    def tidy(self) -> int:
        """Do what is due and return how many steps that took. Each step is a transaction of its own."""
        done = 0
        for versions in self._store.everything():
            for step in plan_housekeeping(versions, self._clock(), self._limits):
                done += self._apply(step)
        return done

    def _apply(self, step: CareStep) -> bool:
        """Do one step; False when somebody else was first, who may also have done something else with the version."""
        now = self._clock()
        try:
            if step.care is Care.RETIRE:
                self._store.retire(step.version, now)
                self._passing(HandOverPoint.RETIRED)
            elif step.care is Care.GIVE_UP:
                self._store.reject(step.version, _NEVER_USED, None, now)
            elif step.care is Care.DESTROY:
                self._store.destroy(step.version, now)
            else:
                return self._store.remind(step.version, step.threshold, step.days, now)
        except (Contradiction, Overtaken):
            return False
        return True

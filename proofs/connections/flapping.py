"""P15: a login that is refused now and works the next moment asks people seldom, and asks nobody for nothing (T15).

Time is the program's and the twin's clock, set ahead together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError
from bindeled.domain.states import LinkState
from proofs.connections.dead_for_days import weeks_of
from proofs.measured import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from proofs.connections.dead_for_days import Weeks
    from proofs.measured import Scale

SHARES = (0.01, 0.05, 0.2, 0.5)
_AN_HOUR, _MENDED, _A_MONTH = timedelta(hours=1), timedelta(hours=6), timedelta(days=30)
_A_WHILE, _A_MINUTE = timedelta(minutes=2), timedelta(minutes=1)
# How many calls a run makes in each while, as far as the link lets it.
_CALLS = 3
_MANY = 100_000
# One in a thousand months with a stray refusal may ask somebody for nothing.
_A_THOUSANDTH = 0.001


@dataclass(frozen=True, slots=True)
class Flapping:
    """A login that was refused in some share of its calls. Moments at which people were asked for another.

    `mended` is how long after its last refusal each question was closed by itself.
    """

    share: float
    hours: float
    doubts: int
    calls: int
    asked: tuple[datetime, ...]
    mended: tuple[timedelta, ...]

    @property
    def most_an_hour(self) -> int:
        """Return how often people were asked within one hour at most."""
        return most_within(self.asked, _AN_HOUR)


def most_within(moments: Sequence[datetime], span: timedelta) -> int:
    """Return how many moments lie in one span at most."""
    return max((sum(first <= one < first + span for one in moments) for first in moments), default=0)


def flapping_logins(scale: Scale) -> list[Measured]:
    """Let logins flap at every share at both systems, and then let others be refused once a month."""
    hours = 24 if scale.is_long else 4
    lives = [flap(system, share, timedelta(hours=hours)) for system in System for share in SHARES]
    months = 500 if scale.is_long else 50
    strays = [stray_refusals(system, months) for system in System]
    return [_measured(lives, sum(strays), months * len(strays))]


def _measured(lives: Sequence[Flapping], wrong: int, months: int) -> Measured:
    most = max(life.most_an_hour for life in lives)
    mended = max((span for life in lives for span in life.mended), default=timedelta())
    asked, hours = sum(len(life.asked) for life in lives), sum(life.hours for life in lives)
    was_there = all(life.calls for life in lives) and sum(life.doubts for life in lives) > len(lives)
    return Measured(
        "P15",
        "false alarms",
        "flapping asks once an hour at most, closed by itself <= 6 h; stray refusals <= 1 in 1,000 months",
        f"at most {most} an hour, {asked} in {hours:.0f} h, closed after {_minutes(mended)} min; {wrong} of {months:,}",
        most <= 1 and mended <= _MENDED and wrong <= _A_THOUSANDTH * months and was_there,
        len(lives),
        {
            "most_an_hour": most,
            "asked": {f"{life.share:g}": len(life.asked) for life in lives},
            "doubts": sum(life.doubts for life in lives),
            "calls": sum(life.calls for life in lives),
            "mended_minutes": _minutes(mended),
            "wrong": wrong,
            "months": months,
        },
    )


def flap(system: System, share: float, span: timedelta, step: timedelta = _A_WHILE) -> Flapping:
    """Let so large a share of the calls be refused for a span, then none, and return who was asked, and when."""
    with weeks_of(system, 1) as weeks:
        weeks.control.fault("auth_reject", count=None, probability=share, seed=1)
        mended: list[timedelta] = []
        calls = sum(_a_while(weeks, step, mended) for _ in range(int(span / step)))
        weeks.control.clear_faults()
        while weeks.connection.link is LinkState.ACTION_REQUIRED:
            _a_while(weeks, step, mended)
        doubts, asked = (_moved_to(weeks, state) for state in (LinkState.SUSPECT, LinkState.ACTION_REQUIRED))
        return Flapping(share, span / _AN_HOUR, len(doubts), calls, asked, tuple(mended))


def stray_refusals(system: System, months: int) -> int:
    """Let one call a month be refused and everything else work; return how often a person was asked for nothing."""
    with weeks_of(system, 2) as weeks:
        return sum(_a_stray_refusal(weeks) for _ in range(months))


def _a_stray_refusal(weeks: Weeks) -> bool:
    weeks.pass_by(_A_MONTH)
    weeks.control.fault("auth_reject")
    _call(weeks)
    if weeks.connection.link not in {LinkState.SUSPECT, LinkState.ACTION_REQUIRED}:
        raise AssertionError("the stray refusal was not met")
    weeks.pass_by(_A_MINUTE)
    return LinkState.ACTION_REQUIRED is weeks.connection.link


def _a_while(weeks: Weeks, step: timedelta, mended: list[timedelta]) -> int:
    """Let time pass, workers look, and a run call as long as it may; return how many calls were answered.

    A question that is closed meanwhile by itself is added to `mended`, as how long after the last refusal that was.
    """
    before = weeks.connection
    looked = weeks.program.link_parts.looks.one(before, weeks.clock()).history.looked_at
    weeks.pass_by(step)
    if before.link is LinkState.ACTION_REQUIRED and weeks.connection.link is not LinkState.ACTION_REQUIRED:
        mended.append(weeks.clock() - max(before.link_since, looked or before.link_since))
    return sum(_call(weeks) for _ in range(_CALLS))


def _call(weeks: Weeks) -> bool:
    program, connection = weeks.program, weeks.connection
    lease = program.link_parts.lease(connection)
    try:
        with program.systems.opened(connection, lease) as opened:
            opened.identify()
    except BindeledError:
        return False
    return True


def _moved_to(weeks: Weeks, state: LinkState) -> tuple[datetime, ...]:
    from bindeled.store.history import connection_events  # noqa: PLC0415 - models need Django set up

    events = connection_events(weeks.connection.id, 0, _MANY)
    return tuple(event.at for event in events if event.facts.get("to") == state.value)


def _minutes(span: timedelta) -> int:
    return round(span / timedelta(minutes=1))

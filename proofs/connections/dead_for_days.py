"""P7b and P9: an idle login that died is noticed, and tried so seldom for a month that nobody is locked out (T18, T19).

Time is the program's and the twin's clock, set ahead together; the twin counts the attempts.
"""

from __future__ import annotations

import random
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.links import memory_of
from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError
from bindeled.domain.states import LinkState
from proofs.measured import Measured
from tests.fakes.clock import FakeClock
from tests.support.carrying import Carrying, carrying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection
    from proofs.measured import Scale
    from sandbox.client import TwinControl

_WORKERS = 3
_NOTICED_DUE, _NOTICED_IDLE = timedelta(minutes=15), timedelta(minutes=65)
_A_DAY, _CROWD = 8, 3
_SHORT_STEP, _LONG_STEP = timedelta(hours=1), timedelta(minutes=5)
_DAYS = 30
# How often somebody does something with the dead login, for each step; and how often at once.
_IMPATIENCE, _AT_ONCE = 0.1, 4


@dataclass
class Weeks:
    """One connected link, three workers that look at it, and two clocks that go together."""

    carrying: Carrying
    clock: FakeClock
    chance: random.Random
    system: System
    program: Program = field(init=False)
    workers: list[Program] = field(init=False)
    _behind: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.program = replace(self.carrying.program, clock=self.clock)
        self.workers = [self._worker() for _ in range(_WORKERS)]

    @property
    def control(self) -> TwinControl:
        """Return what steers the twin."""
        return self.carrying.twins[self.system].control

    @property
    def connection(self) -> Connection:
        """Return the connection as it stands."""
        return self.carrying.connection(self.system)

    def kill(self) -> None:
        """Let the login die over there."""
        self._catch_up()
        self.control.credentials("rotate", login=self.carrying.logins[self.system.value]["login"])

    def pass_by(self, step: timedelta) -> None:
        """Let time pass here and there, and every worker look, in any order; now and then one is started anew."""
        self.clock.now += step
        self._behind += step
        if not self.workers[0].looker("due").due():
            return
        self._catch_up()
        number = self.chance.randrange(_WORKERS)
        self.workers[number] = self._worker()
        for worker in self.chance.sample(self.workers, _WORKERS):
            looker = worker.looker(f"worker {id(worker)}")
            for connection in looker.due():
                looker.look_if_due(connection)

    def somebody_acts(self) -> None:
        """Let impatient people do what they do with a login that was refused."""
        self._catch_up()
        for _ in range(self.chance.randrange(1, _AT_ONCE + 1)):
            with suppress(BindeledError):
                self.chance.choice(ACTS)(self)

    def _catch_up(self) -> None:
        """Set the twin's clock to where ours is: only its calls look at it."""
        self.control.move_clock(self._behind.total_seconds())
        self._behind = timedelta()

    def _worker(self) -> Program:
        return replace(self.program, process=memory_of(self.program.settings))


def _check(weeks: Weeks) -> None:
    weeks.program.check(weeks.carrying.tenant, weeks.system)


def _look(weeks: Weeks) -> None:
    weeks.program.looker("by hand").look_now(weeks.connection)


def _hand_the_same_over(weeks: Weeks) -> None:
    login = weeks.carrying.logins[weeks.system.value]
    replace(weeks.carrying, program=weeks.program).connect(weeks.system, login["login"], login["secret"])


def _ask_for_a_run(weeks: Weeks) -> None:
    tenant, runs = weeks.carrying.tenant, weeks.program.runs
    run = runs.get(runs.queue(tenant.id, "reports", "hand", weeks.clock()))
    with weeks.program.opening().open(run):
        pass


def _roll_back(weeks: Weeks) -> None:
    weeks.program.roll_back(weeks.carrying.tenant, weeks.system, epoch=weeks.connection.epoch)


ACTS: tuple[Callable[[Weeks], None], ...] = (_check, _look, _hand_the_same_over, _ask_for_a_run, _roll_back)


@contextmanager
def weeks_of(system: System, seed: int) -> Iterator[Weeks]:
    """Connect a tenant to both twins and let time be moved by hand from now on."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder, carrying(Path(folder)) as made:
        chance = random.Random(f"{system}/{seed}")  # noqa: S311 - to be had again by its seed, nothing secret
        yield Weeks(made, FakeClock(made.program.clock()), chance, system)


def dead_for_days(scale: Scale) -> list[Measured]:
    """Let logins die while nothing calls, and then be dead for a month."""
    systems = tuple(System) if scale.is_long else (System.INTEMPUS,)
    step = _LONG_STEP if scale.is_long else _SHORT_STEP
    lives = [one_life(system, seed, step) for system in systems for seed in range(max(1, scale.rounds // 10))]
    noticed_due, noticed_idle = max(life.noticed_due for life in lives), max(life.noticed_idle for life in lives)
    a_day, crowd = max(life.most_a_day for life in lives), max(life.most_at_once for life in lives)
    tried = sum(life.tried for life in lives)
    return [
        Measured(
            "P7b",
            "detection, idle",
            "dead to noticed: <= 15 min while a run is due, <= 65 min otherwise",
            f"at most {_minutes(noticed_due)} and {_minutes(noticed_idle)} min",
            noticed_due <= _NOTICED_DUE and noticed_idle <= _NOTICED_IDLE,
            len(lives),
            {"due_minutes": _minutes(noticed_due), "idle_minutes": _minutes(noticed_idle)},
        ),
        Measured(
            "P9",
            "no lock-out by us",
            "attempts with a rejected login: <= 8 a day, never 3 within 5 min",
            f"at most {a_day} a day and {crowd} in 5 min, {tried} in {_DAYS} days, {len(lives)} logins",
            a_day <= _A_DAY and crowd < _CROWD and tried > 0,
            len(lives),
            {"most_a_day": a_day, "most_in_five_minutes": crowd, "attempts": tried, "days": _DAYS},
        ),
    ]


@dataclass(frozen=True, slots=True)
class Life:
    """How long two deaths took to be noticed, and how often the dead login was tried in the month after."""

    noticed_due: timedelta
    noticed_idle: timedelta
    most_a_day: int
    most_at_once: int
    tried: int


def one_life(system: System, seed: int, step: timedelta, days: int = _DAYS) -> Life:
    """Let a login die while nothing is due, connect anew, let it die while a run is due, and wait so many days."""
    with weeks_of(system, seed) as weeks:
        idle = _noticed(weeks)
        login = weeks.carrying.logins[system.value]
        login["secret"] = weeks.control.credentials("rotate", login=login["login"])["secret"]
        _hand_the_same_over(weeks)
        weeks.program.runs.queue(weeks.carrying.tenant.id, "reports", "test", weeks.clock())
        due = _noticed(weeks)
        counted = _go_by(weeks, step, days)
        return Life(due, idle, counted["most_a_day"], counted["most_in_five_minutes"], counted["dead"])


def _noticed(weeks: Weeks) -> timedelta:
    """Kill the login between two looks and return how long it takes until a person is asked for a new one."""
    # Not sooner than attempts with a login that died before could be counted with those of this one.
    for _ in range(weeks.chance.randrange(6, 90)):
        weeks.pass_by(timedelta(minutes=1))
    weeks.kill()
    died = weeks.clock()
    while weeks.connection.link is not LinkState.ACTION_REQUIRED:
        weeks.pass_by(timedelta(minutes=1))
        if weeks.clock() - died > 10 * _NOTICED_IDLE:
            break
    return weeks.clock() - died


def _go_by(weeks: Weeks, step: timedelta, days: int) -> dict[str, Any]:
    for _ in range(int(timedelta(days=days) / step)):
        weeks.pass_by(step)
        if weeks.chance.random() < _IMPATIENCE:
            weeks.somebody_acts()
    return weeks.control.attempts(weeks.carrying.logins[weeks.system.value]["login"])


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)

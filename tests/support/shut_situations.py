"""Situations of tasks, and of days that are shut: outside a contract, or locked in Intempus."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bindeled.domain.causes import Cause
from bindeled.domain.mapping import Locked, ReportRules, TaskPayType
from bindeled.domain.nouns import Contract, Task
from tests.support.reports import A_MONDAY, a_report
from tests.support.situations import Situation, change_there, hours, in_turn, week_of_holiday

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.engine import World

_SLASH = ReportRules(task_separator="/")
_PARKS = ReportRules(locked_in_intempus=Locked.PARK)
_TILES = Task("1060", "7", workspace="BAD", pay_type="210")


def _tasks(*tasks: Task) -> Callable[[World], None]:
    def change(world: World) -> None:
        rows = {(task.project, task.number): task for task in tasks}
        world.uniconta.known = replace(world.uniconta.known, tasks=rows, workspaces={"INTEMPUS": "DRIFT"})

    return change


def _contracts(*contracts: Contract) -> Callable[[World], None]:
    def change(world: World) -> None:
        known = world.intempus.known
        person = replace(known.employees[12], contracts=contracts)
        world.intempus.known = replace(known, employees={**known.employees, 12: person})

    return change


def _task_report(**changes: Any) -> Any:
    return a_report(case_id=62, **changes)


_YEAR = Contract(date(2026, 1, 1))
_LOCKED = replace(_YEAR, locked_until=A_MONDAY)
_ONE = hours("7.5")

TASKS = (
    Situation(
        "a line takes the workspace of its task",
        (_task_report(),),
        (("7", "BAD"),),
        shows=("task", "workspace"),
        rules=_SLASH,
        before=_tasks(_TILES),
    ),
    Situation(
        "the journal's workspace where the task has none",
        (_task_report(),),
        (("7", "DRIFT"),),
        shows=("task", "workspace"),
        rules=_SLASH,
        before=_tasks(replace(_TILES, workspace="")),
    ),
    Situation(
        "the journal's workspace where the tenant wants that",
        (_task_report(),),
        (("7", "DRIFT"),),
        shows=("task", "workspace"),
        rules=replace(_SLASH, workspace_from_task=False),
        before=_tasks(_TILES),
    ),
    Situation(
        "a work type that stands for nothing takes the pay type of the task",
        (_task_report(work_type_id=52),),
        (("210",),),
        shows=("pay_type",),
        rules=_SLASH,
        before=_tasks(_TILES),
    ),
    Situation(
        "a work type that has a pay type keeps it",
        (_task_report(),),
        (("100",),),
        shows=("pay_type",),
        rules=_SLASH,
        before=_tasks(_TILES),
    ),
    Situation(
        "the pay type of the task wins where the tenant wants that",
        (_task_report(),),
        (("210",),),
        shows=("pay_type",),
        rules=replace(_SLASH, pay_type_from_task=TaskPayType.ALWAYS),
        before=_tasks(_TILES),
    ),
    Situation(
        "the pay type of the task never counts where the tenant wants that",
        (_task_report(work_type_id=52),),
        parked={901: Cause.PAY_TYPE_UNKNOWN},
        rules=replace(_SLASH, pay_type_from_task=TaskPayType.NEVER),
        before=_tasks(_TILES),
    ),
    Situation(
        "a task that the project does not have waits until it is made",
        (_task_report(),),
        _ONE,
        rules=_SLASH,
        before=_tasks(),
        then=_tasks(_TILES),
    ),
    Situation(
        "a task that the project does not have",
        (_task_report(),),
        parked={901: Cause.TASK_UNKNOWN},
        rules=_SLASH,
        before=_tasks(),
    ),
    Situation(
        "hours approved after a task ended are carried",
        (_task_report(),),
        _ONE,
        rules=_SLASH,
        before=_tasks(replace(_TILES, ended=True)),
    ),
)

SHUT = (
    Situation("a day within the contract", (a_report(),), _ONE, before=_contracts(_YEAR)),
    Situation(
        "a day before the contract began",
        (a_report(),),
        parked={901: Cause.OUTSIDE_CONTRACT},
        before=_contracts(Contract(A_MONDAY + timedelta(days=1))),
    ),
    Situation(
        "a day after the contract ended",
        (a_report(),),
        parked={901: Cause.OUTSIDE_CONTRACT},
        before=_contracts(replace(_YEAR, last_day=A_MONDAY - timedelta(days=1))),
    ),
    Situation(
        "a gap between contracts that is mended later",
        (a_report(),),
        _ONE,
        before=_contracts(replace(_YEAR, last_day=date(2026, 6, 30))),
        then=_contracts(replace(_YEAR, last_day=date(2026, 6, 30)), Contract(date(2026, 7, 1))),
    ),
    Situation(
        "a day outside the contract where the tenant does not mind",
        (a_report(),),
        _ONE,
        rules=ReportRules(within_contract=False),
        before=_contracts(replace(_YEAR, last_day=date(2026, 6, 30))),
    ),
    Situation(
        "a holiday that outlasts the contract is parked as a whole",
        (week_of_holiday(),),
        parked={901: Cause.OUTSIDE_CONTRACT},
        before=_contracts(replace(_YEAR, last_day=A_MONDAY + timedelta(days=2))),
    ),
    Situation(
        "a day that is locked in Intempus",
        (a_report(),),
        _ONE,
        before=_contracts(_LOCKED),
    ),
    Situation(
        "a locked day where the tenant parks them",
        (a_report(),),
        parked={901: Cause.LOCKED_IN_INTEMPUS},
        rules=_PARKS,
        before=_contracts(_LOCKED),
    ),
    Situation(
        "a locked day that is opened later",
        (a_report(),),
        _ONE,
        rules=_PARKS,
        before=_contracts(_LOCKED),
        then=_contracts(replace(_LOCKED, locked_until=A_MONDAY - timedelta(days=1))),
    ),
    Situation(
        "the day of the lock where it does not hold that day",
        (a_report(),),
        _ONE,
        rules=replace(_PARKS, lock_holds_its_day=False),
        before=_contracts(_LOCKED),
    ),
    Situation(
        "the day after the lock",
        (a_report(start_date=A_MONDAY + timedelta(days=1)),),
        _ONE,
        rules=_PARKS,
        before=_contracts(_LOCKED),
    ),
    Situation(
        "a lock that comes after a line was carried moves nothing",
        (a_report(),),
        _ONE,
        rules=_PARKS,
        then=_contracts(_LOCKED),
    ),
    Situation(
        "a blocked project that is locked as well names the project first",
        (a_report(),),
        parked={901: Cause.PROJECT_BLOCKED},
        rules=_PARKS,
        before=in_turn(_contracts(_LOCKED), change_there("projects", "1060", blocked=True)),
    ),
)

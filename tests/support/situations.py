"""The situations that a payroll week brings: reports in, lines in the journal afterwards, what is parked and why.

Each is told on fakes by `World`: `reports` are in Intempus, `rules` are the tenant's, `here` and `there` change the
registers, `then` happens after a first run, and a second run follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bindeled.domain.causes import Cause
from bindeled.domain.mapping import (
    GENERATED_ORIGIN,
    ChosenPayType,
    Condition,
    DimensionSource,
    EmployeeMatch,
    Field,
    OwnRule,
    ReportRules,
    Severity,
)
from bindeled.domain.nouns import Case, CategoryKind, Employee, Item, PayType, Phase, Project, WorkType
from tests.support.engine import World
from tests.support.reports import A_MONDAY, a_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.domain.nouns import JournalLine, WorkReport

FRIDAY = date(2026, 11, 20)
NEXT_MONDAY = date(2026, 11, 23)
_NO_REMARKS = OwnRule("bemærkning", Field.REMARKS, Condition.IS_EMPTY, Severity.BLOCK, "Skriv hvorfor.", "Say why.")


def _nothing(_world: World) -> None:
    """Nobody does anything."""


@dataclass(frozen=True)
class Situation:
    """One situation. `lines` are what lies in Uniconta after it, each as the values of `shows`, in no order."""

    name: str
    reports: tuple[WorkReport, ...]
    lines: tuple[tuple[Any, ...], ...] = ()
    parked: dict[int, Cause] = field(default_factory=dict)
    shows: tuple[str, ...] = ("project", "quantity")
    rules: ReportRules = field(default_factory=ReportRules)
    before: Callable[[World], None] = _nothing
    then: Callable[[World], None] = _nothing

    def played(self) -> World:
        """Play it and return the world after its last run."""
        world = World(rules=self.rules)
        _enrich(world)
        self.before(world)
        for report in self.reports:
            world.intempus.put(report)
        world.run()
        self.then(world)
        world.run()
        return world

    def seen(self, world: World) -> list[tuple[Any, ...]]:
        """Return the lines in Uniconta by what this situation shows."""
        lines = (*world.uniconta.lines.values(), *world.uniconta.posted.values())
        return sorted((self._shown(line) for line in lines), key=str)

    def _shown(self, line: JournalLine) -> tuple[Any, ...]:
        return tuple(getattr(line, name) for name in self.shows)


def _enrich(world: World) -> None:
    """Add what a richer payroll week needs to the registers: driving, outlays, pieces, overtime, a second project."""
    here, there = world.intempus.known, world.uniconta.known
    work_types = {
        60: WorkType(60, "400", "Kørsel i egen bil", CategoryKind.MILEAGE, supplement=False),
        61: WorkType(61, "500", "Udlæg", CategoryKind.EXPENSES, supplement=False),
        62: WorkType(62, "600", "Diæt", CategoryKind.PER_DIEM, supplement=False),
        63: WorkType(63, "700", "Akkord", CategoryKind.WORK, supplement=False),
        64: WorkType(64, "210", "Overtid 50 % (automatisk)", CategoryKind.WORK, supplement=True),
        65: WorkType(65, "310", "Sygdom", CategoryKind.ABSENCE, supplement=False),
        66: WorkType(66, "320", "Møde", CategoryKind.WORK, supplement=False),
    }
    pay_types = (
        PayType("400", "Kørsel", "km", False, True, "DRIVE", "", ""),
        PayType("500", "Udlæg", "", False, True, "MAT", "", ""),
        PayType("600", "Diæt", "", False, True, "MAT", "", ""),
        PayType("700", "Akkord", "Stk", False, True, "TIME", "", ""),
        PayType("210", "Overtid 50 %", "Timer", False, True, "TIME", "", ""),
        PayType("310", "Sygdom", "Timer", False, False, "TIME", "", ""),
        PayType("320", "Møde", "Timer", False, False, "TIME", "", "INTERN"),
    )
    world.intempus.known = replace(
        here,
        work_types={**here.work_types, **work_types},
        cases={**here.cases, 61: Case(61, "1061", "Tagrender"), 62: Case(62, "1060/7", "Nyt bad, fliser")},
        employees={**here.employees, 13: Employee(13, "0043", "Bo Dahl", "bo@nordlys.example")},
    )
    person = there.employees["0042"]
    world.uniconta.known = replace(
        there,
        pay_types={**there.pay_types, **{pay_type.number: pay_type for pay_type in pay_types}},
        project_categories={
            **there.project_categories,
            "DRIVE": replace(there.project_categories["TIME"], number="DRIVE", name="Kørsel"),
        },
        projects={**there.projects, "1061": Project("1061", "Tagrender", Phase.IN_PROGRESS, blocked=False)},
        employees={
            "0042": replace(person, dimensions=("", "BYG", "", "", "")),
            "0043": replace(person, number="0043", name="Bo Dahl", email="bo@nordlys.example"),
        },
    )


def change_there(register: str, key: str, **changes: Any) -> Callable[[World], None]:
    """Return what changes one record of Uniconta's registers."""

    def change(world: World) -> None:
        rows = getattr(world.uniconta.known, register)
        known: dict[str, Any] = {register: {**rows, key: replace(rows[key], **changes)}}
        world.uniconta.known = replace(world.uniconta.known, **known)

    return change


def _without(register: str, key: str) -> Callable[[World], None]:
    """Return what takes one record out of Uniconta's registers."""

    def change(world: World) -> None:
        rows = getattr(world.uniconta.known, register)
        known: dict[str, Any] = {register: {number: row for number, row in rows.items() if number != key}}
        world.uniconta.known = replace(world.uniconta.known, **known)

    return change


def _item(**changes: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        item = replace(Item("V-1", "Vandlås", "Stk", False, "MAT", ""), **changes)
        world.uniconta.known = replace(world.uniconta.known, items={"V-1": item}, group_categories={"VVS": "MAT"})

    return change


def edit(report_id: int = 901, **changes: Any) -> Callable[[World], None]:
    """Return what edits a report in Intempus."""
    return lambda world: world.intempus.edit(report_id, **changes)


def in_turn(*acts: Callable[[World], None]) -> Callable[[World], None]:
    """Return what does these one after the other."""

    def play(world: World) -> None:
        for act in acts:
            act(world)

    return play


def post(world: World) -> None:
    """Post everything that lies in the journal."""
    world.uniconta.post()


def withdraw(world: World) -> None:
    """Withdraw the approval."""
    world.intempus.approve(901, approved=False)


def delete(world: World) -> None:
    """Delete the report in Intempus."""
    world.intempus.delete(901)


def run_once(world: World) -> None:
    """Run the flow."""
    world.run()


def _first() -> str:
    return "IM0000000901G01L01"


def _bookkeeper_edits(world: World) -> None:
    world.uniconta.change(_first(), quantity=Decimal(6))


def _bookkeeper_moves(world: World) -> None:
    world.uniconta.change(_first(), project="1061")


def _bookkeeper_deletes(world: World) -> None:
    world.uniconta.delete(_first())


def week_of_holiday(**changes: Any) -> WorkReport:
    """Return a holiday from Monday to Friday, 37 hours in all."""
    return a_report(work_type_id=53, case_id=None, end_date=FRIDAY, amount=Decimal(37), **changes)


def hours(*quantities: str, project: str = "1060") -> tuple[tuple[Any, ...], ...]:
    """Return lines of these quantities on one project."""
    return tuple((project, Decimal(quantity)) for quantity in quantities)


_SUPPLY: dict[str, Any] = {"work_type_id": None, "product_id": 70}
_ONE = hours("7.5")
_DAYS_OF_WEEK = tuple((date(2026, 11, day), Decimal("7.4")) for day in range(16, 21))

KINDS = (
    Situation("plain hours become one line", (a_report(),), _ONE),
    Situation("a supplement by its name", (a_report(work_type_id=51),), (("110",),), shows=("pay_type",)),
    Situation(
        "driving is carried in kilometres",
        (a_report(work_type_id=60, amount=Decimal(48), unit="km"),),
        (("400", Decimal(48), "km"),),
        shows=("pay_type", "quantity", "unit"),
    ),
    Situation(
        "driving onto a pay type of hours is parked",
        (a_report(work_type_id=60),),
        parked={901: Cause.UNIT_DIFFERS},
        before=change_there("pay_types", "400", unit="Timer"),
    ),
    Situation(
        "hours onto a pay type of kilometres are parked",
        (a_report(unit="Timer"),),
        parked={901: Cause.UNIT_DIFFERS},
        before=change_there("pay_types", "100", unit="km"),
    ),
    Situation(
        "an outlay in kroner goes to a pay type without a unit",
        (a_report(work_type_id=61, amount=Decimal("249.95"), unit="kr."),),
        (("500", Decimal("249.95"), ""),),
        shows=("pay_type", "quantity", "unit"),
    ),
    Situation(
        "an outlay onto a pay type of pieces is parked",
        (a_report(work_type_id=61, amount=Decimal(100), unit="kr."),),
        parked={901: Cause.UNIT_DIFFERS},
        before=change_there("pay_types", "500", unit="Stk"),
    ),
    Situation("a day's allowance", (a_report(work_type_id=62, amount=Decimal(2), unit="dage"),), hours("2")),
    Situation(
        "piece work is counted in pieces", (a_report(work_type_id=63, amount=Decimal(300), unit="Stk"),), hours("300")
    ),
    Situation(
        "material lands with its item and category",
        (a_report(**_SUPPLY, amount=Decimal(3)),),
        (("V-1", "MAT", "", Decimal(3)),),
        shows=("item", "project_category", "pay_type", "quantity"),
    ),
    Situation(
        "an item without a category takes that of its group",
        (a_report(**_SUPPLY),),
        (("MAT",),),
        shows=("project_category",),
        before=_item(project_category="", group="VVS"),
    ),
    Situation(
        "an item whose group has no category either is parked",
        (a_report(**_SUPPLY),),
        parked={901: Cause.PROJECT_CATEGORY_MISSING},
        before=_item(project_category="", group="EL"),
    ),
    Situation(
        "an item's own dimensions come before the project's",
        (a_report(**_SUPPLY),),
        ((("VARER", "", "", "", ""),),),
        shows=("dimensions",),
        before=_item(dimensions=("VARER", "", "", "", "")),
    ),
    Situation(
        "overtime that Intempus made is left out",
        (a_report(), a_report(902, work_type_id=64, origin=GENERATED_ORIGIN)),
        _ONE,
    ),
    Situation(
        "overtime that Intempus made is carried once where the tenant wants it",
        (a_report(), a_report(902, work_type_id=64, origin=GENERATED_ORIGIN, amount=Decimal(2))),
        (("100", Decimal("7.5")), ("210", Decimal(2))),
        shows=("pay_type", "quantity"),
        rules=ReportRules(carry_generated=True),
    ),
    Situation(
        "absence goes to its pay type's internal project",
        (a_report(work_type_id=53, case_id=None),),
        hours("7.5", project="INTERN"),
    ),
    Situation(
        "absence goes to the tenant's project where its pay type names none",
        (a_report(work_type_id=65, case_id=None),),
        hours("7.5", project="INTERN"),
        rules=ReportRules(absence_project="INTERN"),
    ),
    Situation(
        "absence without any project is parked",
        (a_report(work_type_id=65, case_id=None),),
        parked={901: Cause.PROJECT_MISSING},
    ),
    Situation(
        "internal time goes to its pay type's project, whatever the case",
        (a_report(work_type_id=66),),
        hours("7.5", project="INTERN"),
    ),
    Situation(
        "time on no case goes to the tenant's project",
        (a_report(case_id=None),),
        hours("7.5", project="INTERN"),
        rules=ReportRules(absence_project="INTERN"),
    ),
    Situation("a week of holiday becomes five lines", (week_of_holiday(),), _DAYS_OF_WEEK, shows=("date", "quantity")),
    Situation(
        "a holiday over the weekend leaves the weekend out",
        (a_report(work_type_id=53, start_date=FRIDAY, end_date=NEXT_MONDAY, amount=Decimal(14)),),
        ((FRIDAY, Decimal(7)), (NEXT_MONDAY, Decimal(7))),
        shows=("date", "quantity"),
    ),
    Situation(
        "an absence over Christmas leaves the public holidays out",
        (a_report(work_type_id=53, start_date=date(2026, 12, 24), end_date=date(2026, 12, 28), amount=Decimal(14)),),
        ((date(2026, 12, 24), Decimal(7)), (date(2026, 12, 28), Decimal(7))),
        shows=("date", "quantity"),
    ),
    Situation(
        "a day that is free by agreement is left out too",
        (a_report(work_type_id=53, start_date=date(2026, 12, 24), end_date=date(2026, 12, 28), amount=Decimal(7)),),
        ((date(2026, 12, 28), Decimal(7)),),
        shows=("date", "quantity"),
        rules=ReportRules(free_days=frozenset({(12, 24)})),
    ),
    Situation(
        "an absence on free days only lies on them",
        (a_report(work_type_id=53, start_date=date(2026, 11, 21), end_date=date(2026, 11, 22), amount=Decimal(5)),),
        ((date(2026, 11, 21), Decimal("2.5")), (date(2026, 11, 22), Decimal("2.5"))),
        shows=("date", "quantity"),
    ),
    Situation(
        "ten hours over three days come to ten",
        (a_report(work_type_id=53, end_date=date(2026, 11, 18), amount=Decimal(10)),),
        ((Decimal("3.3334"),), (Decimal("3.3333"),), (Decimal("3.3333"),)),
        shows=("quantity",),
    ),
    Situation(
        "a week of holiday as one line where the tenant wants that",
        (week_of_holiday(),),
        hours("37", project="INTERN"),
        rules=ReportRules(split_days=False, most_hours=Decimal(40)),
    ),
    Situation(
        "absence of a year is a slip and is parked",
        (a_report(work_type_id=53, end_date=date(2027, 11, 16)),),
        parked={901: Cause.SPAN_TOO_LONG},
    ),
    Situation("work over midnight stays one line", (a_report(end_date=date(2026, 11, 17)),), _ONE),
)

FIELDS = (
    Situation(
        "the remarks are the text", (a_report(remarks="Skiftet\nvandlås"),), (("Skiftet vandlås",),), shows=("text",)
    ),
    Situation("without remarks the text is what was registered", (a_report(),), (("Normaltid",),), shows=("text",)),
    Situation(
        "a template puts the text together",
        (a_report(remarks="Fliser"),),
        (("1060: Fliser (901)",),),
        shows=("text",),
        rules=ReportRules(text="{case_number}: {remarks} ({report})"),
    ),
    Situation("a text that is too long is cut", (a_report(remarks="x" * 140),), (("x" * 100,),), shows=("text",)),
    Situation("the project's dimensions", (a_report(),), ((("AFD1", "", "", "", ""),),), shows=("dimensions",)),
    Situation(
        "the employee's dimensions where the tenant chose them",
        (a_report(),),
        ((("", "BYG", "", "", ""),),),
        shows=("dimensions",),
        rules=ReportRules(dimensions_from=DimensionSource.EMPLOYEE),
    ),
    Situation(
        "a pay type's dimension comes before the project's",
        (a_report(),),
        ((("LØN", "", "", "", ""),),),
        shows=("dimensions",),
        before=change_there("pay_types", "100", dimensions=("LØN", "", "", "", "")),
    ),
    Situation(
        "a task written into the case's number",
        (a_report(case_id=62),),
        (("1060", "7"),),
        shows=("project", "task"),
        rules=ReportRules(task_separator="/"),
    ),
    Situation(
        "the journal's workspace",
        (a_report(),),
        (("DRIFT",),),
        shows=("workspace",),
        before=lambda world: setattr(
            world.uniconta, "known", replace(world.uniconta.known, workspaces={"INTEMPUS": "DRIFT"})
        ),
    ),
    Situation(
        "times that span the hours",
        (a_report(amount=Decimal(8), start_time=time(7), end_time=time(15)),),
        ((time(7), time(15)),),
        shows=("time_from", "time_to"),
    ),
    Situation(
        "times with a break in them are left out",
        (a_report(start_time=time(7), end_time=time(15)),),
        ((None, None),),
        shows=("time_from", "time_to"),
    ),
    Situation("time that cannot be invoiced", (a_report(work_type_id=53),), ((False,),), shows=("invoiceable",)),
    Situation(
        "the tenant's own table chooses the pay type",
        (a_report(),),
        (("110",),),
        shows=("pay_type",),
        rules=ReportRules(pay_types={50: "110"}, chosen={50: ChosenPayType("Normaltid", "Skurtillæg")}),
    ),
    Situation(
        "an employee found by e-mail",
        (a_report(),),
        (("0042",),),
        shows=("employee",),
        rules=ReportRules(employee_match=EmployeeMatch.EMAIL),
    ),
)

PARKED = (
    Situation("nothing is registered", (a_report(amount=Decimal(0)),), parked={901: Cause.QUANTITY_ZERO}),
    Situation(
        "less than nothing is registered", (a_report(amount=Decimal(-1)),), parked={901: Cause.QUANTITY_NEGATIVE}
    ),
    Situation(
        "less than nothing where the tenant allows it",
        (a_report(amount=Decimal(-1)),),
        hours("-1"),
        rules=ReportRules(allow_negative=True),
    ),
    Situation("more hours than a day has", (a_report(amount=Decimal(75)),), parked={901: Cause.QUANTITY_ABSURD}),
    Situation(
        "a million pieces", (a_report(**_SUPPLY, amount=Decimal(1_000_000)),), parked={901: Cause.QUANTITY_ABSURD}
    ),
    Situation("no case", (a_report(case_id=None),), parked={901: Cause.PROJECT_MISSING}),
    Situation(
        "a project that Uniconta does not have",
        (a_report(),),
        parked={901: Cause.PROJECT_UNKNOWN},
        before=_without("projects", "1060"),
    ),
    Situation(
        "a blocked project",
        (a_report(),),
        parked={901: Cause.PROJECT_BLOCKED},
        before=change_there("projects", "1060", blocked=True),
    ),
    Situation(
        "a project that was closed since",
        (a_report(),),
        _ONE,
        before=change_there("projects", "1060", phase=Phase.COMPLETED),
    ),
    Situation(
        "an employee that Uniconta does not have",
        (a_report(),),
        parked={901: Cause.EMPLOYEE_UNKNOWN},
        before=_without("employees", "0042"),
    ),
    Situation(
        "a blocked employee",
        (a_report(),),
        parked={901: Cause.EMPLOYEE_BLOCKED},
        before=change_there("employees", "0042", blocked=True),
    ),
    Situation(
        "an employee who had left",
        (a_report(),),
        parked={901: Cause.EMPLOYEE_TERMINATED},
        before=change_there("employees", "0042", terminated=date(2026, 11, 1)),
    ),
    Situation(
        "a work type that stands for no pay type", (a_report(work_type_id=52),), parked={901: Cause.PAY_TYPE_UNKNOWN}
    ),
    Situation(
        "a blocked pay type",
        (a_report(),),
        parked={901: Cause.PAY_TYPE_BLOCKED},
        before=change_there("pay_types", "100", blocked=True),
    ),
    Situation(
        "an item that Uniconta does not have",
        (a_report(**_SUPPLY),),
        parked={901: Cause.ITEM_UNKNOWN},
        before=_without("items", "V-1"),
    ),
    Situation("a blocked item", (a_report(**_SUPPLY),), parked={901: Cause.ITEM_BLOCKED}, before=_item(blocked=True)),
    Situation(
        "a category that is a sum",
        (a_report(),),
        parked={901: Cause.PROJECT_CATEGORY_NOT_BOOKABLE},
        before=change_there("pay_types", "100", project_category="SUM"),
    ),
    Situation("neither time nor material", (a_report(work_type_id=None),), parked={901: Cause.KIND_UNKNOWN}),
    Situation(
        "a day in a closed period",
        (a_report(),),
        parked={901: Cause.PERIOD_CLOSED},
        rules=ReportRules(closed_until=A_MONDAY),
    ),
    Situation("the day after a closed period", (a_report(),), _ONE, rules=ReportRules(closed_until=date(2026, 11, 15))),
    Situation(
        "a rule of the tenant's own",
        (a_report(),),
        parked={901: Cause.OWN_RULE},
        rules=ReportRules(own_rules=(_NO_REMARKS,)),
    ),
    Situation(
        "a rule of the tenant's own that is kept",
        (a_report(remarks="Fliser"),),
        _ONE,
        rules=ReportRules(own_rules=(_NO_REMARKS,)),
    ),
    Situation(
        "a rule that is about driving lets hours pass",
        (a_report(),),
        _ONE,
        rules=ReportRules(own_rules=(replace(_NO_REMARKS, only_field=Field.UNIT, only_value="km"),)),
    ),
    Situation(
        "a rule that only warns",
        (a_report(),),
        _ONE,
        rules=ReportRules(own_rules=(replace(_NO_REMARKS, severity=Severity.WARN),)),
    ),
    Situation(
        "one bad report among good ones",
        (a_report(), a_report(902, case_id=None), a_report(903)),
        hours("7.5", "7.5"),
        parked={902: Cause.PROJECT_MISSING},
    ),
    Situation(
        "a project that is unblocked later",
        (a_report(),),
        _ONE,
        before=change_there("projects", "1060", blocked=True),
        then=change_there("projects", "1060", blocked=False),
    ),
    Situation("not approved yet", (a_report(approved=False),)),
    Situation("from before the first day", (a_report(start_date=date(2026, 9, 1), end_date=date(2026, 9, 1)),)),
)

CORRECTIONS = (
    Situation("hours corrected before posting", (a_report(),), hours("6"), then=edit(amount=Decimal(6))),
    Situation(
        "hours corrected after posting",
        (a_report(),),
        hours("7.5", "-7.5", "6"),
        then=in_turn(post, edit(amount=Decimal(6))),
    ),
    Situation(
        "moved to another case before posting", (a_report(),), hours("7.5", project="1061"), then=edit(case_id=61)
    ),
    Situation(
        "moved to another case after posting",
        (a_report(),),
        (*hours("7.5", "-7.5"), *hours("7.5", project="1061")),
        then=in_turn(post, edit(case_id=61)),
    ),
    Situation("moved to another employee", (a_report(),), (("0043",),), shows=("employee",), then=edit(employee_id=13)),
    Situation("approval withdrawn before posting", (a_report(),), then=withdraw),
    Situation("approval withdrawn after posting", (a_report(),), hours("7.5", "-7.5"), then=in_turn(post, withdraw)),
    Situation("deleted in Intempus before posting", (a_report(),), then=delete),
    Situation("deleted in Intempus after posting", (a_report(),), hours("7.5", "-7.5"), then=in_turn(post, delete)),
    Situation(
        "withdrawn and approved again",
        (a_report(),),
        _ONE,
        then=in_turn(withdraw, run_once, lambda world: world.intempus.approve(901)),
    ),
    Situation("a bookkeeper's edit stands while nothing changes", (a_report(),), hours("6"), then=_bookkeeper_edits),
    Situation(
        "a bookkeeper's edit stands against a correction",
        (a_report(),),
        hours("6"),
        parked={901: Cause.LINE_CHANGED},
        then=in_turn(_bookkeeper_edits, edit(amount=Decimal(5))),
    ),
    Situation(
        "a bookkeeper's move to another project stands",
        (a_report(),),
        hours("7.5", project="1061"),
        parked={901: Cause.LINE_CHANGED},
        then=in_turn(_bookkeeper_moves, edit(amount=Decimal(5))),
    ),
    Situation("a line deleted by hand is not written again", (a_report(),), then=_bookkeeper_deletes),
    Situation(
        "a correction of a line deleted by hand is asked about",
        (a_report(),),
        parked={901: Cause.LINE_GONE},
        then=in_turn(_bookkeeper_deletes, edit(amount=Decimal(5))),
    ),
    Situation(
        "a line deleted by hand and a report withdrawn agree",
        (a_report(),),
        then=in_turn(_bookkeeper_deletes, withdraw),
    ),
    Situation(
        "a holiday made shorter takes its days back",
        (week_of_holiday(),),
        tuple((date(2026, 11, day), Decimal("7.4")) for day in (16, 17)),
        shows=("date", "quantity"),
        then=edit(end_date=date(2026, 11, 17), amount=Decimal("14.8")),
    ),
    Situation(
        "a holiday withdrawn after posting is reversed day by day",
        (week_of_holiday(),),
        tuple((Decimal(quantity),) for quantity in ("7.4", "-7.4") for _ in range(5)),
        shows=("quantity",),
        then=in_turn(post, withdraw),
    ),
    Situation(
        "a day of a holiday changed by hand keeps the whole of it",
        (week_of_holiday(),),
        tuple((Decimal(quantity),) for quantity in ("5", "7.4", "7.4", "7.4", "7.4")),
        shows=("quantity",),
        parked={901: Cause.LINE_CHANGED},
        then=in_turn(lambda world: world.uniconta.change(_first(), quantity=Decimal(5)), withdraw),
    ),
    Situation(
        "a correction into nothing is parked and its line taken back",
        (a_report(),),
        parked={901: Cause.QUANTITY_ZERO},
        then=edit(amount=Decimal(0)),
    ),
    Situation(
        "a renamed project category rewrites nothing",
        (a_report(),),
        (("TIME",),),
        shows=("project_category",),
        then=change_there("pay_types", "100", project_category="MAT"),
    ),
)

SITUATIONS = (*KINDS, *FIELDS, *PARKED, *CORRECTIONS)

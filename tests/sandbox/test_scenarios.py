"""The invented companies: the same each time, and holding what makes reports hard to carry."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from sandbox.scenarios import Scenario, build

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def small() -> Scenario:
    return build("small", 1, TODAY)


def by(rows: list[dict[str, Any]], name: str) -> dict[Any, dict[str, Any]]:
    return {row[name]: row for row in rows}


class Reasons:
    """Finds, from the rows of both systems alone, why a report cannot be carried."""

    def __init__(self, scenario: Scenario) -> None:
        here, there = scenario.intempus, scenario.uniconta
        self._here = {name: by(here[name], "id") for name in ("employee", "case", "work_type", "product")}
        self._employees = by(there["EmployeeClient"], "Number")
        self._projects = by(there["ProjectClient"], "Number")
        self._items = by(there["InvItemClient"], "Item")
        pay_types = there["EmpPayrollCategoryClient"]
        self._pay_types = {**by(pay_types, "Name"), **by(pay_types, "Number")}

    def of(self, report: dict[str, Any]) -> str | None:
        employee = self._here["employee"][report["employee"]]
        if str(employee["number"]) not in self._employees:
            return "employee unknown"
        return self._of_project(report) or self._of_goods(report) or self._of_work(report)

    def _of_project(self, report: dict[str, Any]) -> str | None:
        if report["case"] is None:
            return None
        project = self._projects.get(self._here["case"][report["case"]]["number"])
        if project is None:
            return "project missing"
        if project["Blocked"]:
            return "project blocked"
        return "phase completed" if project["Phase"] == "Completed" else None

    def _of_goods(self, report: dict[str, Any]) -> str | None:
        if report["product"] is None:
            return None
        item = self._items.get(self._here["product"][report["product"]]["number"])
        if item is None:
            return "item unknown"
        return "item blocked" if item["Blocked"] else None

    def _of_work(self, report: dict[str, Any]) -> str | None:
        if report["worktype"] is None:
            return None
        kind = self._here["work_type"][report["worktype"]]
        return None if (kind["number"] or kind["name"]) in self._pay_types else "pay type unknown"


def test_the_same_name_seed_and_day_give_the_same_rows_and_another_seed_others(small: Scenario) -> None:
    assert build("small", 1, TODAY) == small
    assert build("small", 2, TODAY) != small


def test_the_small_company_has_the_promised_size(small: Scenario) -> None:
    rows = small.intempus
    assert (len(rows["employee"]), len(rows["customer"]), len(rows["case"])) == (12, 40, 60)
    for seed in range(1, 6):
        assert 1_350 <= len(build("small", seed, TODAY).intempus["work_report"]) <= 1_650


def test_reports_lie_in_the_five_weeks_before_today(small: Scenario) -> None:
    days = {report["start_date"] for report in small.intempus["work_report"]}
    assert min(days) >= (TODAY - dt.timedelta(days=35)).isoformat()
    assert max(days) < TODAY.isoformat()
    assert len(days) == 25


def test_each_reason_for_not_being_carried_occurs_and_together_they_are_few(small: Scenario) -> None:
    reasons = Reasons(small)
    reports = small.intempus["work_report"]
    found = Counter(reason for report in reports if (reason := reasons.of(report)))
    assert found.keys() == {
        "employee unknown", "project missing", "project blocked", "phase completed", "item unknown", "item blocked",
        "pay type unknown",
    }  # fmt: skip
    assert 0.02 <= found.total() / len(reports) <= 0.03


def test_every_hard_kind_of_report_occurs(small: Scenario) -> None:
    rows, reports = small.intempus, small.intempus["work_report"]
    kinds, categories = by(rows["work_type"], "id"), by(rows["work_category"], "id")
    used = {categories[kinds[report["worktype"]]["work_category"]]["type"] for report in reports if report["worktype"]}
    assert used == {None, "absence", "mileage", "expenses"}
    assert any(report["start_time"] == "22:00:00" for report in reports if "start_time" in report)
    assert any(report["product"] for report in reports)
    assert any(report["origin"] == "intempus:overtime" for report in reports)
    assert "2.5333333333" in {report["amount"] for report in reports}
    assert any("å" in report["remarks"] for report in reports)
    assert all((report["worktype"] is None) != (report["product"] is None) for report in reports)
    waiting = sum(not report["approved"] for report in reports) / len(reports)
    assert 0.05 <= waiting <= 0.11


def test_work_types_and_pay_types_agree_by_number_but_for_the_planned_three(small: Scenario) -> None:
    pay_types = small.uniconta["EmpPayrollCategoryClient"]
    numbers, names = {row["Number"] for row in pay_types}, {row["Name"] for row in pay_types}
    kinds = small.intempus["work_type"]
    by_name = [kind for kind in kinds if kind["number"] == ""]
    assert len(by_name) == 2
    assert all(kind["name"] in names for kind in by_name)
    alone = [kind for kind in kinds if kind["number"] not in {"", *numbers}]
    assert len(alone) == 1
    assert alone[0]["name"] not in names


def test_references_between_the_rows_of_uniconta_lead_somewhere(small: Scenario) -> None:
    rows = small.uniconta
    categories = {row["Number"] for row in rows["PrCategoryClient"]}
    projects = {row["Number"] for row in rows["ProjectClient"]}
    assert {row["PrCategory"] for row in rows["EmpPayrollCategoryClient"] + rows["InvItemClient"]} <= categories
    internal = {row["InternalProject"] for row in rows["EmpPayrollCategoryClient"]} - {None}
    assert internal
    assert internal <= projects
    assert {"0042", "0900"} <= projects


def test_fifty_thousand_plain_reports_can_all_be_carried() -> None:
    scenario = build("bulk", 1, TODAY, reports=50_000)
    reasons = Reasons(scenario)
    reports = scenario.intempus["work_report"]
    assert len(reports) == len({report["id"] for report in reports}) == 50_000
    assert all(report["approved"] for report in reports)
    assert {reasons.of(report) for report in reports} == {None}


def test_the_empty_company_has_nothing_but_itself_and_its_logins() -> None:
    scenario = build("empty", 1, TODAY)
    assert scenario.intempus.keys() == {"_credentials", "company"}
    assert scenario.uniconta.keys() == {"_logins", "CompanyClient"}


def test_a_scenario_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="No scenario"):
        build("gigantic", 1, TODAY)

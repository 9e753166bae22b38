"""When flows run by themselves, as the bookkeeper sets and sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.journeys.looking import DONE, THEIRS, facts

if TYPE_CHECKING:
    from tests.support.processes import Company

FAST = {"BINDELED_SCHEDULE_LOOK_SECONDS": "0.1"}


def reports(company: Company) -> dict[str, Any]:
    listed = facts(company.cli.must("schedules", "list", *THEIRS, "--json"))["schedules"]
    return next(row for row in listed if row["flow"] == "reports")


def runs(company: Company) -> int:
    return company.cli.number("SELECT count(*) FROM run WHERE flow = 'reports'")


def test_a_schedule_is_changed_undone_and_reset_and_each_step_is_signed(connected: Company) -> None:
    default = reports(connected)["windows"]
    connected.cli.must("schedules", "set", "reports", *THEIRS, "--window", "sat 12:00", "--skip-holidays")
    changed = reports(connected)
    assert (changed["windows"], changed["skip_holidays"]) == (["sat 12:00"], True)
    connected.cli.must("schedules", "set", "reports", *THEIRS, "--day-off", "12-24", "--keep-holidays")
    assert (reports(connected)["days_off"], reports(connected)["windows"]) == (["12-24"], ["sat 12:00"])
    connected.cli.must("schedules", "undo", "reports", *THEIRS)
    assert (reports(connected)["days_off"], reports(connected)["skip_holidays"]) == ([], True)
    connected.cli.must("schedules", "reset", "reports", *THEIRS)
    assert reports(connected)["windows"] == default
    history = facts(connected.cli.must("schedules", "history", "reports", *THEIRS, "--json"))["versions"]
    assert [version["number"] for version in history] == [4, 3, 2, 1, 0]
    assert all(version["author"].startswith("command_line ") for version in history[:-1])


def test_a_flow_that_never_runs_by_itself_runs_when_it_is_asked_for(connected: Company) -> None:
    connected.cli.must("schedules", "set", "reports", *THEIRS, "--never")
    service = connected.cli.start("worker", **FAST)
    connected.sync()
    before = runs(connected)
    row = reports(connected)
    assert (row["next_run"], row["last_run"]["state"]) == (None, "done")
    told = facts(connected.cli.must("status", "--json"))["tenants"][0]["flows"]["reports"]
    assert (told["next_run"], told["last_run"]["run"]) == (None, row["last_run"]["run"])
    assert (before, runs(connected), service.ask_to_end()) == (1, 1, DONE)

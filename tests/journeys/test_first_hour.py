"""From nothing to the first carried hour, by the commands that the README shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.journeys.conftest import a_company_on
from tests.journeys.looking import DONE, NOT_DONE, THEIRS, facts, lines_in_uniconta, rows_of, standing, writes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.conftest import Twins
    from tests.support.processes import Company, Finished

SYNC = ("sync", "reports", *THEIRS)


class Morning(NamedTuple):
    """What the commands of one morning said, in order, and how things stood between them."""

    company: Company
    before: tuple[object, ...]
    plan: Finished
    plan_for_machines: Finished
    after_plan: tuple[object, ...]
    first: Finished
    carried: list[str]
    writes: int
    second: Finished


@pytest.fixture(scope="module")
def morning(twins: Twins, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    company = a_company_on(twins, tmp_path_factory.mktemp("morning"))
    company.set_up()
    cli = company.cli
    before = standing(company)
    plan, plan_for_machines = cli.run(*SYNC, "--dry-run"), cli.run(*SYNC, "--dry-run", "--json")
    after_plan = standing(company)
    first = cli.run(*SYNC)
    carried, writes_then = lines_in_uniconta(company), writes(company)
    second = cli.run(*SYNC, "--json")
    yield Morning(company, before, plan, plan_for_machines, after_plan, first, carried, writes_then, second)
    cli.close()


def approved(company: Company) -> set[int]:
    reports = company.intempus.control.truth()["reports"]
    return {one["id"] for one in reports if one["approved"] and one["origin"] != "intempus:overtime"}


def parked(company: Company) -> dict[int, str]:
    return dict(rows_of(company, "SELECT report_id, cause FROM parked_report WHERE released_at IS NULL"))


def carried_ids(references: list[str]) -> list[int]:
    return [int(match[1]) for text in references if (match := re.match(r"IM(\d+)G", text))]


def test_a_dry_run_prints_each_step_and_the_counts(morning: Morning) -> None:
    assert morning.plan.code == DONE, str(morning.plan)
    assert re.search(r"carry .* Hours", morning.plan.out)
    assert "project_blocked" in morning.plan.out
    assert re.search(r"\d+ carry, \d+ park", morning.plan.out)


def test_a_dry_run_for_machines_has_one_step_for_each_report(morning: Morning) -> None:
    plan = facts(morning.plan_for_machines)
    steps = [step["report_id"] for step in plan["steps"] if step["step"] in {"carry", "park"}]
    assert sorted(steps) == sorted(approved(morning.company))
    assert plan["counts"]["carry"] == len(morning.carried)


def test_a_dry_run_writes_nothing_on_either_side(morning: Morning) -> None:
    assert morning.after_plan == morning.before


def test_the_first_run_carries_every_approved_report_once_or_parks_it(morning: Morning) -> None:
    assert morning.first.code == DONE, str(morning.first)
    there = carried_ids(morning.carried)
    assert len(there) == len(set(there))
    assert set(there) | parked(morning.company).keys() == approved(morning.company)
    assert not set(there) & parked(morning.company).keys()


def test_the_first_run_says_how_many_were_carried_and_parked(morning: Morning) -> None:
    words = f"{len(morning.carried)} carried, 0 removed, 0 reversed, {len(parked(morning.company))} parked"
    assert words in morning.first.out


def test_a_command_says_nothing_but_its_own_words(morning: Morning) -> None:
    assert morning.first.error == ""


def test_the_second_run_writes_nothing(morning: Morning) -> None:
    assert morning.second.code == DONE, str(morning.second)
    assert facts(morning.second)["writes"] == 0
    assert writes(morning.company) == morning.writes
    assert lines_in_uniconta(morning.company) == morning.carried


def test_the_trace_of_a_carried_report_names_its_line_in_uniconta(morning: Morning) -> None:
    reference = morning.carried[0]
    told = morning.company.cli.must("trace", str(carried_ids([reference])[0]), *THEIRS).out
    assert f"carried ({reference}, row " in told


def test_the_trace_of_a_parked_report_names_cause_and_remedy_in_words(morning: Morning) -> None:
    report = next(report for report, cause in parked(morning.company).items() if cause == "project_blocked")
    told = morning.company.cli.must("trace", str(report), *THEIRS).out
    assert "is blocked in Uniconta." in told
    assert "Remove the block in Uniconta" in told


def test_the_trace_for_machines_has_the_line_as_it_was_sent(morning: Morning) -> None:
    reference = morning.carried[0]
    told = facts(morning.company.cli.must("trace", str(carried_ids([reference])[0]), *THEIRS, "--json"))
    assert [entry["line"]["reference"] for entry in told["entries"]] == [reference]


def test_the_trace_of_an_unknown_report_says_where_to_look(morning: Morning) -> None:
    finished = morning.company.cli.run("trace", "5", *THEIRS)
    assert finished.code == NOT_DONE
    assert "--dry-run" in finished.out


def test_status_counts_what_was_carried_and_parked_and_names_the_next_run(morning: Morning) -> None:
    (tenant,) = facts(morning.company.cli.must("status", "--json"))["tenants"]
    assert tenant["carried_today"] == len(morning.carried)
    assert tenant["parked"] == len(parked(morning.company))
    assert tenant["intempus"] == tenant["uniconta"] == {"link": "connected", "whose_move": "nobody"}
    assert tenant["last_run"]["state"] == "done"
    assert tenant["next_run"] > "2026"


@pytest.mark.parametrize("system", ["intempus", "uniconta"])
def test_a_connection_shows_whose_company_it_opens_and_never_a_secret(morning: Morning, system: str) -> None:
    cli = morning.company.cli
    told = cli.must("connections", "show", system, *THEIRS).out + cli.must("connections", "list", *THEIRS).out
    assert "Opdigtet Rør & Strøm ApS" in told
    assert morning.company.credentials[system]["secret"] not in told


def test_a_check_lists_each_right_and_writes_nothing(morning: Morning) -> None:
    finished = morning.company.cli.must("connections", "check", "uniconta", *THEIRS, "--json")
    assert {check["outcome"] for check in facts(finished)["checks"]} == {"ok", "not_provable"}
    assert writes(morning.company) == morning.writes


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "da_DK.ISO-8859-1", "PYTHONIOENCODING": "latin-1"},
    ],
    ids=["C", "POSIX without coercion", "latin-1"],
)
def test_danish_letters_come_out_right_in_a_pipe_whatever_the_locale(morning: Morning, locale: dict[str, str]) -> None:
    cli = morning.company.cli
    people, machines = (
        cli.must("connections", "list", *THEIRS, **locale),
        cli.must("tenants", "list", "--json", **locale),
    )
    assert "Opdigtet Rør & Strøm ApS" in people.out
    assert facts(machines)["tenants"]

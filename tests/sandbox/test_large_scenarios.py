"""The year of an office, and reports that are made only while they are loaded."""

import datetime as dt
import tracemalloc
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest

from sandbox.client import RunningTwin, start_twin
from sandbox.scenarios import Row, Scenario, build

TODAY = dt.date(2026, 11, 23)
MIB = 2**20


def reports_of(scenario: Scenario) -> Iterator[Row]:
    return (row for entity, rows in scenario.rest("intempus") if entity == "work_report" for row in rows)


@pytest.fixture(scope="module")
def office() -> Scenario:
    return build("office", 1, TODAY)


def test_the_office_has_two_hundred_people_three_thousand_projects_and_a_year(office: Scenario) -> None:
    here, there = office.intempus, office.uniconta
    assert (len(here["employee"]), len(here["case"])) == (200, 3_000)
    assert len({row["Number"] for row in there["ProjectClient"]}) == len(there["ProjectClient"]) == 3_003
    assert len({row["Account"] for row in there["DebtorClient"]}) == len(there["DebtorClient"])
    count, days, people = 0, set(), Counter[int]()
    for row in reports_of(office):
        count += 1
        days.add(row["start_date"])
        people[row["employee"]] += 1
    assert 80_000 <= count <= 120_000
    assert min(days) <= "2025-11-25"
    assert len(people) == 200


def test_each_reading_of_a_lazy_scenario_gives_the_same_rows_under_rising_ids(office: Scenario) -> None:
    first, second = (next(iter(scenario.rest("intempus"))) for scenario in (office, build("office", 1, TODAY)))
    assert first == second == next(iter(office.rest("intempus")))
    ids = [row["id"] for row in first[1]]
    assert ids == sorted(set(ids))


def test_what_is_made_lazily_is_for_intempus_alone(office: Scenario) -> None:
    assert list(office.rest("uniconta")) == []
    assert "work_report" not in office.intempus


def test_making_many_reports_takes_no_more_memory_than_making_few() -> None:
    peaks = []
    for reports in (20_000, 100_000):
        tracemalloc.start()
        count = sum(1 for _ in reports_of(build("huge", 1, TODAY, reports=reports)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == reports
    assert peaks[1] < peaks[0] + 2 * MIB


@pytest.fixture(scope="module")
def intempus() -> Iterator[RunningTwin]:
    with start_twin("intempus") as twin:
        yield twin


def test_a_lazy_scenario_is_loaded_whole(intempus: RunningTwin) -> None:
    login = intempus.control.reset("huge", today=TODAY, reports=12_001)["intempus"]
    header = {"Authorization": f"ApiKey {login['login']}:{login['secret']}"}
    answer = httpx2.get(f"{intempus.url}/web/v1/work_report/?limit=1", headers=header, trust_env=False, timeout=60)
    assert answer.json()["meta"]["total_count"] == 12_001
    assert intempus.control.journal() == []

"""Where a fault looks otherwise on the wire at the Uniconta twin."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from sandbox.client import RunningTwin, TwinControl, start_twin
from tests.sandbox.uniconta.caller import Caller

LINES = "ProjectJournalLineClient"
LINE = {
    "Journal": "INTEMPUS",
    "Date": "2026-11-02",
    "Project": "2001",
    "PrCategory": "10",
    "Employee": "101",
    "PayrollCategory": "100",
    "Qty": 7.5,
    "ReferenceNumber": "IM0000000001G01L01",
}


@pytest.fixture(scope="module")
def twin() -> Iterator[RunningTwin]:
    with start_twin("uniconta") as running:
        yield running


@pytest.fixture
def caller(twin: RunningTwin) -> Iterator[Caller]:
    credentials = twin.control.reset("small")["uniconta"]
    with Caller(twin.url, credentials["login"], credentials["secret"]) as made:
        yield made


@pytest.fixture
def control(twin: RunningTwin) -> TwinControl:
    return twin.control


def _lines(caller: Caller) -> list[dict[str, Any]]:
    return [line for line in caller.bare(LINES) if line["ReferenceNumber"] == LINE["ReferenceNumber"]]


def test_an_error_name_inside_a_200_created_nothing(caller: Caller, control: TwinControl) -> None:
    control.fault("error_in_200", path="Insert")
    answer = caller.insert(LINES, LINE)
    assert (answer.status_code, answer.text) == (200, "ArgumentMissing")
    assert _lines(caller) == []


@pytest.mark.parametrize(("fault", "status"), [("auth_reject", 401), ("auth_reason", 401), ("forbidden", 403)])
def test_refusals_are_in_the_words_of_uniconta(caller: Caller, control: TwinControl, fault: str, status: int) -> None:
    control.fault(fault)
    answer = caller.call("GET", f"/odata/{LINES}")
    assert (answer.status_code, "CustomBasic" in str(answer.headers)) == (status, False)


def test_a_429_with_a_date_is_told_by_the_moved_clock(caller: Caller, control: TwinControl) -> None:
    control.call("POST", "clock", {"move": 86_400})
    control.fault("throttled_date")
    answer = caller.call("GET", f"/odata/{LINES}")
    wait = parsedate_to_datetime(answer.headers["Retry-After"]) - parsedate_to_datetime(answer.headers["Date"])
    assert 25 < wait.total_seconds() < 35

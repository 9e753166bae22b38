"""A real twin in a process of its own."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.client import RunningTwin, TwinControl, start_twin
from tests.sandbox.uniconta.caller import Caller, WebCaller

TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="session")
def running() -> Iterator[RunningTwin]:
    with start_twin("uniconta") as twin:
        yield twin


@pytest.fixture
def control(running: RunningTwin) -> TwinControl:
    running.control.reset("small", today=TODAY)
    return running.control


@pytest.fixture
def caller(running: RunningTwin, control: TwinControl) -> Iterator[Caller]:
    credentials = control.reset("small", today=TODAY)["uniconta"]
    with Caller(running.url, credentials["login"], credentials["secret"]) as caller:
        yield caller


@pytest.fixture
def web(running: RunningTwin, caller: Caller) -> Iterator[WebCaller]:
    """A caller of surface C that has not logged in yet, beside the other one."""
    with WebCaller(running.url, caller.login, caller.secret) as web:
        yield web


@pytest.fixture
def line() -> dict[str, Any]:
    """A journal line as it should be."""
    return {
        "Journal": "INTEMPUS",
        "Date": "2026-11-02",
        "Project": "2001",
        "PrCategory": "10",
        "Employee": "101",
        "PayrollCategory": "100",
        "Qty": 7.5,
        "Unit": "Hours",
        "Text": "Tætnet afløb",
        "ReferenceNumber": "IM0000000001G01L01",
    }

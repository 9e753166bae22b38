"""A refused login is told from a missing right, from an outage and from a request to wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction, MissingRight, NeedsSignIn, Throttled, Unreachable
from bindeled.intempus import wire
from bindeled.intempus.adapter import IntempusReportSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.intempus.client import IntempusClient
    from sandbox.client import RunningTwin
    from tests.contract.intempus.login import CallCount, Login

LOCKED = "Work report state can only be updated if the feature is enabled"


def test_a_wrong_key_and_a_wrong_capital_are_refused_at_once_and_not_tried_again(
    twin_login: Login, sign_in: Callable[..., IntempusClient], calls: CallCount
) -> None:
    for wrong in (
        replace(twin_login, secret="invented-wrong-key"),
        replace(twin_login, login=twin_login.login.lower()),
    ):
        with pytest.raises(NeedsSignIn) as raised:
            IntempusReportSource(sign_in(wrong)).identify()
        assert wrong.secret not in str(raised.value)
        assert raised.value.evidence is not None
        assert raised.value.evidence.rule == "login-refused"
    assert calls.total == 2


def test_a_key_that_is_replaced_between_two_pages_is_refused_there(
    twin: RunningTwin, twin_login: Login, sign_in: Callable[..., IntempusClient]
) -> None:
    pages = sign_in(twin_login, page_size=50).pages(wire.WORK_REPORT)
    assert len(next(pages).rows) == 50
    twin.control.credentials("rotate", username=twin_login.login)
    with pytest.raises(NeedsSignIn):
        next(pages)


def test_a_refusal_with_a_reason_is_a_missing_right(twin: RunningTwin, client: IntempusClient) -> None:
    twin.control.fault("status", path="product", status=401, body=LOCKED)
    with pytest.raises(MissingRight, match=LOCKED) as raised:
        list(client.rows(wire.PRODUCT))
    assert raised.value.resource == "product"


@pytest.mark.parametrize("status", [200, 401, 404, 502])
def test_a_web_page_in_place_of_data_is_an_outage_whatever_its_status(
    status: int, twin: RunningTwin, client: IntempusClient
) -> None:
    page = {"body": "<html>Closed for maintenance</html>", "content_type": "text/html"}
    twin.control.fault("status", status=status, count=None, **page)
    with pytest.raises(Unreachable):
        IntempusReportSource(client).report(900_100_001)
    twin.control.clear_faults()
    assert IntempusReportSource(client).report(900_100_001) is not None


def test_answers_cut_short_are_an_outage_that_is_tried_three_times(
    twin: RunningTwin, client: IntempusClient, calls: CallCount
) -> None:
    twin.control.fault("truncate", count=None)
    with pytest.raises(Unreachable):
        client.row(wire.CASE, 9600001)
    assert calls.total == 3


def test_a_reset_before_or_after_the_work_is_an_outage_for_a_read(twin: RunningTwin, client: IntempusClient) -> None:
    twin.control.fault("reset_before_commit")
    twin.control.fault("reset_after_commit")
    assert IntempusReportSource(client).identify().key == "38001"
    assert twin.control.calls()["by_status"] == {"reset": 2, "200": 1}


def test_more_calls_than_allowed_are_a_request_to_wait(twin: RunningTwin, client: IntempusClient) -> None:
    twin.control.fault("status", status=429, body="", headers={"Retry-After": "45"})
    with pytest.raises(Throttled) as raised:
        list(client.rows(wire.CASE))
    assert raised.value.retry_after == 45


def test_the_twins_own_limit_tells_how_long_to_wait(twin: RunningTwin, client: IntempusClient) -> None:
    # By the day: a window of a minute could end between the calls, and the client waits for one that ends soon.
    twin.control.switch(rate_limit_per_day=1)
    client.row(wire.CASE, 9600001)
    with pytest.raises(Throttled) as raised:
        client.row(wire.CASE, 9600001)
    assert raised.value.retry_after is not None


def test_a_filter_that_is_not_allowed_is_our_mistake(client: IntempusClient) -> None:
    with pytest.raises(Contradiction, match="The 'email' field does not allow filtering"):
        list(client.rows(wire.EMPLOYEE, {"email": "anna@sandbox.invalid"}))


def test_registers_cost_five_calls(client: IntempusClient, calls: CallCount) -> None:
    IntempusReportSource(client).registers()
    assert calls.total == 5

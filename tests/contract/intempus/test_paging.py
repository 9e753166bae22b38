"""Every row comes once, by cursor and by offset, and the checkpoint misses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Unreachable
from bindeled.intempus import wire
from bindeled.intempus.adapter import IntempusReportSource
from tests.contract.intempus.login import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.intempus.client import IntempusClient
    from sandbox.client import RunningTwin
    from tests.contract.intempus.login import CallCount, Login


def true_ids(twin: RunningTwin) -> list[int]:
    return [row["id"] for row in twin.control.truth()["reports"]]


@pytest.mark.parametrize("cursor_mode", ["on", "off"])
def test_every_report_comes_once(cursor_mode: str, twin: RunningTwin, client: IntempusClient) -> None:
    twin.control.switch(cursor_mode=cursor_mode)
    ids = [row.id for row in client.rows(wire.WORK_REPORT)]
    assert sorted(ids) == sorted(true_ids(twin))


def test_a_resource_without_cursor_costs_one_call_more_and_only_once(
    twin: RunningTwin, client: IntempusClient, calls: CallCount
) -> None:
    twin.control.switch(cursor_mode="off")
    list(client.rows(wire.PRODUCT))
    list(client.rows(wire.PRODUCT))
    assert calls.total == 3
    assert twin.control.calls()["by_status"] == {"500": 1, "200": 2}


def test_a_page_that_fails_on_the_way_is_read_again_and_nothing_is_missing(
    twin: RunningTwin, twin_login: Login, sign_in: Callable[..., IntempusClient]
) -> None:
    twin.control.fault("truncate", path="work_report", skip=1)
    twin.control.fault("status", path="work_report", skip=1, status=502, body="<html>", content_type="text/html")
    twin.control.fault("reset_after_commit", path="work_report", skip=1)
    ids = [row.id for row in sign_in(twin_login, page_size=300).rows(wire.WORK_REPORT)]
    assert twin.control.faults() == []
    assert sorted(ids) == sorted(true_ids(twin))


def test_a_list_that_fails_for_good_ends_in_an_error_and_not_in_a_short_list(
    twin: RunningTwin, client: IntempusClient
) -> None:
    twin.control.fault("status", path="work_report", skip=1, count=None, status=503)
    with pytest.raises(Unreachable):
        list(client.rows(wire.WORK_REPORT))


def test_from_the_first_pages_checkpoint_every_later_change_is_seen(twin: RunningTwin, client: IntempusClient) -> None:
    source = IntempusReportSource(client)
    pages = source.approved_since(TODAY.replace(month=1))
    first = next(pages)
    assert first.version is not None
    changed = first.reports[0].id
    twin.control.edit(resource="work_report", id=changed, fields={"remarks": "changed meanwhile"})
    list(pages)
    seen = {report.id: report for page in source.changed_since(first.version) for report in page.reports}
    assert seen[changed].remarks == "changed meanwhile"
    assert seen.keys() == {changed}


def test_the_checkpoint_goes_on_where_nothing_matched(twin: RunningTwin, client: IntempusClient) -> None:
    source = IntempusReportSource(client)
    version = next(source.changed_since(2**62)).version
    assert version is not None
    twin.control.edit(resource="work_report", id=true_ids(twin)[0], fields={"remarks": "changed"})
    later = next(source.changed_since(2**62)).version
    assert later is not None
    assert later > version


def test_a_deleted_report_is_not_told_by_the_counter_and_is_gone_alone(
    twin: RunningTwin, client: IntempusClient
) -> None:
    source = IntempusReportSource(client)
    first = next(source.approved_since(TODAY.replace(month=1)))
    gone = first.reports[0].id
    twin.control.delete(resource="work_report", id=gone)
    assert first.version is not None
    assert [page.reports for page in source.changed_since(first.version)] == [()]
    assert source.report(gone) is None


def test_an_approval_is_seen_in_the_window_whether_or_not_it_moves_the_counter(
    twin: RunningTwin, client: IntempusClient
) -> None:
    source = IntempusReportSource(client)
    waiting = next(row.id for row in client.rows(wire.WORK_REPORT) if not row.approved)
    twin.control.approve([waiting])
    approved = {report.id for page in source.approved_since(TODAY.replace(month=1)) for report in page.reports}
    assert waiting in approved
    report = source.report(waiting)
    assert report is not None
    assert report.approved

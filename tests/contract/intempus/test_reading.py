"""The reading half of the contract, on the twin and, where one is named, on a real test company."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.intempus import wire
from tests.contract.intempus.login import TODAY

if TYPE_CHECKING:
    from bindeled.intempus.adapter import IntempusReportSource
    from bindeled.intempus.client import IntempusClient

FIRST_DAY = TODAY - timedelta(days=60)
NO_SUCH_ID = 2_000_000_000
EVERY_RESOURCE = (
    wire.COMPANY,
    wire.CUSTOMER,
    wire.CASE,
    wire.EMPLOYEE,
    wire.CONTRACT,
    wire.WORK_MODEL,
    wire.WORK_CATEGORY,
    wire.WORK_TYPE,
    wire.PRODUCT,
    wire.WORK_REPORT,
)


def test_a_login_tells_its_company(source: IntempusReportSource) -> None:
    company = source.identify()
    assert company.key.isdecimal()
    assert company.name


@pytest.mark.parametrize("resource", EVERY_RESOURCE, ids=lambda resource: resource.name)
def test_every_row_of_every_resource_is_readable_in_lists_and_alone(
    resource: wire.Resource[Any], read_only: IntempusClient
) -> None:
    first = next(read_only.pages(resource))
    assert first.unreadable == {}
    if not first.rows:
        pytest.skip(f"this company has no {resource.name}")
    assert read_only.row(resource, first.rows[0].id) == first.rows[0]
    assert read_only.row(resource, NO_SUCH_ID) is None


def test_registers_hold_what_the_reports_point_to(source: IntempusReportSource) -> None:
    registers = source.registers()
    page = next(source.approved_since(FIRST_DAY))
    for report in page.reports:
        assert report.employee_id in registers.employees
        assert report.case_id is None or report.case_id in registers.cases
        assert report.work_type_id is None or report.work_type_id in registers.work_types
        assert report.product_id is None or report.product_id in registers.products


def test_approved_reports_are_approved_and_not_older_than_asked_for(source: IntempusReportSource) -> None:
    page = next(source.approved_since(FIRST_DAY))
    assert all(report.approved for report in page.reports)
    assert all(report.start_date >= FIRST_DAY for report in page.reports)
    assert page.version is not None


def test_after_the_counter_of_now_hardly_anything_has_changed(source: IntempusReportSource) -> None:
    version = next(source.approved_since(FIRST_DAY)).version
    assert version is not None
    changed = [report for page in source.changed_since(version) for report in page.reports]
    assert all(report.version is not None and report.version > version for report in changed)


def test_a_report_alone_is_the_same_as_in_the_list(source: IntempusReportSource) -> None:
    page = next(source.approved_since(FIRST_DAY))
    if not page.reports:
        pytest.skip("this company has no approved reports")
    assert source.report(page.reports[0].id) == page.reports[0]
    assert source.report(NO_SUCH_ID) is None

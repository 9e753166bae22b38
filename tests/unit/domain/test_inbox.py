from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bindeled.domain.accounts import System
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.inbox import ParkedItem, grouped, key_of
from bindeled.domain.mapping import Matcher, ReportRules
from bindeled.domain.stakes import Stake, stake_of
from tests.support.reports import A_MONDAY, a_report, here, there

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
BLOCKED = Finding(Cause.PROJECT_BLOCKED, {"number": "1060"})
OTHER = Finding(Cause.PROJECT_BLOCKED, {"number": "1061"})


def item(report_id: int, finding: Finding, hours_ago: int, stake: Stake | None = None) -> ParkedItem:
    return ParkedItem(report_id, A_MONDAY, finding, NOON - timedelta(hours=hours_ago), stake)


def test_reports_wait_together_for_one_project_and_apart_for_another() -> None:
    groups = grouped([item(901, BLOCKED, 1), item(902, OTHER, 5), item(903, BLOCKED, 9)])
    assert [[one.report_id for one in group.items] for group in groups] == [[903, 901], [902]]
    assert groups[0].age(NOON) == timedelta(hours=9)


def test_what_is_at_stake_is_summed_by_unit() -> None:
    hours, km = Stake(Decimal("7.5"), "hours", Decimal(3000)), Stake(Decimal(48), "km")
    (group,) = grouped([item(901, BLOCKED, 1, hours), item(902, BLOCKED, 1, km), item(903, BLOCKED, 1)])
    assert (group.quantities, group.kroner) == ({"hours": Decimal("7.5"), "km": Decimal(48)}, Decimal(3000))


def test_a_cause_keeps_its_key_and_another_has_another() -> None:
    assert key_of(BLOCKED) == key_of(Finding(Cause.PROJECT_BLOCKED, {"number": "1060"})) != key_of(OTHER)


def test_each_cause_leads_to_the_system_in_which_it_is_mended() -> None:
    causes = (Cause.PROJECT_BLOCKED, Cause.PROJECT_MISSING, Cause.UNREADABLE)
    where = [grouped([item(901, Finding(cause), 1)])[0].mend_in for cause in causes]
    assert where == [System.UNICONTA, System.INTEMPUS, None]
    refusing = [Finding(Cause.ITEMS_NOT_ALLOWED, {"system": system.title}) for system in System]
    assert [grouped([item(901, finding, 1)])[0].mend_in for finding in refusing] == list(System)


def test_kroner_are_told_only_where_there_is_a_price() -> None:
    assert Matcher(here(), there(), ReportRules()).price(a_report()) is None
    assert stake_of(a_report(unit="Timer"), Decimal(495)) == Stake(Decimal("7.5"), "hours", Decimal("3712.50"))
    assert stake_of(a_report(unit="Timer"), None).kroner is None

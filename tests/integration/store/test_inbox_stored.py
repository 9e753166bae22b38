"""What people do about the inbox, and what the runs make of it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.errors import Misconfigured
from bindeled.store import models
from bindeled.store.inbox import ReportInbox
from bindeled.store.ledger import StoredReportLedger
from tests.support.engine import World
from tests.support.reports import a_report

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture
def world(tenant: Tenant) -> World:
    """Two reports without a case and one of nothing, parked by a first run."""
    world = World()
    for report_id in (901, 902):
        world.intempus.put(a_report(report_id, case_id=None, unit="Timer"))
    world.intempus.put(a_report(903, amount=Decimal(0)))
    run(world, tenant)
    return world


@pytest.fixture
def inbox(tenant: Tenant) -> ReportInbox:
    return ReportInbox(tenant.id)


def run(world: World, tenant: Tenant) -> None:
    world.ledger = StoredReportLedger(tenant.id, run_id=1)
    world.run()


def waiting(inbox: ReportInbox, *, dismissed: bool = False) -> dict[Cause, list[int]]:
    groups = inbox.groups(dismissed=dismissed)
    return {group.finding.cause: [item.report_id for item in group.items] for group in groups}


def test_what_waits_for_the_same_thing_stands_together_with_what_is_at_stake(world: World, inbox: ReportInbox) -> None:
    del world
    assert waiting(inbox) == {Cause.PROJECT_MISSING: [901, 902], Cause.QUANTITY_ZERO: [903]}
    assert inbox.group("901").quantities == {"hours": Decimal(15)}
    assert inbox.group(inbox.group("901").key).key == inbox.group("902").key


def test_what_is_dismissed_is_not_tried_again_and_is_no_longer_shown(
    world: World, tenant: Tenant, inbox: ReportInbox
) -> None:
    inbox.dismiss([901], "typed by hand", NOW)
    world.intempus.reports[901] = a_report(901, case_id=None, unit="Timer")
    run(world, tenant)
    assert waiting(inbox)[Cause.PROJECT_MISSING] == [902]
    assert waiting(inbox, dismissed=True) == {Cause.PROJECT_MISSING: [901]}
    audited = models.AuditEntry.objects.get(action="report.dismissed")
    assert "typed by hand" in str(audited.facts)


def test_a_dismissed_report_stays_away_though_its_cause_is_gone(
    world: World, tenant: Tenant, inbox: ReportInbox
) -> None:
    inbox.dismiss([901, 902], "typed by hand", NOW)
    world.rules = type(world.rules)(absence_project="INTERN")
    run(world, tenant)
    assert world.uniconta.references() == []


def test_a_dismissed_report_that_is_changed_is_carried_and_leaves(
    world: World, tenant: Tenant, inbox: ReportInbox
) -> None:
    inbox.dismiss([901], "typed by hand", NOW)
    world.intempus.edit(901, case_id=60)
    run(world, tenant)
    assert world.uniconta.references() == ["IM0000000901G01L01"]
    assert waiting(inbox, dismissed=True) == {}


def test_a_dismissal_taken_back_is_tried_again(world: World, tenant: Tenant, inbox: ReportInbox) -> None:
    inbox.dismiss([901], "typed by hand", NOW)
    inbox.take_back([901], NOW)
    world.rules = type(world.rules)(absence_project="INTERN")
    run(world, tenant)
    assert waiting(inbox) == {Cause.QUANTITY_ZERO: [903]}


def test_a_correction_that_is_dismissed_leaves_the_bookkeepers_line_alone(
    world: World, tenant: Tenant, inbox: ReportInbox
) -> None:
    world.intempus.put(a_report(904))
    run(world, tenant)
    world.uniconta.change("IM0000000904G01L01", quantity=Decimal(6))
    world.intempus.edit(904, amount=Decimal(5))
    run(world, tenant)
    assert waiting(inbox)[Cause.LINE_CHANGED] == [904]
    inbox.dismiss([904], "hers stands", NOW)
    run(world, tenant)
    assert Cause.LINE_CHANGED not in waiting(inbox)
    assert [line.quantity for line in world.uniconta.lines.values()] == [Decimal(6)]


def test_a_dismissal_needs_a_reason_and_a_report_that_can_be_told_to_be_the_same(
    world: World, tenant: Tenant, inbox: ReportInbox
) -> None:
    with pytest.raises(Misconfigured, match="--reason"):
        inbox.dismiss([901], "  ", NOW)
    world.intempus.unreadable = {990: "amount is missing"}
    run(world, tenant)
    with pytest.raises(Misconfigured, match="cannot be read"):
        inbox.dismiss([990], "never mind", NOW)


def test_reports_are_handed_over_to_a_person_by_name(world: World, tenant: Tenant, inbox: ReportInbox) -> None:
    inbox.assign([901, 902], "Mette", NOW)
    run(world, tenant)
    assert inbox.group("901").assigned_to == "Mette"


def test_what_is_not_in_the_inbox_is_said_so(world: World, inbox: ReportInbox) -> None:
    del world
    with pytest.raises(Misconfigured, match="999"):
        inbox.group("999")

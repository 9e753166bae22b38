"""What rules found, kept: told once, and closed when it is gone; and what the ledger knows that they ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.errors import Misconfigured
from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.states import Effect
from bindeled.domain.watching.finding import plan_watching
from bindeled.domain.watching.watches import Given, Watch, WatchCause, WatchKind
from bindeled.store import models
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.rules import checked_rules, rules_from_json
from bindeled.store.watches import StoredWatches, watched_tenants
from tests.integration.store.making import NOON, an_entry, settle

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

LATER = datetime(2026, 11, 21, 12, tzinfo=UTC)


def judge(tenant: Tenant, *subjects: str, at: datetime = NOON) -> None:
    """Let one rule find just these."""
    stored = StoredWatches(tenant.id)
    found = [WatchCause("late", WatchKind.PAST_END_DATE, subject, subject) for subject in subjects]
    known = [(one.cause.watch, one.cause.subject) for one in stored.open()]
    stored.apply(plan_watching(found, known), at)


def told() -> list[tuple[str, int, str]]:
    rows = models.Event.objects.filter(kind__startswith="watch.").order_by("pk")
    return [(row.kind, row.facts["count"], row.facts["named"]) for row in rows]


def test_what_is_found_is_told_once_however_often_it_is_found(tenant: Tenant) -> None:
    for _ in range(3):
        judge(tenant, "1060", "1061")
    assert told() == [("watch.past_end_date", 2, "1060, 1061")]


def test_what_is_found_besides_is_told_alone(tenant: Tenant) -> None:
    judge(tenant, "1060")
    judge(tenant, "1060", "1061", at=LATER)
    assert told()[1:] == [("watch.past_end_date", 1, "1061")]
    assert [(one.cause.name, one.since) for one in StoredWatches(tenant.id).open()] == [("1060", NOON), ("1061", LATER)]


def test_what_is_gone_is_closed_and_told_anew_when_it_comes_back(tenant: Tenant) -> None:
    judge(tenant, "1060")
    judge(tenant)
    assert StoredWatches(tenant.id).open() == []
    assert watched_tenants() == set()
    judge(tenant, "1060")
    assert len(told()) == 2
    assert watched_tenants() == {tenant.id}


def test_two_who_judge_at_once_tell_it_once(tenant: Tenant) -> None:
    plan = plan_watching([WatchCause("late", WatchKind.PAST_END_DATE, "1060", "1060")], [])
    for _ in range(2):
        StoredWatches(tenant.id).apply(plan, NOON)
    assert len(told()) == 1


def test_a_mail_names_a_few_and_counts_them_all(tenant: Tenant) -> None:
    judge(tenant, *"abcdefg")
    assert told() == [("watch.past_end_date", 7, "a, b, c, d, e …")]


def test_hours_by_project_are_what_lies_there_now(tenant: Tenant) -> None:
    ledger = StoredReportLedger(tenant.id, run_id=1)
    hours: dict[str, Any] = {"unit": "Timer", "quantity": Decimal("7.5")}
    for report_id, project in ((901, "1060"), (902, "1060"), (903, "1061"), (904, "1061")):
        settle(ledger, an_entry(report_id, project=project, **hours))
    settle(ledger, an_entry(902, effect=Effect.REMOVE, project="1060", **hours))
    taken_back: dict[str, Any] = {
        "project": "1061",
        "unit": "Timer",
        "quantity": Decimal("-7.5"),
        "reference": "IM0000000903R01L01",
    }
    settle(ledger, an_entry(903, effect=Effect.REVERSE, **taken_back))
    assert StoredWatches(tenant.id).hours_by_project() == {"1060": Decimal("7.5"), "1061": Decimal("7.5")}


def test_the_last_arrival_is_known_and_before_the_first_there_is_none(tenant: Tenant) -> None:
    assert StoredWatches(tenant.id).last_carried() is None
    ledger = StoredReportLedger(tenant.id, run_id=1)
    for report_id, at in ((901, LATER), (902, LATER - timedelta(days=3))):
        settle(ledger, an_entry(report_id), at=at)
    assert StoredWatches(tenant.id).last_carried() == LATER


def test_rules_read_back_as_they_were_written() -> None:
    watches = (
        Watch("Bemærkninger", WatchKind.REPORT_LACKS, Given.START_TIME, days=3),
        Watch("Løn", WatchKind.HOURS_MISSING, periods=PayPeriods(PeriodKind.MONTH), hours_per_day=Decimal(7)),
        Watch("Stille", WatchKind.NOTHING_CAME, on=False),
    )
    written: list[dict[str, object]] = [
        {"name": "Bemærkninger", "kind": "report_lacks", "field": "start_time", "days": 3}
    ]
    written.append({"name": "Løn", "kind": "hours_missing", "period": "month", "hours_per_day": "7"})
    written.append({"name": "Stille", "kind": "nothing_came", "on": False})
    assert rules_from_json(checked_rules({"watches": written})).watches == watches


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "kind": "nothing_came"},
        {"name": "a", "kind": "weather"},
        {"name": "a", "kind": "report_lacks", "field": "mood"},
        {"name": "a", "kind": "report_lacks", "days": 0},
        {"name": "a", "kind": "over_budget", "percent": "-5"},
        {"name": "a", "kind": "over_budget", "percent": "Infinity"},
        {"name": "a", "kind": "nothing_came", "colour": "red"},
        {"name": "a", "kind": "nothing_came", "on": "no"},
        {"kind": "nothing_came"},
        "nothing",
    ],
)
def test_a_rule_that_cannot_be_is_refused(wrong: object) -> None:
    with pytest.raises(Misconfigured, match="watches cannot be"):
        checked_rules({"watches": [wrong]})


def test_two_rules_of_one_name_are_refused() -> None:
    with pytest.raises(Misconfigured, match="watches cannot be"):
        checked_rules({"watches": [{"name": "a", "kind": "nothing_came"}] * 2})

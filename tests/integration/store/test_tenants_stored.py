from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.errors import Contradiction, Misconfigured
from bindeled.domain.mapping import EmployeeMatch, ReportRules
from bindeled.store import models
from bindeled.store.tenants import TenantStore
from tests.integration.store.racing import at_once

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

FIRST_DAY = date(2026, 10, 1)


def test_a_tenant_is_found_as_it_was_added(tenant: Tenant) -> None:
    store = TenantStore()
    rules = ReportRules("TID", EmployeeMatch.EMAIL, {50: "100"}, carry_generated=True)
    added = store.add(" Ærø Bad ", first_day=FIRST_DAY, rules=rules)
    assert (added.slug, added.name, added.rules) == ("aeroe-bad", "Ærø Bad", rules)
    assert store.by_slug("aeroe-bad") == added == store.by_id(added.id)
    assert store.all() == [added, tenant]


def test_a_second_tenant_of_the_same_name_has_a_number_behind(tenant: Tenant) -> None:
    added = [TenantStore().add(tenant.name, first_day=FIRST_DAY).slug for _ in range(2)]
    assert (tenant.slug, added) == ("nordlys-vvs", ["nordlys-vvs-2", "nordlys-vvs-3"])


@pytest.mark.parametrize("slug", ["Nordlys", "a--b", "-a", "", "æ", "a" * 61])
def test_a_slug_that_cannot_stand_in_an_address_is_not_taken(database: str, slug: str) -> None:
    del database
    with pytest.raises(Misconfigured, match="cannot be a slug"):
        TenantStore().add("Nordlys", first_day=FIRST_DAY, slug=slug)


def test_a_slug_that_is_taken_is_not_given_twice(tenant: Tenant) -> None:
    with pytest.raises(Misconfigured, match="already"):
        TenantStore().add("Another", first_day=FIRST_DAY, slug=tenant.slug)


def test_a_tenant_needs_a_name(database: str) -> None:
    del database
    with pytest.raises(Misconfigured, match="needs a name"):
        TenantStore().add("  ", first_day=FIRST_DAY)


def test_an_unknown_tenant_is_answered_with_those_there_are(tenant: Tenant) -> None:
    with pytest.raises(Misconfigured, match=f"no tenant 'sydlys'. The tenants are: {tenant.slug}"):
        TenantStore().by_slug("sydlys")
    with pytest.raises(Contradiction):
        TenantStore().by_id(9_999)


def test_without_a_tenant_the_answer_says_how_to_add_one(database: str) -> None:
    del database
    with pytest.raises(Misconfigured, match="bindeled tenants add"):
        TenantStore().by_slug("nordlys")


def test_tenants_of_one_name_added_at_once_all_get_a_slug(database: str) -> None:
    del database
    at_once([lambda: TenantStore().add("Nordlys", first_day=FIRST_DAY)] * 4)
    assert [tenant.slug for tenant in TenantStore().all()] == ["nordlys", "nordlys-2", "nordlys-3", "nordlys-4"]


def test_changed_rules_hold_from_now_on_and_are_in_the_audit(tenant: Tenant) -> None:
    at = datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert TenantStore().change_rules(tenant.id, {"closed_until": "2026-10-31", "journal": "INTEMPUS"}, at) == [
        "closed_until"
    ]
    assert TenantStore().by_id(tenant.id).rules.closed_until == date(2026, 10, 31)
    assert "2026-10-31" in models.AuditEntry.objects.get(action="rules.changed").facts

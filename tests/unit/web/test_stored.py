"""The pages on a real database: what the engine wrote is what a person reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.bootstrap import start
from bindeled.domain.accounts import System
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.nouns import JournalLine
from bindeled.domain.planning import Park
from bindeled.domain.roles import Role
from bindeled.domain.states import Effect, EntryState, LinkState
from bindeled.ports import NewEntry, Outcome
from bindeled.settings import Settings
from bindeled.store.connections import StoredConnections
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.tenants import TenantStore
from bindeled.web.stored import StoredPages
from tests.support.standing import stand
from tests.unit.web.fake_pages import MONDAY, NOW, browser_for, with_an_app
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from bindeled.domain.accounts import Tenant


@pytest.fixture
def pages(tmp_path: Path) -> StoredPages:
    """The pages with an empty database behind them."""
    return StoredPages(replace(start(Settings(home=tmp_path)), clock=lambda: NOW))


@pytest.fixture
def browser(pages: StoredPages) -> Client:
    """A browser in front of them, with an operator signed in."""
    return browser_for(
        pages, with_an_app(pages.people.add("drift@bindeled.example", "Drift", Role.OPERATOR, None, NOW))
    )


def test_an_empty_database_has_a_front_page(browser: Client) -> None:
    assert "Der er ingen kunder endnu" in text_of(browser, "/")
    assert browser.get("/healthz").content == b"ok"


def test_a_tenant_without_anything_has_a_page(browser: Client) -> None:
    a_tenant()

    assert "Der har ikke været nogen kørsel endnu" in text_of(browser, "/tenants/aeroe-bolig/")


def test_what_was_carried_and_parked_is_on_the_page_of_the_day(browser: Client) -> None:
    tenant = a_tenant()
    ledger = StoredReportLedger(tenant.id, run_id=1)
    opened = ledger.open([an_entry(901), an_entry(902)], NOW)
    ledger.settle([Outcome(opened[0].id, EntryState.DONE, 1)], NOW)
    ledger.park([Park(903, MONDAY, Finding(Cause.PROJECT_BLOCKED, {"number": "1060", "name": ""}))], NOW)

    today = text_of(browser, "/tenants/aeroe-bolig/")

    assert "Godkendt 3" in today
    assert "Overført 1 7,50" in today
    assert "Venter 1 7,50" in today
    assert "Projekt »1060« er spærret" in today
    assert "Overført 0 0,00" in text_of(browser, "/tenants/aeroe-bolig/?day=2026-11-15")


def test_a_link_that_needs_a_person_is_on_the_page(browser: Client) -> None:
    tenant, store = a_tenant(), StoredConnections()
    stand(store.connection(tenant, System.UNICONTA), LinkState.ACTION_REQUIRED, NOW)

    assert "Uniconta afviser" in text_of(browser, "/tenants/aeroe-bolig/")


def a_tenant() -> Tenant:
    return TenantStore().add("Ærø Bolig", first_day=date(2026, 11, 1))


def an_entry(report_id: int) -> NewEntry:
    line = JournalLine(
        reference=f"IM{report_id:010d}G01L01",
        journal="INTEMPUS",
        date=MONDAY,
        project="1060",
        employee="0042",
        pay_type="100",
        project_category="TIME",
        item="",
        text="Normaltid",
        quantity=Decimal("7.5"),
        unit="Timer",
        invoiceable=True,
        time_from=time(7),
        time_to=None,
    )
    return NewEntry(report_id, 1, Effect.INSERT, "a mark", line)


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address, {"language": "da"} if "?" not in address else None)
    assert answer.status_code == 200
    return read_page(answer.content.decode()).text

"""Whoever runs the installation at its pages: a real Chromium in front of a service with a great many secrets."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_service import FAST, page_of
from tests.support.browsing import PASSWORD
from tests.support.chromium import WHERE, chromium, window
from tests.support.processes import QUICK, TENANT, CommandLine
from tests.support.second_factor import set_up_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not WHERE.exists(), reason="no Chromium here: apt-get install chromium"),
]

OPERATOR = "drift@bindeled.example"
# So many that sealing them anew takes longer than a page takes to come.
_SECRETS = 1000
_MANY_ADDRESSES = Path(__file__).with_name("many_addresses.py")


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    """A tenant with a great many secrets, and an operator."""
    cli = CommandLine(tmp_path_factory.mktemp("operation"), QUICK)
    cli.must("tenants", "add", TENANT, "--from", "2020-01-01")
    filled = cli.run_script(_MANY_ADDRESSES, TENANT, str(_SECRETS))
    assert filled.code == 0, str(filled)
    cli.must("users", "add", OPERATOR, "--role", "operator", "--password-file", "-", stdin=PASSWORD)
    yield cli
    cli.close()


@pytest.fixture(scope="module")
def page(cli: CommandLine) -> Iterator[Page]:
    """A window with the operator signed in, at the page of operation."""
    place = page_of(cli.start("up", "--port", "0", **FAST))
    with chromium() as browser, window(browser, base_url=place) as page:
        page.goto("/sign-in/")
        page.fill("input[name=login]", OPERATOR)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/me/app/**")
        set_up_app(page)
        page.goto("/operate/")
        yield page


def test_data_keys_are_replaced_and_the_page_follows_by_itself_until_it_is_done(page: Page) -> None:
    page.click("text=Nøgler")
    page.click("text=Skift alle datanøgler")
    page.click("main form button")

    progress = page.inner_text("#rotating")
    assert "Udskiftningen er i gang" in progress
    page.wait_for_function("before => document.querySelector('#rotating')?.innerText !== before", arg=progress)
    page.wait_for_selector("#rotating", state="detached")
    told = [row.split("\t") for row in page.inner_text("#keys ~ .table tbody").splitlines()]
    states = {row[2]: (row[4], row[6]) for row in told}
    assert states["I brug"] == ("1.000", "Nej, den er i brug")
    assert states["Tidligere"][0] == "0"
    assert "Det lykkedes ikke" not in page.inner_text("main")


def test_the_audit_is_proved_and_an_entry_that_was_altered_is_told(cli: CommandLine, page: Page) -> None:
    page.goto("/operate/")
    page.click("text=Revisionsspor")
    assert "Ikke efterprøvet" in page.inner_text("tbody")
    page.click("text=Efterprøv alt")
    page.wait_for_selector("td .good")
    assert page.locator("tbody td .good").count() == page.locator("tbody tr").count() == 2

    alter_an_entry(cli)
    page.click("text=Efterprøv alt")

    page.wait_for_selector("td .act")
    assert "er den første forkerte: den er ændret" in page.inner_text(f"tbody tr:has(th:text-is('{TENANT}'))")
    assert page.locator("tbody td .good").count() == 1


def alter_an_entry(cli: CommandLine) -> None:
    """Do to the audit what somebody with the database file in hand can do."""
    with closing(sqlite3.connect(cli.home / "bindeled.sqlite3", timeout=60)) as connection, connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        changed = connection.execute(
            "UPDATE audit_entry SET action = 'something.else' WHERE id = (SELECT min(one.id) FROM audit_entry AS one "
            "JOIN audit_chain AS chain ON chain.id = one.chain_id WHERE chain.name LIKE 'tenant%')"
        )
        assert changed.rowcount == 1

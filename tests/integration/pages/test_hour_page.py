"""Where is my hour? One report on its page, from who registered it to its voucher, as both twins tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.texts import say
from tests.integration.pages.conftest import signed_in
from tests.support.faces import Faces, browser_of, served
from tests.support.joined import joined
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client


def shown(browser: Client, report: int) -> str:
    answer = browser.get(f"/tenants/nordlys/hours/{report}/", {"language": "da"})
    assert answer.status_code == 200, answer.content
    return read_page(answer.content.decode()).text


def test_a_report_is_told_on_its_page_from_its_registration_to_its_voucher(tmp_path: Path) -> None:
    # Nothing is shown twice without asking, and every answer is waited for.
    chosen = {"page_reading_kept_seconds": 0, "page_wait_seconds": 30}
    with joined(tmp_path, 8, **chosen) as company, served(company.program.settings):
        browser, report = browser_of(company.program), min(company.approved())
        signed_in(Faces(company.program, browser, company.tenant, company.tenant), Role.BOOKKEEPER)

        company.intempus.unapprove([report])
        assert say("page.hour.not_approved.why", "da") in shown(browser, report)
        company.intempus.approve([report])
        company.run()
        page = shown(browser, report)
        assert "Registreret i Intempus af " in page
        assert "Godkendt i Intempus af " in page
        assert "_approver" not in page
        assert say("page.hour.version", "da", version="1") in page
        assert say("page.hour.told.unposted", "da") in page

        company.uniconta.post_journal("INTEMPUS")
        company.uniconta.outage()
        page = shown(browser, report)
        assert say("page.hour.asked.silent", "da", system="Uniconta") in page
        assert say("page.hour.told.carried", "da") in page

        company.uniconta.outage(None)
        company.look(System.UNICONTA)
        page = shown(browser, report)
        assert say("page.hour.told.posted", "da") in page
        assert "Bilag " in page

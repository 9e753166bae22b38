"""The pages of settings as people meet them: a real Chromium in front of the running service, both twins behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.conftest import a_company_on
from tests.journeys.test_pages_in_a_browser import HOME, Office, body, serious, tab_to
from tests.journeys.test_service import FAST, page_of
from tests.support.browsing import WHO
from tests.support.chromium import WHERE, chromium, window
from tests.support.processes import TENANT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.journeys.conftest import Twins
    from tests.support.processes import Company

pytestmark = pytest.mark.skipif(not WHERE.exists(), reason="no Chromium here: apt-get install chromium")

SETTINGS = f"{HOME}settings/"
# Every page of settings that can be looked at without anything chosen before.
PAGES = [
    "", "matching/", "matching/customers/", "mapping/", "mapping/customers/?look=1", "mapping/projects/",
    "mapping/customers/field/?target=phone", "mapping/projects/filter/", "pay-types/?look=1", "rules/", "rules/add/",
    "watches/", "watches/add/report_lacks/", "watches/add/hours_missing/",
    "schedules/", "schedules/reports/", "notices/", "notices/add/", "tokens/", "tokens/make/",
]  # fmt: skip
OTHER_NAME = "Zxqvist & Ørn"
SYNC = ("sync", "customers", "--tenant", TENANT, "--allow-large-corrections")


@pytest.fixture(scope="module")
def office(twins: Twins, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The company, connected, with one customer who is called otherwise over there; the tests go on from each other."""
    company = a_company_on(twins, tmp_path_factory.mktemp("settings"))
    company.set_up()
    call_one_customer_otherwise(company)
    service = company.cli.start("up", "--port", "0", **FAST)
    with chromium() as browser:
        office = Office(company, page_of(service), browser)
        office.invite(WHO, TENANT)
        yield office
    company.cli.close()


def call_one_customer_otherwise(company: Company) -> None:
    """Let a customer have quite another name in Intempus than the one with its number in Uniconta."""
    carried = {str(row["Account"]) for row in company.uniconta.control.stored("DebtorClient") if row["xIntempus"]}
    customers = company.intempus.control.stored("customer")
    other = next(row["id"] for row in customers if str(row["number"]) in carried)
    name = {"name": OTHER_NAME, "vat_registration_number": ""}
    company.intempus.control.edit(resource="customer", id=other, fields=name)


@pytest.fixture(scope="module")
def signed_in(office: Office) -> list[Any]:
    """What a browser keeps of having signed in, so that it is done once."""
    with window(office.browser) as page:
        office.sign_in(page)
        return list(page.context.cookies())


@pytest.fixture
def page(office: Office, signed_in: list[Any]) -> Iterator[Page]:
    """A window with the owner signed in, which tells of every mistake that a script makes."""
    with window(office.browser) as page:
        mistakes: list[str] = []
        page.on("pageerror", lambda mistake: mistakes.append(str(mistake)))
        page.on("dialog", lambda dialog: mistakes.append(dialog.message))
        page.context.add_cookies(signed_in)
        yield page
        assert mistakes == []


def test_a_match_is_accepted_and_the_next_run_carries_it(office: Office, page: Page) -> None:
    office.company.cli.must(*SYNC)
    page.goto(f"{office.place}{SETTINGS}matching/")
    page.click("main .cards a >> text=Kunder")
    assert "Samme nummer, men et helt andet navn" in body(page)
    number = page.inner_text("main h3").split()[1]
    assert f"{number} {OTHER_NAME}" in body(page)
    page.click("text=Det er den samme")

    assert f"{number} er koblet" in body(page)
    assert "Intet venter på jeres svar" in body(page)
    office.company.cli.must(*SYNC)
    names = {str(row["number"]): row["name"] for row in office.company.intempus.control.stored("customer")}
    there = {str(row["Account"]): row["Name"] for row in office.company.uniconta.control.stored("DebtorClient")}
    assert names[number] == there[number] != OTHER_NAME


def test_a_mapping_is_tried_on_real_records_kept_and_taken_back(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{SETTINGS}mapping/customers/")
    page.click("tr:has(th:text-is('By')) a")
    page.select_option("select[name=transform]", "capitals")
    page.click("text=Prøv på rigtige poster")
    assert "Det er ikke gemt endnu" in body(page)
    sample = page.inner_text("main table tbody tr >> nth=0 >> td >> nth=1")
    assert sample == sample.upper() != ""
    page.click("button[value=keep]")
    assert "Udgave 1: Ændret: By" in body(page)

    page.click("text=Fortryd den seneste ændring")

    assert "er fortrudt" in body(page)
    assert "Udgave 2: Ændret: By" in body(page)


def test_a_rule_with_hostile_words_is_tried_on_the_latest_reports_and_shown_as_text(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{SETTINGS}rules/add/")
    page.fill("input[name=name]", "<img src=x onerror=alert(1)>")
    page.select_option("select[name=field]", "quantity")
    page.select_option("select[name=condition]", "above")
    page.fill("input[name=value]", "0,5")
    page.fill("input[name=message_da]", "\"'><script>alert(1)</script>")
    page.click("text=Prøv på de seneste indberetninger")
    assert "ville den have holdt" in body(page)
    assert page.locator("main table tbody tr").count() > 0
    page.click("button[value=keep]")
    assert "<img src=x onerror=alert(1)>" in body(page)
    page.click("text=Fortryd den seneste ændring")
    assert "Der er ingen egne regler" in body(page)


def test_a_schedule_is_changed_with_the_keyboard_alone(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{SETTINGS}schedules/items/")
    tab_to(page, "input[name=window0-minutes]")
    page.keyboard.press("Control+a")
    page.keyboard.type("30")
    tab_to(page, "button[value=keep]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SETTINGS}schedules/")
    assert "Mandag til fredag hvert 30. minut fra 06.00 til 18.00" in body(page)


def test_run_now_shows_what_came_of_it(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{SETTINGS}schedules/")
    page.click("li:has(h2:text-is('Indberetninger')) button")
    assert "Kørslen er bestilt" in body(page)


def test_axe_finds_nothing_serious_and_no_page_is_wider_than_a_phone(office: Office, signed_in: list[Any]) -> None:
    found: list[str] = []
    # Axe puts its script into the page, which our policy forbids; everything else is as people get it.
    with window(office.browser, bypass_csp=True) as page:
        page.context.add_cookies(signed_in)
        for address in PAGES:
            answer = page.goto(f"{office.place}{SETTINGS}{address}")
            assert answer is not None
            assert answer.status == 200, address
            assert SETTINGS in page.url, address
            found += [f"{address}: {one}" for one in serious(page)]
            page.set_viewport_size({"width": 320, "height": 600})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{address} is {wide} wide"] if wide > 320 else []
            page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []

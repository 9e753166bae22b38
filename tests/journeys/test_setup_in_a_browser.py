"""From nothing to the first carried hour by the pages alone, and a supporter who guides: a real Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bindeled.texts import say
from tests.journeys.conftest import a_company_on
from tests.journeys.test_pages_in_a_browser import BOTH, HOME, Office, body, serious, tab_to
from tests.journeys.test_service import FAST, page_of
from tests.support.browsing import PASSWORD, WHO
from tests.support.chromium import PHONE, WHERE, chromium, window
from tests.support.processes import TENANT, wait_for
from tests.support.second_factor import set_up_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Twins

pytestmark = pytest.mark.skipif(not WHERE.exists(), reason="no Chromium here: apt-get install chromium")

SETUP = f"{HOME}setup/"
HELPER = "hjaelp@bindeled.example"
OPERATOR = "drift@bindeled.example"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def office(twins: Twins, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """The company, added and with an owner, and nothing else; the tests below go on from each other."""
    company = a_company_on(twins, tmp_path_factory.mktemp("setting-up"))
    company.cli.must("tenants", "add", TENANT, "--from", "2020-01-01")
    service = company.cli.start("up", "--port", "0", **FAST)
    office = Office(company, page_of(service), browser)
    office.invite(WHO, TENANT)
    for who, role in ((HELPER, "support"), (OPERATOR, "operator")):
        company.cli.must("users", "add", who, "--role", role, "--password-file", "-", stdin=PASSWORD)
    yield office
    company.cli.close()


@pytest.fixture
def page(office: Office, browser: Browser) -> Iterator[Page]:
    """A window with the owner signed in."""
    with window(browser) as page:
        office.sign_in(page)
        yield page


@pytest.fixture(scope="module")
def helper(office: Office, browser: Browser) -> Iterator[Page]:
    """A window with support signed in, their app set up."""
    with window(browser) as page:
        office.sign_in(page, HELPER)
        set_up_app(page)
        yield page


def next_step(office: Office, page: Page) -> str:
    page.goto(office.place + SETUP)
    return page.inner_text("#next")


def tick(page: Page, state: str = "proved", reason: str = "") -> None:
    """Say how the item on the page stands."""
    page.select_option("select[name=state]", state)
    if reason:
        page.fill("input[name=reason]", reason)
    page.click("form[action$='/say/'] button")
    page.wait_for_url(f"**{SETUP}")


def tick_what_is_next(office: Office, page: Page, until: str) -> None:
    """Tick one item after the other until this is the next step."""
    for _ in range(12):
        if until in next_step(office, page):
            return
        page.click("main .card .button")
        page.wait_for_url("**/items/**")
        tick(page)
    raise AssertionError(f"{until} never came next")


def test_from_nothing_to_the_first_carried_hour_by_the_pages_alone(office: Office, page: Page) -> None:
    tick_what_is_next(office, page, "Bestem, at intet skrives endnu")
    page.click("main .card button")
    for system, item in (("intempus", "Nøglen til Intempus"), ("uniconta", "Loginnet til Uniconta")):
        assert item in next_step(office, page)
        office.hand_over(page, system)
        office.take_into_use(page)
    tick_what_is_next(office, page, "hvordan medarbejdere")
    page.goto(f"{office.place}{SETUP}choices/")
    page.click("form[action$='/save/'] button")
    tick_what_is_next(office, page, "Indlæs medarbejdere")
    assert writes(office) == 0

    page.click("main .card .button")
    page.click("form[action$='/plan/'] button")
    page.wait_for_selector("#records")
    page.click("text=Kobles")
    page.click("button[value=accept_all]")
    page.click("form[action$='/apply/'] button")
    page.wait_for_selector("text=Indlæst")
    page.goto(f"{office.place}{SETUP}items/first_load_agreed/")
    tick(page, "not_needed" if page.query_selector("option[value=not_needed]") else "proved", "Resten er ens.")

    assert "Lad det køre i skygge" in next_step(office, page)
    page.goto(f"{office.place}{SETUP}shadow/")
    page.click("form[action$='/live/'] button")
    page.wait_for_url(f"**{SETUP}")
    assert "Timerne overføres" in body(page)
    wait_for(lambda: carried(office, page), "the first hours are carried")


def carried(office: Office, page: Page) -> bool:
    page.goto(office.place + HOME)
    return bool(re.search(r"Overført\s+[1-9]", body(page)))


def writes(office: Office) -> int:
    return len(office.company.uniconta.control.truth()["lines"])


def test_a_supporter_guides_from_the_console_beside_the_customers_link(
    office: Office, page: Page, helper: Page, browser: Browser
) -> None:
    helper.goto(f"{office.place}/console/")
    assert helper.query_selector("a[href*='/diagnosis/']") is None
    page.goto(f"{office.place}{HOME}people/")
    page.fill("textarea[name=reason], input[name=reason]", "Vi kan ikke selv")
    page.click("form[action$='/people/support/'] button")

    helper.goto(f"{office.place}/console/")
    helper.click("form[action*='/intempus/link/'] button")
    link = helper.input_value("#address")
    with window(browser) as customer:
        customer.goto(f"{office.place}/reconnect/{link.rsplit('/', 1)[-1]}")
        assert "Intempus" in body(customer)
    helper.goto(f"{office.place}{BOTH}intempus/")

    assert "Hvor kunden er" in body(helper) or helper.query_selector(".stairs") is not None
    secret = office.company.credentials["intempus"]["secret"]
    assert secret not in helper.content()

    for step, name in (("choose/", "choose"), ("get/changed/", "get")):
        page.goto(f"{office.place}{BOTH}uniconta/replace/{step}")
        helper.goto(f"{office.place}{BOTH}uniconta/")
        assert helper.inner_text(".stairs [aria-current=step]") == say(f"page.step.{name}", "da")
        assert "ejer" in helper.inner_text("section[aria-labelledby=helping]")
    page.goto(f"{office.place}{BOTH}uniconta/replace/enter/changed/")
    # The open page follows by itself.
    helper.wait_for_selector(f".stairs [aria-current=step]:text-is('{say('page.step.enter', 'da')}')")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(
    office: Office, browser: Browser, theme: str
) -> None:
    addresses = [
        SETUP, f"{SETUP}items/support_user/", f"{SETUP}items/intempus_key/", f"{SETUP}choices/", f"{SETUP}load/",
        f"{SETUP}load/employees/?kind=link", f"{SETUP}load/employees/?kind=ask", f"{SETUP}load/employees/undo/",
        f"{SETUP}shadow/", f"{SETUP}shadow/reports/", "/help/", "/help/action-required/",
    ]  # fmt: skip
    with window(browser, color_scheme=theme, bypass_csp=True, viewport=PHONE) as page:
        office.sign_in(page)
        found = []
        for address in addresses:
            page.goto(office.place + address)
            found += [f"{address}: {one}" for one in serious(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    assert found == []


def test_the_pages_of_operation_are_sound_on_a_phone(office: Office, browser: Browser) -> None:
    with window(browser, bypass_csp=True, viewport=PHONE) as page:
        office.sign_in(page, OPERATOR)
        set_up_app(page)
        found = []
        for address in ("/operate/", "/operate/keys/", "/operate/audit/", "/console/", "/operate/keys/master/"):
            page.goto(office.place + address)
            found += [f"{address}: {one}" for one in serious(page)]
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    assert found == []


def test_an_item_is_ticked_with_the_keyboard_alone(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{SETUP}items/support_user/")
    tab_to(page, "select[name=state]")
    page.keyboard.press("End")
    tab_to(page, "input[name=reason]")
    page.keyboard.type("Det klarer vi selv.")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SETUP}")

    assert "Det klarer vi selv." in body(page)

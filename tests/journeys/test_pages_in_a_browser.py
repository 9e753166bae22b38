"""The pages as people meet them: a real Chromium in front of the running service, both twins behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import a_company_on
from tests.journeys.test_service import FAST, page_of
from tests.support.browsing import PASSWORD, WHO
from tests.support.chromium import PHONE, WHERE, chromium, window
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import Twins
    from tests.support.processes import Company

pytestmark = pytest.mark.skipif(not WHERE.exists(), reason="no Chromium here: apt-get install chromium")

HOME = f"/tenants/{TENANT}/"
BOTH = f"{HOME}connections/"
INBOX = f"{HOME}inbox/"
SUMS = f"{HOME}reconciliation/?first=2026-01-05&last=2026-01-06&by=week"
DAILY = (INBOX, f"{HOME}hours/?employee=1", f"{HOME}hours/1/", f"{HOME}runs/", f"{HOME}runs/1/", SUMS)
SERIOUS = {"serious", "critical"}


class Office:
    """A running service, the company behind it, and windows of a browser in front of it."""

    def __init__(self, company: Company, place: str, browser: Browser) -> None:
        self.company, self.place, self.browser = company, place.rstrip("/"), browser

    def sign_in(self, page: Page, who: str = WHO) -> None:
        """Sign in as a person does."""
        page.goto(f"{self.place}/sign-in/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def invite(self, who: str, tenant: str) -> None:
        """Make an owner of a tenant."""
        words = ("--role", "owner", "--tenant", tenant, "--password-file", "-")
        self.company.cli.must("users", "add", who, *words, stdin=PASSWORD)

    def hand_over(self, page: Page, system: str, **changed: str) -> None:
        """Go through the guide up to the checks, with the login that the twins take unless it is `changed`."""
        login = {**self.company.credentials[system], **changed}
        page.goto(f"{self.place}{BOTH}{system}/replace/")
        page.click("main .actions .button")
        page.click("main .cards a >> nth=0")
        page.click("main .actions .button")
        if system == "uniconta":
            page.fill("input[name=company]", login["company"])
        page.fill("input[name=login]", login["login"])
        page.fill("input[name=secret]", login["secret"])
        page.click("main form button:not([data-shows])")
        page.wait_for_url("**/check/**")

    def take_into_use(self, page: Page) -> None:
        """Wait for the checks and take the login into use."""
        page.click("form[action*='/use/'] button")
        page.wait_for_url("**/finish/**")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def office(twins: Twins, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """The company, added and with an owner, and nothing connected yet; the tests below go on from each other."""
    company = a_company_on(twins, tmp_path_factory.mktemp("office"))
    company.cli.must("tenants", "add", TENANT, "--from", "2020-01-01")
    service = company.cli.start("up", "--port", "0", **FAST)
    office = Office(company, page_of(service), browser)
    office.invite(WHO, TENANT)
    yield office
    company.cli.close()


@pytest.fixture
def page(office: Office, browser: Browser) -> Iterator[Page]:
    """A window with the owner signed in, which tells of every mistake that a script makes."""
    with window(browser) as page:
        mistakes: list[str] = []
        page.on("pageerror", lambda mistake: mistakes.append(str(mistake)))
        office.sign_in(page)
        yield page
        assert mistakes == []


def body(page: Page) -> str:
    return page.inner_text("main")


def test_first_set_up_ends_connected_and_the_first_hours_are_carried(office: Office, page: Page) -> None:
    for system in ("intempus", "uniconta"):
        office.hand_over(page, system)
        office.take_into_use(page)
    office.company.cli.must("sync", "reports", "--tenant", TENANT)

    page.goto(office.place + BOTH)

    assert "Forbundet med Intempus" in body(page)
    assert "Forbundet med Uniconta" in body(page)
    page.goto(office.place + HOME)
    assert re.search(r"Overført\s+[1-9]", body(page))


def test_a_wrong_company_is_refused_and_the_old_login_goes_on(office: Office, page: Page) -> None:
    office.hand_over(page, "uniconta", company="99999")

    page.wait_for_selector(".verdict-act, form[method=post]:not(.actions)")
    wait_for(lambda: "prøves" not in page.inner_text("#proof"), "the checks have come to an end")

    assert page.query_selector("form[action*='/use/']") is None
    page.goto(f"{office.place}{BOTH}uniconta/")
    assert "Forbundet med Uniconta" in body(page)


def test_a_key_revoked_at_noon_shows_one_banner_is_replaced_and_catches_up(office: Office, page: Page) -> None:
    twin = office.company.intempus.control
    new = "en-helt-ny-noegle-2026"
    twin.credentials("rotate", username=office.company.credentials["intempus"]["login"], key=new)
    office.company.credentials["intempus"]["secret"] = new
    office.company.cli.run("connections", "check", "intempus", "--tenant", TENANT)

    # The service may have met the refusal first; then it is a doubt for a moment.
    asked = "Forbind Intempus igen"
    wait_for(lambda: asked in looked_at(page, office.place + BOTH), "somebody is asked for a new login")
    assert page.locator(".verdict-act").count() == 1
    office.hand_over(page, "intempus")
    office.take_into_use(page)
    office.company.cli.must("sync", "reports", "--tenant", TENANT)

    page.goto(office.place + BOTH)
    assert page.locator(".verdict-act").count() == 0
    page.goto(f"{office.place}{HOME}activity/")
    assert WHO in body(page)


def test_the_former_login_can_be_taken_back(office: Office, page: Page) -> None:
    twin = office.company.uniconta.control
    before = office.company.credentials["uniconta"]
    twin.credentials("add", login="AndenBruger", password="en anden adgangskode 7", company=before["company"])
    office.hand_over(page, "uniconta", login="AndenBruger", secret="en anden adgangskode 7")
    office.take_into_use(page)

    page.goto(f"{office.place}{BOTH}uniconta/")
    page.click("text=Gå tilbage til det forrige login")
    page.click("main form button")
    page.wait_for_url(f"**{BOTH}uniconta/")

    assert "Det forrige login til Uniconta er i brug igen" in body(page)


def test_two_tenants_never_see_each_other(office: Office, browser: Browser) -> None:
    office.company.cli.must("tenants", "add", "Fremmed", "--from", "2020-01-01")
    office.invite("fremmed@fremmed.example", "fremmed")
    with window(browser) as page:
        office.sign_in(page, "fremmed@fremmed.example")
        for address in (HOME, BOTH, f"{BOTH}intempus/", f"{HOME}activity/", f"{HOME}people/", *DAILY):
            answer = page.goto(office.place + address)
            assert answer is not None
            assert answer.status == 404, address
        page.goto(f"{office.place}/")
        assert TENANT not in page.url


def test_a_bookkeeper_clears_the_inbox(office: Office, page: Page) -> None:
    twin = office.company.uniconta.control
    page.goto(office.place + INBOX)
    page.click("li:has-text('er spærret i Uniconta') a:has-text('Se indberetningerne') >> nth=0")
    number = page.inner_text("tbody th >> nth=0")
    assert "er spærret i Uniconta" in body(page)

    for entity in ("ProjectClient", "InvItemClient"):
        for row in twin.stored(entity):
            twin.edit(entity=entity, row_id=row["RowId"], fields={"Blocked": False})
    page.click("text=Prøv igen")

    assert "Vi prøver igen nu" in body(page)
    wait_for(lambda: "er spærret i Uniconta" not in looked_at(page, office.place + INBOX), "the reports left the inbox")
    page.goto(f"{office.place}{HOME}hours/")
    page.fill("input[name=report]", number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hours/{number}/")
    assert "Overført" in page.inner_text(".verdict")
    assert "Lagt til side." in body(page)


def test_a_cause_is_handed_over_dismissed_and_taken_along_again_by_keyboard(office: Office, page: Page) -> None:
    page.goto(office.place + a_cause(office, page))
    sentence = page.inner_text("h1").splitlines()[0]
    tab_to(page, "input[name=to]")
    page.keyboard.type("Mette Nøjsom")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Givet videre til Mette Nøjsom")
    tab_to(page, "input[name=reason]")
    page.keyboard.type("<b>Var en prøve</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Afvist og bliver ikke overført")

    assert f"<b>Var en prøve</b> ({WHO})" in body(page)
    tab_to(page, "form[action*='/take-back/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Taget med igen")
    wait_for(lambda: sentence in looked_at(page, office.place + INBOX), "the reports are in the inbox again")


def test_the_hours_of_a_span_are_reconciled_and_downloaded(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{HOME}reconciliation/")
    page.click("main form button")
    page.wait_for_selector("h2:has-text('Afstemt')")
    assert "Ole" not in body(page)

    with page.expect_download() as file:
        page.click("text=Hent som CSV")

    lines = file.value.path().read_text().splitlines()
    assert lines[0].startswith("Periode fra,Medarbejder,Projekt,Enhed,Godkendt")
    assert len(lines) > 10


def test_run_now_runs_everything_and_tells_what_it_did(office: Office, page: Page) -> None:
    page.goto(office.place + HOME)
    assert page.locator("svg rect").count() > 2

    page.click("text=Kør det hele nu")
    page.wait_for_url("**/runs/")
    runs = f"{office.place}{HOME}runs/"
    wait_for(lambda: not re.search("I kø|I gang", looked_at(page, runs)), "all runs are done")
    page.click("tbody tr >> nth=0 >> a")

    assert "Kørslen er ført til ende." in body(page)


def test_the_guide_can_be_walked_with_the_keyboard_alone(office: Office, page: Page) -> None:
    page.goto(f"{office.place}{BOTH}intempus/replace/")
    for step in ("choose", "get", "enter"):
        tab_to(page, f"a[href*='/{step}/']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{step}/**")
    tab_to(page, "input[name=login]")
    page.keyboard.press("Control+a")
    page.keyboard.type("Nogen")
    tab_to(page, "input[name=secret]")
    page.keyboard.type(" en nøgle med blanktegn ")
    page.keyboard.press("Enter")

    page.wait_for_selector(".mistakes")

    assert page.input_value("input[name=login]") == "Nogen"
    assert page.input_value("input[name=secret]") == ""


def test_everything_works_without_scripts(office: Office, browser: Browser) -> None:
    with window(browser, scripts=False) as page:
        office.sign_in(page)
        page.goto(f"{office.place}{BOTH}intempus/")
        page.click("text=Prøv forbindelsen")
        assert "Forbindelsen til Intempus er prøvet" in body(page)


@pytest.mark.parametrize("size", [PHONE, {"width": 320, "height": 600}])
def test_no_page_is_wider_than_a_phone(office: Office, browser: Browser, size: dict[str, int]) -> None:
    with window(browser, viewport=size) as page:
        office.sign_in(page)
        for address in (HOME, BOTH, f"{BOTH}intempus/", f"{BOTH}intempus/replace/enter/changed/", f"{HOME}people/",
            *DAILY, a_cause(office, page)):  # fmt: skip
            page.goto(office.place + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(office: Office, browser: Browser, theme: str) -> None:
    guide = f"{BOTH}uniconta/replace/"
    addresses = [
        HOME, BOTH, f"{BOTH}uniconta/", f"{BOTH}uniconta/pause/", f"{BOTH}uniconta/revoke/1/", f"{HOME}activity/",
        f"{HOME}people/", "/me/", "/me/app/", "/me/password/", "/nothing/", guide, f"{guide}choose/",
        f"{guide}get/changed/", f"{guide}enter/changed/", f"{guide}finish/1/", *DAILY,
    ]  # fmt: skip
    # Axe puts its script into the page, which our policy forbids; everything else is as people get it.
    with window(browser, color_scheme=theme, bypass_csp=True) as page:
        page.goto(f"{office.place}/sign-in/")
        found = serious(page)
        office.sign_in(page)
        for address in (*addresses, a_cause(office, page)):
            page.goto(office.place + address)
            found += [f"{address}: {one}" for one in serious(page)]
    assert found == []


def test_the_policy_stops_whatever_is_not_ours(office: Office, page: Page) -> None:
    page.goto(office.place + BOTH)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))

    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.hit = 1'}))")

    assert page.evaluate("window.hit") is None
    assert any("Content Security Policy" in text for text in told)


def looked_at(page: Page, address: str) -> str:
    """Return what a page says now."""
    page.goto(address)
    return body(page)


def a_cause(office: Office, page: Page) -> str:
    """Return the address of the first cause in the inbox."""
    page.goto(office.place + INBOX)
    return str(page.get_attribute("a[href*='/inbox/']:has-text('Se indberetningerne') >> nth=0", "href"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def serious(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in results.response["violations"] if one["impact"] in SERIOUS
    ]

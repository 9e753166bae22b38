"""What is done on a page before it is looked at, by the buttons that people press. Each can be done again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.browsing import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tools.pages.tour import Tour

# More than are let through, for somebody whom nobody knows.
_GUESSES = 6
_NOBODY = "ingen@opdigtet.example"
# The button of a form of the page itself, but not the one that shows what was typed.
SEND = "main form button:not([data-shows])"


def invite(page: Page, tour: Tour) -> None:
    """Invite somebody."""
    del tour
    page.fill("input[name=email]", "ny@opdigtet.example")
    page.click("form[action$='/people/invite/'] button")


def send_a_link(page: Page, tour: Tour) -> None:
    """Make a link by which a colleague hands the login over."""
    del tour
    page.click("form[action$='/link/'] button")


def try_it(page: Page, tour: Tour) -> None:
    """Try what is on the page before it is kept."""
    del tour
    page.click("button[value=try]")


def try_for_many_hours(page: Page, tour: Tour) -> None:
    """Try a rule that speaks up above eight hours."""
    page.fill("input[name=value]", "8")
    try_it(page, tour)


def make_a_token(page: Page, tour: Tour) -> None:
    """Make a token."""
    del tour
    page.fill("input[name=name]", "Regneark")
    page.click(SEND)


def send_an_old_form(page: Page, tour: Tour) -> None:
    """Send a form that no page of this session was shown with."""
    del tour
    page.eval_on_selector("main input[name=csrfmiddlewaretoken]", "field => { field.value = 'x'.repeat(64) }")
    page.click("main form button")
    page.wait_for_selector("main form", state="detached")


def verify_the_audit(page: Page, tour: Tour) -> None:
    """Have every chain of the audit proved."""
    del tour
    page.click("main form button >> nth=0")


def guess_passwords(page: Page, tour: Tour) -> None:
    """Try passwords until nobody may try any more."""
    del tour
    for _ in range(_GUESSES):
        if page.query_selector("main input[name=password]") is None:
            return
        page.fill("input[name=login]", _NOBODY)
        page.fill("input[name=password]", "et gæt, som ikke passer")
        page.click("main form button")


def sign_in_by_password(page: Page, tour: Tour) -> None:
    """Sign in as the colleague, up to the code."""
    page.fill("input[name=login]", tour.colleague)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")


def hand_over_a_wrong_login(page: Page, tour: Tour) -> None:
    """Hand a login over by a link that the system does not take; another one each time, since none is tried twice."""
    _hand_over(page, f"{tour.login}{next(tour.numbers)}", "en nøgle, som ikke passer")


def hand_over_by_a_new_link(page: Page, tour: Tour) -> None:
    """Hand a further key over by a link of its own, which it uses up."""
    page.goto(tour.running.place + tour.new_link())
    _hand_over(page, tour.login, tour.new_key())


def _hand_over(page: Page, login: str, secret: str) -> None:
    page.fill("input[name=login]", login)
    page.fill("input[name=secret]", secret)
    page.click(SEND)

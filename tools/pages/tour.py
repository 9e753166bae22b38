"""Goes through every page of a demo that runs. First it brings about what some of them need to be seen."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.client import TwinControl
from tests.support.browsing import PASSWORD
from tests.support.chromium import window
from tests.support.second_factor import set_up_app
from tools.pages.listing import EVERY_PAGE, Visitor
from tools.pages.steps import SEND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tools.pages.listing import Shown
    from tools.visiting import Demo

_GUEST = "gaest@opdigtet.example"
# As many as one person of the twin may have: one more each time that a key is handed over.
_KEYS = 20
_SLUG = "opdigtet-vvs-og-el"
_TENANT = f"/tenants/{_SLUG}/"
_GUIDE = f"{_TENANT}connections/uniconta/replace/"


class NotThere(Exception):
    """A page of the list was not what it should be."""


@dataclass
class Tour:
    """A demo that runs, who looks at it, and the names in the addresses."""

    running: Demo
    browser: Browser
    cookies: dict[Visitor, list[Any]]
    names: dict[str, str] = field(default_factory=dict)
    colleague: str = "mette@opdigtet.example"
    # Who is signed in to Intempus with the key in use.
    login: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def at(self, visitor: Visitor, **options: Any) -> Iterator[Page]:
        """Open a window of this visitor."""
        with window(self.browser, **options) as page:
            page.context.add_cookies(self.cookies[visitor])
            yield page

    def every_page(self, language: str, **options: Any) -> Iterator[tuple[Shown, Page]]:
        """Open each page of the list in turn and yield it as it is to be looked at.

        `options` are those of the window. Raises NotThere where something else came than the list says.
        """
        for visitor, pages in EVERY_PAGE.items():
            # What moves or fades is looked at when it stands still.
            with self.at(visitor, language=language, reduced_motion="reduce", **options) as page:
                for shown in pages:
                    self._open(page, shown)
                    yield shown, page

    def _open(self, page: Page, shown: Shown) -> None:
        answer = page.goto(self.running.place + shown.address.format_map(self.names))
        status = answer.status if answer else 0
        if shown.done is not None:
            shown.done(page, self)
        page.wait_for_selector(shown.proof)
        place, came_to = shown.place.format_map(self.names), urlsplit(page.url).path
        if status not in shown.statuses or not fnmatchcase(came_to, place):
            raise NotThere(f"{shown.name} should be at {place}, but {came_to} came, with the status {status}")

    def new_link(self) -> str:
        """Return where a new link leads by which a key for Intempus is handed over, without the host."""
        with self.at(Visitor.OWNER) as page:
            page.goto(f"{self.running.place}{_TENANT}connections/intempus/")
            page.click("form[action$='/link/'] button")
            return urlsplit(page.input_value("#address")).path

    def new_key(self) -> str:
        """Return a further key that Intempus takes."""
        with closing(TwinControl(self.running.intempus)) as twin:
            twin.switch(keys_per_user=_KEYS)
            return str(twin.credentials("add-key", username=self.login)["key"])


def begin(running: Demo, browser: Browser) -> Tour:
    """Let everybody in, bring about what the pages show, and return the tour."""
    # Whoever reaches one tenant only is led to it; the operator sees a list.
    running.command("tenants", "add", "Fiktiv Tømrer", "--from", "2026-01-01")
    colleague = _colleague(running, browser, Tour.colleague)
    visitors = {
        Visitor.STRANGER: [],
        Visitor.OWNER: running.owner(browser),
        Visitor.COLLEAGUE: colleague,
        Visitor.GUEST: _guest(running, browser),
        Visitor.OPERATOR: running.operator(browser),
    }
    tour = Tour(running, browser, visitors)
    with tour.at(Visitor.OWNER) as page:
        _look_at_employees(page, running.place)
        # One flow does not write, and has told what it would have written.
        running.command("shadow", "on", "employees", "--tenant", _SLUG)
        running.command("sync", "employees", "--tenant", _SLUG)
        tour.names = {
            **_daily_work(page, running.place),
            **_settings(page, running),
            **_logins(page, tour),
        }
        tour.names["invitation"] = _invitation(page, running.place, "ny@opdigtet.example")
        theirs = f"{running.place}/join/{_invitation(page, running.place, tour.colleague)}/"
        # Shown to somebody else than it is for, it tells that; whoever it is for may accept it.
        page.goto(theirs)
    with tour.at(Visitor.COLLEAGUE) as page:
        page.goto(theirs)
    tour.names["reconnect"] = tour.new_link().rpartition("/")[2]
    tour.names["sign_in"] = _sign_in_link(running, tour.colleague)
    return tour


def _colleague(running: Demo, browser: Browser, email: str) -> list[Any]:
    """Make a bookkeeper with an app for codes, let them in and return their cookies."""
    who = ("--name", "Mette Nøjsom", "--role", "bookkeeper", "--tenant", _SLUG)
    running.command("users", "add", email, *who, "--password-file", "-", stdin=PASSWORD)
    with window(browser) as page:
        running.sign_in(page, email)
        page.goto(f"{running.place}/me/app/")
        set_up_app(page)
        return list(page.context.cookies())


def _guest(running: Demo, browser: Browser) -> list[Any]:
    """Let somebody in who has no password, and return their cookies."""
    running.run("tools.pages.guest", _GUEST, _SLUG)
    with window(browser) as page:
        page.goto(f"{running.place}/join/{_sign_in_link(running, _GUEST)}/")
        page.click("main form.card button")
        page.wait_for_url("**/tenants/**")
        return list(page.context.cookies())


def _sign_in_link(running: Demo, email: str) -> str:
    return running.command("users", "link", email).strip().split("/")[-2]


def _look_at_employees(page: Page, place: str) -> None:
    """Let the first load of employees be looked at, so that there is something to be seen."""
    page.goto(f"{place}{_TENANT}setup/load/employees/")
    page.click("form[action$='/plan/'] button")
    page.wait_for_selector("#records")


def _daily_work(page: Page, place: str) -> dict[str, str]:
    """Return a cause, a report with it, and the span of a reconciliation, which is read meanwhile."""
    cause = _first_link(page, f"{place}{_TENANT}inbox/", "/inbox/")
    report = _first_link(page, place + cause, "/hours/")
    page.goto(f"{place}{_TENANT}reconciliation/")
    page.click("main form button")
    page.wait_for_selector("main .verdict")
    return {"cause": cause.split("/")[-2], "report": report.split("/")[-2], "span": urlsplit(page.url).query}


def _settings(page: Page, running: Demo) -> dict[str, str]:
    """Add a rule, a watch, a token and an address.

    Return the numbers of the last two, what proves the address, and the number of a customer that is linked.
    """
    settings = f"{running.place}{_TENANT}settings/"
    page.goto(f"{settings}rules/add/")
    page.fill("input[name=name]", "Meget lang dag")
    page.select_option("select[name=field]", "quantity")
    page.select_option("select[name=condition]", "above")
    page.fill("input[name=value]", "16")
    page.check("input[name=severity][value=warn]")
    page.fill("input[name=message_da]", "Er det rigtigt, at dagen var så lang?")
    page.click("button[value=keep]")
    page.goto(f"{settings}tokens/make/")
    page.fill("input[name=name]", "Regneark")
    page.click(SEND)
    page.goto(f"{settings}watches/add/over_budget/")
    page.fill("input[name=name]", "Timebudget næsten brugt")
    page.click("button[value=keep]")
    token = _first_link(page, f"{settings}tokens/", "/end/")
    page.goto(f"{settings}notices/add/")
    for name in ("address", "again"):
        page.fill(f"input[name={name}]", "bogholder@opdigtet.example")
    page.click(SEND)
    contact = _first_link(page, f"{settings}notices/", "/remove/")
    proof = running.mailed(r"/confirm/([^/\s]+)/")
    linked = _first_link(page, f"{settings}matching/customers/", "/record/").partition("number=")[2]
    names = {"token": token.split("/")[-3], "contact": contact.split("/")[-3], "proof": proof}
    return {**names, "linked": linked}


def _logins(page: Page, tour: Tour) -> dict[str, str]:
    """Hand over a login that is refused, one that is taken into use and one that could be; return their numbers."""
    with closing(TwinControl(tour.running.uniconta)) as twin:
        for login in ("NyBruger", "NæsteBruger"):
            twin.credentials("add", login=login, password=f"en adgangskode til {login}")
    refused = _hand_over(page, tour, "NyBruger", "en adgangskode, som ikke passer", ".verdict-act")
    in_use = _hand_over(page, tour, "NyBruger", "en adgangskode til NyBruger", "form[action*='/use/']")
    page.click("form[action*='/use/'] button")
    page.wait_for_url("**/finish/**")
    ready = _hand_over(page, tour, "NæsteBruger", "en adgangskode til NæsteBruger", "form[action*='/use/']")
    page.goto(f"{tour.running.place}{_TENANT}connections/intempus/replace/enter/new_secret/")
    tour.login = page.input_value("input[name=login]")
    return {"refused": refused, "in_use": in_use, "ready": ready}


def _hand_over(page: Page, tour: Tour, login: str, secret: str, until: str) -> str:
    """Hand a login over by the guide, wait until its checks have come to an end, and return its number."""
    page.goto(f"{tour.running.place}{_GUIDE}enter/other_user/")
    page.fill("input[name=login]", login)
    page.fill("input[name=secret]", secret)
    page.click(SEND)
    page.wait_for_selector(until)
    return urlsplit(page.url).path.split("/")[-2]


def _invitation(page: Page, place: str, email: str) -> str:
    """Invite somebody, and return what the link opens with."""
    page.goto(f"{place}{_TENANT}people/")
    page.fill("input[name=email]", email)
    page.click("form[action$='/people/invite/'] button")
    return page.input_value("#invitation").split("/")[-2]


def _first_link(page: Page, address: str, part: str) -> str:
    """Return where the first link in the text of a page leads that has this part."""
    page.goto(address)
    return str(page.get_attribute(f"main :is(li, td, th) a[href*='{part}'] >> nth=0", "href"))

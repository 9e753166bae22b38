# ruff: noqa: INP001 - run by its path, not imported
"""Writes every page in both languages and both themes into a folder that is not committed: `make screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.chromium import PHONE, WIDE, chromium, window  # noqa: E402 - found once the root is on the path
from tools.visiting import demo  # noqa: E402 - the same

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What opens something is never seen on a picture, not even that of an invented company.
_SECRETS = ".codes code, .ways .code, .ways code"
FOLDER = ROOT / "screenshots"
_TENANT = "/tenants/opdigtet-vvs-og-el/"
_GUIDE = f"{_TENANT}connections/uniconta/replace/"
PAGES = {
    "today": _TENANT,
    "inbox": f"{_TENANT}inbox/",
    "find-hour": f"{_TENANT}hours/?employee=10",
    "hour-unknown": f"{_TENANT}hours/5/",
    "runs": f"{_TENANT}runs/",
    "run": f"{_TENANT}runs/5/",
    "reconciliation": f"{_TENANT}reconciliation/",
    "connections": f"{_TENANT}connections/",
    "connection": f"{_TENANT}connections/uniconta/",
    "revoke": f"{_TENANT}connections/uniconta/revoke/1/",
    "pause": f"{_TENANT}connections/uniconta/pause/",
    "guide-1-begin": _GUIDE,
    "guide-2-choose": f"{_GUIDE}choose/",
    "guide-3-get": f"{_GUIDE}get/new_secret/",
    "guide-4-enter": f"{_GUIDE}enter/new_secret/",
    "guide-7-finish": f"{_GUIDE}finish/1/",
    "activity": f"{_TENANT}activity/",
    "people": f"{_TENANT}people/",
    "settings": f"{_TENANT}settings/",
    "matching": f"{_TENANT}settings/matching/",
    "matches": f"{_TENANT}settings/matching/customers/",
    "mapping": f"{_TENANT}settings/mapping/",
    "mapping-flow": f"{_TENANT}settings/mapping/customers/?look=1",
    "mapping-field": f"{_TENANT}settings/mapping/customers/field/?target=phone",
    "mapping-filter": f"{_TENANT}settings/mapping/projects/filter/",
    "pay-types": f"{_TENANT}settings/pay-types/?look=1",
    "own-rules": f"{_TENANT}settings/rules/",
    "own-rules-add": f"{_TENANT}settings/rules/add/",
    "watches": f"{_TENANT}settings/watches/",
    "watches-add": f"{_TENANT}settings/watches/add/hours_missing/",
    "notices": f"{_TENANT}settings/notices/",
    "notices-add": f"{_TENANT}settings/notices/add/",
    "tokens": f"{_TENANT}settings/tokens/",
    "tokens-make": f"{_TENANT}settings/tokens/make/",
    "schedules": f"{_TENANT}settings/schedules/",
    "schedule": f"{_TENANT}settings/schedules/reports/",
    "setup": f"{_TENANT}setup/",
    "setup-item": f"{_TENANT}setup/items/support_user/",
    "setup-key": f"{_TENANT}setup/items/intempus_key/",
    "setup-choices": f"{_TENANT}setup/choices/",
    "loads": f"{_TENANT}setup/load/",
    "load": f"{_TENANT}setup/load/employees/",
    "load-undo": f"{_TENANT}setup/load/employees/undo/",
    "shadow": f"{_TENANT}setup/shadow/",
    "shadow-flow": f"{_TENANT}setup/shadow/employees/",
    "help": "/help/",
    "help-topic": "/help/employee-unknown/",
    "me": "/me/",
    "app": "/me/app/",
    "password": "/me/password/",
    "not-there": "/nothing/",
}
# Only whoever runs the installation sees these.
OPERATOR = {
    "tenants": "/",
    "console": "/console/",
    "operate": "/operate/",
    "operate-keys": "/operate/keys/",
    "operate-rotate": "/operate/keys/data/",
    "operate-audit": "/operate/audit/",
    "recovery-codes": "/me/codes/",
}
STRANGERS = {
    "sign-in": "/sign-in/",
    "link-gone": "/join/nothing/",
    "contact-gone": "/confirm/nothing/",
    "reconnect-gone": "/reconnect/nothing",
}


def shoot(page: Page, place: str, pages: dict[str, str], mark: str) -> None:
    """Write a picture of each page, the whole of it."""
    for name, address in pages.items():
        page.goto(f"{place}{address}")
        page.screenshot(path=FOLDER / f"{name}-{mark}.png", full_page=True, mask=[page.locator(_SECRETS)])
        sys.stdout.write(f"{name}-{mark}.png\n")


def every_way(browser: Browser, place: str, visitors: list[tuple[list[Any], dict[str, str]]]) -> None:
    """Take every page in both languages and themes, and in Danish on a phone; each visitor sees pages of their own."""
    ways = [(language, theme, WIDE) for language in ("da", "en") for theme in ("light", "dark")]
    for language, theme, size in [*ways, ("da", "light", PHONE)]:
        mark = f"{language}-{theme}{'-phone' if size is PHONE else ''}"
        for cookies, pages in visitors:
            with window(browser, language=language, color_scheme=theme, viewport=size) as page:
                page.context.add_cookies(cookies)
                shoot(page, place, pages, mark)


def look_at_employees(page: Page, place: str) -> None:
    """Let the first load of employees be looked at, so that there is something to be seen."""
    page.goto(f"{place}{_TENANT}setup/load/employees/")
    page.click("form[action$='/plan/'] button")
    page.wait_for_selector("#records")


def try_a_login(page: Page, place: str) -> str:
    """Hand over a login that is refused, and return the page of its checks."""
    page.goto(f"{place}{_GUIDE}enter/new_secret/")
    page.fill("input[name=secret]", "en adgangskode, som ikke passer")
    page.click("main form button:not([data-shows])")
    page.wait_for_url("**/check/**")
    return page.url.removeprefix(place)


def daily_work(page: Page, place: str) -> dict[str, str]:
    """Return the addresses of a cause, of a report with it, and of a reconciliation, which is read meanwhile."""
    cause = first_link(page, f"{place}{_TENANT}inbox/", "/inbox/")
    report = first_link(page, f"{place}{cause}", "/hours/")
    page.goto(f"{place}{_TENANT}reconciliation/")
    page.click("main form button")
    page.wait_for_selector("main .verdict")
    return {"inbox-cause": cause, "hour": report, "reconciliation-sums": page.url.removeprefix(place)}


def first_link(page: Page, address: str, part: str) -> str:
    """Return where the first link in the text of a page leads that has this part."""
    page.goto(address)
    return str(page.get_attribute(f"main :is(li, td, th) a[href*='{part}'] >> nth=0", "href"))


def main() -> None:
    """Take them all."""
    with demo(FOLDER) as running, chromium() as browser:
        owner = running.owner(browser)
        with window(browser) as page:
            page.context.add_cookies(owner)
            look_at_employees(page, running.place)
            check = {"guide-5-check": try_a_login(page, running.place), **daily_work(page, running.place)}
        operator = running.operator(browser)
        every_way(browser, running.place, [([], STRANGERS), (owner, {**PAGES, **check}), (operator, OPERATOR)])


if __name__ == "__main__":
    main()

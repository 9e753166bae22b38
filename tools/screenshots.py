# ruff: noqa: INP001 - run by its path, not imported
"""Writes every page in both languages and both themes into a folder that is not committed: `make screenshots`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.chromium import PHONE, WIDE, chromium, window  # noqa: E402 - found once the root is on the path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "screenshots"
_WAIT_SECONDS = 180
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
    "help": "/help/",
    "help-topic": "/help/employee-unknown/",
    "me": "/me/",
    "app": "/me/app/",
    "password": "/me/password/",
    "not-there": "/nothing/",
}
STRANGERS = {"sign-in": "/sign-in/", "link-gone": "/join/nothing/"}


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """Run the demo and return where it is and the link to sign in once."""
    said = FOLDER / "demo.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bindeled", "demo", "--port", "0"], stdout=out, cwd=ROOT, env={**os.environ}
        )
        try:
            yield _where(process, said)
        finally:
            process.terminate()
            process.wait()


def _where(process: subprocess.Popen[bytes], said: Path) -> tuple[str, str]:
    ends = time.monotonic() + _WAIT_SECONDS
    while "Ctrl-C" not in said.read_text():
        if process.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"The demo did not come up:\n{said.read_text()}")
        time.sleep(0.2)
    link = re.search(r"(http://\S+)(/join/\S+)", said.read_text())
    if link is None:
        raise SystemExit("The demo told no link to sign in.")
    return link[1], link[1] + link[2]


def shoot(page: Page, place: str, pages: dict[str, str], mark: str) -> None:
    """Write a picture of each page, the whole of it."""
    for name, address in pages.items():
        page.goto(f"{place}{address}")
        page.screenshot(path=FOLDER / f"{name}-{mark}.png", full_page=True)
        sys.stdout.write(f"{name}-{mark}.png\n")


def every_way(browser: Browser, place: str, cookies: list[object]) -> None:
    """Take every page in both languages and themes, and in Danish on a phone."""
    ways = [(language, theme, WIDE) for language in ("da", "en") for theme in ("light", "dark")]
    for language, theme, size in [*ways, ("da", "light", PHONE)]:
        mark = f"{language}-{theme}{'-phone' if size is PHONE else ''}"
        with window(browser, language=language, color_scheme=theme, viewport=size) as page:
            shoot(page, place, STRANGERS, mark)
            page.context.add_cookies(cookies)  # type: ignore[arg-type] - what the browser itself said
            shoot(page, place, PAGES, mark)


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with demo() as (place, link), chromium() as browser:
        with window(browser) as page:
            page.goto(link)
            page.click("main button")
            page.wait_for_url("**/tenants/**")
            cookies = list(page.context.cookies())
        every_way(browser, place, cookies)


if __name__ == "__main__":
    main()

# ruff: noqa: INP001 - run by its path, not imported
"""Writes every page in both languages and both themes into a folder that is not committed: `make screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.chromium import PHONE, WIDE, chromium  # noqa: E402 - found once the root is on the path
from tools.pages.tour import begin  # noqa: E402 - the same
from tools.visiting import demo  # noqa: E402 - the same

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What opens something is never seen on a picture, not even that of an invented company.
_SECRETS = ".codes code, .ways .code, .ways code, #written, #address, #invitation"
FOLDER = ROOT / "screenshots"
# The ways in which a page is seen, with the mark that each leaves on the picture's name.
_WAYS = (("light", WIDE, "light"), ("dark", WIDE, "dark"))
_ON_A_PHONE = ("light", PHONE, "light-phone")


def shoot(page: Page, name: str, language: str) -> None:
    """Write a picture of the page in both themes, and in Danish on a phone; the whole of it."""
    for theme, size, mark in (*_WAYS, _ON_A_PHONE) if language == "da" else _WAYS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        picture = f"{name}-{language}-{mark}.png"
        page.screenshot(path=FOLDER / picture, full_page=True, mask=[page.locator(_SECRETS)], mask_color="gray")
        sys.stdout.write(f"{picture}\n")
    page.set_viewport_size(WIDE)


def main() -> None:
    """Take them all."""
    with demo(FOLDER) as running, chromium() as browser:
        tour = begin(running, browser)
        for language in ("da", "en"):
            for shown, page in tour.every_page(language):
                shoot(page, shown.name, language)


if __name__ == "__main__":
    main()

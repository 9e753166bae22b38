"""Every page of the list that the screenshots are taken from, as axe and a phone see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import ViewportSize

from tests.journeys.test_pages_in_a_browser import serious
from tests.support.chromium import WHERE, WIDE, chromium
from tools.pages.tour import begin
from tools.visiting import demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tools.pages.tour import Tour

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not WHERE.exists(), reason="no Chromium here: apt-get install chromium"),
]

_NARROWEST = ViewportSize(width=320, height=600)


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    with demo(tmp_path_factory.mktemp("demo")) as running, chromium() as browser:
        yield begin(running, browser)


def in_both_themes(page: Page) -> Iterator[str]:
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        yield from (f"{theme}: {one}" for one in serious(page))


def too_wide(page: Page) -> Iterator[str]:
    page.set_viewport_size(_NARROWEST)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > _NARROWEST["width"]:
        yield f"{width} wide on a screen of {_NARROWEST['width']}"
    page.set_viewport_size(WIDE)


def test_no_page_has_what_axe_finds_serious_in_either_theme_and_none_is_wider_than_a_phone(tour: Tour) -> None:
    found = []
    # Axe puts its script into the page, which our policy forbids; everything else is as people get it.
    for shown, page in tour.every_page("da", bypass_csp=True):
        found += [f"{shown.name}: {one}" for one in (*in_both_themes(page), *too_wide(page))]
    assert found == []

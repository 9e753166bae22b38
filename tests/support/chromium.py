"""A real browser without a window: Debian's Chromium, driven by Playwright. Nothing of it leaves this machine."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WHERE = Path(shutil.which("chromium") or "/usr/bin/chromium")
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")
WIDE, PHONE = ViewportSize(width=1200, height=900), ViewportSize(width=375, height=740)
# A page that is busy with other things on a busy machine still comes.
_PATIENCE_MILLISECONDS = 60_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, and end it with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(WHERE), args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, *, language: str = "da", scripts: bool = True, **options: Any) -> Iterator[Page]:
    """Open a window with cookies of its own."""
    options.setdefault("viewport", WIDE)
    context = browser.new_context(locale=language, java_script_enabled=scripts, **options)
    context.set_default_timeout(_PATIENCE_MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()

# ruff: noqa: INP001 - run by its path, not imported
"""Writes the pictures of the README from the running demo into `docs/pictures`: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.chromium import chromium, window  # noqa: E402 - found once the root is on the path
from tools.visiting import demo  # noqa: E402 - the same

FOLDER = ROOT / "docs" / "pictures"
# As much of a page as stands in a README without scrolling, and not so large that a clone grows by it.
_SIZE = {"width": 1000, "height": 860}
_TENANT = "/tenants/opdigtet-vvs-og-el/"
_PICTURES = {
    "today": _TENANT,
    "connections": f"{_TENANT}connections/",
    "inbox": f"{_TENANT}inbox/",
    "get-started": f"{_TENANT}setup/items/support_user/",
}


def main() -> None:
    """Take each picture in English and in the light theme."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as running, chromium() as browser:
        cookies = running.owner(browser)
        with window(browser, language="en", color_scheme="light", viewport=_SIZE) as page:
            page.context.add_cookies(cookies)
            for name, address in _PICTURES.items():
                page.goto(f"{running.place}{address}")
                page.screenshot(path=FOLDER / f"{name}.png")
                sys.stdout.write(f"docs/pictures/{name}.png\n")


if __name__ == "__main__":
    main()

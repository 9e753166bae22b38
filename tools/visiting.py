# ruff: noqa: INP001 - used by those that are run by their path
"""The demo with visitors in a browser: its owner, and whoever runs it, with an app for codes set up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.browsing import PASSWORD  # noqa: E402 - found once the root is on the path
from tests.support.chromium import window  # noqa: E402 - the same
from tests.support.second_factor import set_up_app  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_WAIT_SECONDS = 300
_OPERATOR = "drift@bindeled.example"


@dataclass(frozen=True)
class Demo:
    """A demo that runs: where its pages are, the link that lets its owner in once, and where its data lies."""

    place: str
    link: str
    home: Path

    def owner(self, browser: Browser) -> list[Any]:
        """Let the owner in and return their cookies."""
        with window(browser) as page:
            page.goto(self.link)
            page.click("main button")
            page.wait_for_url("**/tenants/**")
            return list(page.context.cookies())

    def operator(self, browser: Browser) -> list[Any]:
        """Make somebody who runs the installation, let them in and return their cookies."""
        words = ["users", "add", _OPERATOR, "--role", "operator", "--password-file", "-"]
        place = {**os.environ, "BINDELED_HOME": str(self.home)}
        command = [sys.executable, "-m", "bindeled", *words]
        subprocess.run(command, input=PASSWORD, env=place, text=True, check=True)  # noqa: S603 - words of our own
        with window(browser) as page:
            page.goto(f"{self.place}/sign-in/")
            page.fill("input[name=login]", _OPERATOR)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_url("**/me/app/**")
            set_up_app(page)
            return list(page.context.cookies())


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Run the demo with its data below this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    said = folder / "demo.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bindeled", "demo", "--port", "0"],
            stdout=out,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
        )
        try:
            yield _found(process, said)
        finally:
            process.terminate()
            process.wait()


def _found(process: subprocess.Popen[bytes], said: Path) -> Demo:
    ends = time.monotonic() + _WAIT_SECONDS
    while "Ctrl-C" not in said.read_text():
        if process.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"The demo did not come up:\n{said.read_text()}")
        time.sleep(0.2)
    link = re.search(r"(http://\S+)(/join/\S+)", said.read_text())
    if link is None:
        raise SystemExit("The demo told no link to sign in.")
    (home,) = said.parent.glob("bindeled-demo-*")
    return Demo(link[1], link[1] + link[2], home)

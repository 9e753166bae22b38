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

from tests.fakes.mail_server import a_mail_server  # noqa: E402 - found once the root is on the path
from tests.support.browsing import PASSWORD  # noqa: E402 - the same
from tests.support.chromium import window  # noqa: E402 - the same
from tests.support.second_factor import set_up_app  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.fakes.mail_server import MailServer

_WAIT_SECONDS = 300
_LOOK_SECONDS = 0.2
_OPERATOR = "drift@bindeled.example"
# Whoever looks at every page is not asked who they are in between, and finds what was read from the systems once.
_UNHURRIED = {
    "BINDELED_FRESH_SIGN_IN_SECONDS": "86400",
    "BINDELED_PAGE_READING_KEPT_SECONDS": "86400",
    "BINDELED_RECONNECT_LINK_SECONDS": "86400",
    "BINDELED_MAIL_SECURITY": "none",
    "BINDELED_MAIL_FROM": "bindeled@bindeled.example",
    "BINDELED_MAIL_SECONDS": "0.2",
}


@dataclass(frozen=True)
class Demo:
    """A demo that runs: where its pages and both systems are, the link that lets its owner in, its data and mail."""

    place: str
    link: str
    intempus: str
    uniconta: str
    home: Path
    mail: MailServer

    def command(self, *words: str, stdin: str = "") -> str:
        """Run a command over the data of the demo, and return what it printed."""
        return self.run("bindeled", *words, stdin=stdin)

    def run(self, module: str, *words: str, stdin: str = "") -> str:
        """Run a program over the same data, and return what it printed."""
        ended = subprocess.run(  # noqa: S603 - words of our own
            [sys.executable, "-m", module, *words],
            input=stdin,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={
                **os.environ,
                "BINDELED_HOME": str(self.home),
                "BINDELED_INTEMPUS_URL": self.intempus,
                "BINDELED_UNICONTA_URL": self.uniconta,
            },
            text=True,
            check=True,
        )
        return ended.stdout

    def mailed(self, pattern: str) -> str:
        """Wait for a mail in which this is found, and return its first group."""
        ends = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < ends:
            for mail in self.mail.mails():
                text = mail.get_body(("plain",))
                found = re.search(pattern, text.get_content()) if text else None
                if found:
                    return found[1]
            time.sleep(_LOOK_SECONDS)
        raise SystemExit(f"No mail came with {pattern}")

    def owner(self, browser: Browser) -> list[Any]:
        """Let the owner in and return their cookies."""
        with window(browser) as page:
            page.goto(self.link)
            page.click("main button")
            page.wait_for_url("**/tenants/**")
            return list(page.context.cookies())

    def operator(self, browser: Browser) -> list[Any]:
        """Make somebody who runs the installation, let them in and return their cookies."""
        self.command("users", "add", _OPERATOR, "--role", "operator", "--password-file", "-", stdin=PASSWORD)
        with window(browser) as page:
            self.sign_in(page, _OPERATOR)
            page.wait_for_url("**/me/app/**")
            set_up_app(page)
            return list(page.context.cookies())

    def sign_in(self, page: Page, who: str) -> None:
        """Sign in with the password that everybody has here."""
        page.goto(f"{self.place}/sign-in/")
        page.fill("input[name=login]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda address: "/sign-in/" not in address)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Run the demo with its data below this folder, and a server that takes its mail."""
    folder.mkdir(parents=True, exist_ok=True)
    said = folder / "demo.txt"
    with said.open("w") as out, a_mail_server() as mail:
        settings = {**_UNHURRIED, "BINDELED_MAIL_HOST": mail.host, "BINDELED_MAIL_PORT": str(mail.port)}
        process = subprocess.Popen(
            [sys.executable, "-m", "bindeled", "demo", "--port", "0"],
            stdout=out,
            cwd=ROOT,
            env={**os.environ, **settings, "TMPDIR": str(folder)},
        )
        try:
            yield _found(process, said, mail)
        finally:
            process.terminate()
            process.wait()


def _found(process: subprocess.Popen[bytes], said: Path, mail: MailServer) -> Demo:
    ends = time.monotonic() + _WAIT_SECONDS
    while "Ctrl-C" not in said.read_text():
        if process.poll() is not None or time.monotonic() > ends:
            raise SystemExit(f"The demo did not come up:\n{said.read_text()}")
        time.sleep(_LOOK_SECONDS)
    link = re.search(r"(http://\S+)(/join/\S+)", said.read_text())
    twins = re.search(r"(http://\S+) \(Intempus\) and (http://\S+) \(Uniconta\)", said.read_text())
    if link is None or twins is None:
        raise SystemExit("The demo told no link to sign in, or not where the twins are.")
    (home,) = said.parent.glob("bindeled-demo-*")
    return Demo(link[1], link[1] + link[2], twins[1], twins[2], home, mail)

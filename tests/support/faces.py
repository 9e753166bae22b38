"""The programming interface and the pages of reconnect links, on a real program with a database of its own."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import structlog
from django.test import Client, override_settings

from bindeled.bootstrap import start
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.roles import Reach, Role
from bindeled.domain.secrets import Secret
from bindeled.settings import Settings
from bindeled.web.configuration import web_settings
from bindeled.web.program import PROGRAM
from bindeled.web.sources import SOURCE
from bindeled.web.stored import StoredPages
from tests.support.database import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from django.http import HttpResponse

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant

API = "/api/v1"
# Nothing listens there: whoever needs a system starts a twin.
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Faces:
    """A program behind its outside faces, with two customers in it that know nothing of each other."""

    program: Program
    browser: Client
    ours: Tenant
    theirs: Tenant
    tokens: dict[Role, str] = field(default_factory=dict)

    def token(self, role: Role, *, everywhere: bool = False) -> str:
        """Return a token that is this to our customer, or to the installation."""
        reach = Reach(role) if everywhere else Reach(tenants={self.ours.id: role})
        now = self.program.clock()
        return self.program.tokens.add(f"a {role.value}", reach, now + timedelta(days=1), now)[1].reveal()

    def connection(self, tenant: Tenant, system: System) -> Connection:
        """Return a connection as it stands now."""
        return self.program.stored_connections.connection(tenant, system)

    def hand_over(self, system: System, login: Mapping[str, str]) -> None:
        """Take a login into use, as the command line does."""
        new = NewVersion(login["login"], login.get("company", ""), "a test")
        self.program.connect(self.ours, system, new, Secret(login["secret"]))

    def ask(self, method: str, path: str, token: str | None, body: Any = None, **headers: str) -> HttpResponse:
        """Ask the interface; `path` is what comes after its prefix."""
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.browser.generic(method, API + path, content, "application/json", headers=headers)
        return cast("HttpResponse", answer)


def served(settings: Settings) -> override_settings:
    """Return what lets pages and interface be asked in this process."""
    of_web = web_settings(settings)
    of_web["ALLOWED_HOSTS"].append("testserver")
    of_web["SECRET_KEY"] = "for the tests only, and long enough to be taken"
    return override_settings(**of_web)


def browser_of(program: Program) -> Client:
    """Return a browser in front of a program."""
    browser = Client(raise_request_exception=False)
    carried = cast("dict[str, object]", browser.defaults)
    carried[SOURCE], carried[PROGRAM] = StoredPages(program), program
    return browser


@contextmanager
def faces(folder: Path, **chosen: Any) -> Iterator[Faces]:
    """Start a program on an empty database, and a browser in front of it."""
    settings = Settings(home=folder, **{"intempus_url": NOWHERE, "uniconta_url": NOWHERE, "call_attempts": 1, **chosen})
    with fresh_database(folder), served(settings):
        program = start(settings)
        browser = browser_of(program)
        ours, theirs = (program.tenants.add(name, first_day=date(2020, 1, 1)) for name in ("Nordlys VVS", "Sydvest El"))
        try:
            yield Faces(program, browser, ours, theirs)
        finally:
            structlog.reset_defaults()

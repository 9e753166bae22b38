"""Two tenants of one installation, so that what happens to one can be seen at the other."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.processes import TENANT, a_company, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.processes import Company

SYSTEM = "uniconta"
OTHER = "anden"
SLOW_SECONDS = 1.5
# What the other's login opens, and nobody else's: a fault on this path hits its calls alone.
_COMPANY = "10777"
_JOINER = Path(__file__).with_name("joiner.py")
_LINK = "SELECT link FROM connection JOIN tenant ON tenant.id = tenant_id WHERE slug = ? AND system = ?"
_FLOWS = "SELECT count(DISTINCT flow) FROM run JOIN tenant ON tenant.id = tenant_id WHERE slug = ? AND state = 'done'"
_RUNS = "SELECT count(*) FROM run JOIN tenant ON tenant.id = tenant_id WHERE slug = ? AND state = ?"


@dataclass
class Neighbour:
    """The tenant whose connection breaks, with the secret of its login for Uniconta: as it is, and as we know it."""

    rig: Company
    secret: str
    known: str

    def link(self) -> str:
        """Return how its link to Uniconta stands; empty when that cannot be read at this moment."""
        return "".join(state for (state,) in self.rig.cli.rows(_LINK, OTHER, SYSTEM))

    def places(self) -> int:
        """Return how many of the worker's slots its runs hold now."""
        return runs_of(self.rig, OTHER, "running")

    def die(self) -> None:
        """Let its login be refused from now on."""
        self.secret = self.rig.uniconta.control.credentials("rotate", login=OTHER)["secret"]

    def go_away(self) -> None:
        """Let its system answer that it is out of service."""
        self.rig.uniconta.control.fault("unavailable", path=f"/{_COMPANY}/", count=None)

    def answer_slowly(self, seconds: float = SLOW_SECONDS) -> None:
        """Let each of its calls take so many seconds."""
        self.rig.uniconta.control.fault("slow", path=f"/{_COMPANY}/", count=None, seconds=seconds)

    def mend(self) -> None:
        """Let everything answer again, with the login that is right now, and wait until the link works."""
        self.rig.uniconta.control.clear_faults()
        if self.known != self.secret:
            self._connect()
        wait_for(lambda: self.link() in {"connected", "recovering"}, "the link works again")

    def _connect(self) -> None:
        words = ("connect", SYSTEM, "--tenant", OTHER, "--login", OTHER, "--company", _COMPANY, "--secret-file", "-")
        self.rig.cli.must(*words, stdin=self.secret)
        self.known = self.secret


@contextmanager
def neighbours(reports: int = 20, /, **settings: str) -> Iterator[tuple[Company, Neighbour]]:
    """Start an installation with two tenants, all of their links working; nothing is carried yet, no worker runs."""
    with tempfile.TemporaryDirectory(prefix="proof-") as folder, a_company(Path(folder), **settings) as rig:
        rig.reset("bulk", 1, reports=reports)
        here = rig.intempus.control.credentials("add", login=OTHER)["secret"]
        there = rig.uniconta.control.credentials("add", login=OTHER, server=True, companies=[int(_COMPANY)])["secret"]
        other = {
            "intempus": {"login": OTHER, "secret": here},
            SYSTEM: {"login": OTHER, "secret": there, "company": _COMPANY},
        }
        joined = rig.cli.start_script(_JOINER).finish(json.dumps({TENANT: rig.credentials, OTHER: other}))
        if joined.code:
            raise AssertionError(str(joined))
        yield rig, Neighbour(rig, there, there)


def runs_of(rig: Company, tenant: str, state: str) -> int:
    """Return how many runs of a tenant stand so now."""
    return rig.cli.number(_RUNS, tenant, state)


def flows_done(rig: Company, tenant: str) -> int:
    """Return how many of a tenant's flows have been run to their end."""
    return rig.cli.number(_FLOWS, tenant)

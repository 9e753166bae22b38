"""A company on two twins, carried in this process: runs are asked for and carried by hand, one after the other."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import start
from bindeled.bootstrap.time import now
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.keys import Reference
from bindeled.domain.secrets import Secret
from bindeled.engine.carrier import Carrier
from bindeled.settings import read_settings
from sandbox.client import start_twin
from tests.support.database import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.states import LinkState
    from bindeled.run_ports import RunRecord
    from sandbox.client import TwinControl


@dataclass(frozen=True, slots=True)
class Joined:
    """Both twins' controls, and the program with a tenant connected to them."""

    program: Program
    tenant: Tenant
    intempus: TwinControl
    uniconta: TwinControl
    uniconta_login: str

    def run(self, trigger: str = "schedule") -> RunRecord:
        """Ask for a run of the reports, carry it once, and return how it ended."""
        runs = self.program.runs
        run_id = runs.queue(self.tenant.id, "reports", trigger, now())
        attempt = runs.get(run_id).attempt + 1
        assert runs.begin(run_id, "test", attempt, now())
        carry = Carrier(runs, self.program.opening().open, now, timedelta(seconds=60))
        assert runs.finish(run_id, attempt, carry(run_id), now())
        return runs.get(run_id)

    def connection(self, system: System) -> Connection:
        """Return a connection as it stands now."""
        return self.program.stored_connections.connection(self.tenant, system)

    def link(self, system: System) -> LinkState:
        """Return how a link stands now."""
        return self.connection(system).link

    def look(self, system: System) -> LinkState:
        """Look at a link as a worker would whose time has come, and return how it stands then."""
        return self.program.looker("test").look(self.connection(system)).link

    def deny(self, *tables: str) -> None:
        """Take the right to read these tables of Uniconta away, and give every other right back."""
        self.uniconta.credentials("change", login=self.uniconta_login, denied=[[table, "read"] for table in tables])

    def arrived(self) -> list[tuple[int, str]]:
        """Return the reports whose lines stand in Uniconta and their days, in the order in which they arrived there."""
        lines = self.uniconta.truth()["lines"]
        found = ((Reference.parse(line["ReferenceNumber"] or ""), line["Date"]) for line in lines)
        return [(reference.report_id, day) for reference, day in found if reference is not None]

    def approved(self) -> set[int]:
        """Return the approved reports."""
        return {report["id"] for report in self.intempus.truth()["reports"] if report["approved"]}


@contextmanager
def joined(folder: Path, reports: int, **settings: Any) -> Iterator[Joined]:
    """Start both twins with so many approved reports, and connect a tenant to them; nothing is carried yet."""
    with start_twin("intempus") as here, start_twin("uniconta") as there:
        logins = here.control.reset("bulk", reports=reports)
        there.control.reset("bulk", reports=reports)
        with fresh_database(folder):
            origins = {"home": folder, "intempus_url": here.url, "uniconta_url": there.url}
            program = start(read_settings().model_copy(update={**origins, "call_attempts": 1, **settings}))
            first_day = danish_day(program.clock()) - timedelta(days=400)
            tenant = program.tenants.add("Nordlys", first_day=first_day)
            for system in System:
                login = logins[system.value]
                new = NewVersion(login["login"], login.get("company", ""), "test")
                program.connect(tenant, system, new, Secret(login["secret"]))
            yield Joined(program, tenant, here.control, there.control, logins["uniconta"]["login"])

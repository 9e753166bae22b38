"""A tenant that is connected to both twins and may carry: what integration tests of whole flows begin with."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap import start
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.secrets import Secret
from bindeled.settings import read_settings
from sandbox.client import start_twin
from tests.support.database import fresh_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from sandbox.client import RunningTwin

# More than the scenario `small` reaches back.
_DAYS = timedelta(days=40)


@dataclass
class Carrying:
    """The tenant, the twins on both sides of it, and the logins of both that are in use, as the twins gave them out."""

    program: Program
    tenant: Tenant
    twins: dict[System, RunningTwin]
    logins: dict[str, dict[str, str]]

    def connection(self, system: System) -> Connection:
        """Return a connection as it stands now."""
        return self.program.stored_connections.connection(self.tenant, system)

    def connect(self, system: System, login: str, secret: str) -> None:
        """Take a login into use, as the command line does."""
        company = self.logins[system.value].get("company", "")
        self.program.connect(self.tenant, system, NewVersion(login, company, "test"), Secret(secret))


@contextmanager
def carrying(home: Path) -> Iterator[Carrying]:
    """Start both twins with the scenario `small` and a program with a database of its own, and connect them."""
    with (
        start_twin("intempus") as intempus,
        start_twin("uniconta") as uniconta,
        carrying_on(home, {System.INTEMPUS: intempus, System.UNICONTA: uniconta}) as made,
    ):
        yield made


@contextmanager
def carrying_on(home: Path, twins: dict[System, RunningTwin]) -> Iterator[Carrying]:
    """Give twins that run already the scenario `small`, and connect a program with a database of its own to them."""
    logins = twins[System.INTEMPUS].control.reset("small")
    twins[System.UNICONTA].control.reset("small")
    with fresh_database(home):
        origins = {f"{system.value}_url": twins[system].url for system in System}
        program = start(read_settings().model_copy(update={"home": home, **origins}))
        tenant = program.tenants.add("Nordlys", first_day=danish_day(program.clock()) - _DAYS)
        made = Carrying(program, tenant, twins, logins)
        for system in System:
            made.connect(system, logins[system.value]["login"], logins[system.value]["secret"])
        yield made

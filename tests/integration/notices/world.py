"""A program that mails to a fake server, its clock moved by hand, and tenants whose links go where the test says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import start
from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.settings import Settings
from tests.support.standing import stand

if TYPE_CHECKING:
    from pathlib import Path

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.states import LinkState
    from tests.fakes.mail_server import MailServer

NOWHERE = "http://127.0.0.1:9"
OWNER = "ejer@opdigtet.example"


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    """What happens to the links is said by the test; what people are told comes to the mail server."""

    program: Program
    mail: MailServer
    hands: Hands
    tenants: list[Tenant] = field(default_factory=list)

    def tenant(self, owner: str = OWNER, role: Role = Role.OWNER) -> Tenant:
        """Add a tenant with somebody who is told of it."""
        tenant = self.program.tenants.add(f"Kunde {len(self.tenants)}", first_day=date(2026, 10, 1))
        self.program.people.add(owner, "Opdigtet", role, tenant, self.hands())
        self.tenants.append(tenant)
        return tenant

    def connection(self, tenant: Tenant, system: System = System.UNICONTA) -> Connection:
        """Return a connection as it stands now."""
        return self.program.stored_connections.connection(tenant, system)

    def goes(self, tenant: Tenant, state: LinkState, system: System = System.UNICONTA) -> None:
        """Let a link stand so from now on."""
        stand(self.connection(tenant, system), state, self.hands())

    def passes(self, time: timedelta = timedelta(minutes=2)) -> None:
        """Let time pass, with a round of telling before and after it, and what is due sent at its end."""
        self.program.notices.tell()
        self.hands.at += time
        self.program.notices.tell()
        self.program.notices.deliver()

    def subjects(self) -> list[str]:
        """Return the subjects of the mails that were taken."""
        return [str(mail["Subject"]).strip() for mail in self.mail.mails()]


def world_on(folder: Path, database: str, mail: MailServer, **chosen: Any) -> World:
    """Start the program on this database."""
    settings = Settings(
        home=folder,
        database_url=database,
        intempus_url=NOWHERE,
        uniconta_url=NOWHERE,
        **{**mail_settings(mail), **chosen},
    )
    program = start(settings)
    hands = Hands(program.clock())
    return World(replace(program, clock=hands), mail, hands)


def mail_settings(mail: MailServer) -> dict[str, Any]:
    """Return the settings by which notices come to this server."""
    return {
        "mail_host": mail.host,
        "mail_port": mail.port,
        "mail_security": "none",
        "mail_from": "bindeled@opdigtet.example",
        "mail_timeout_seconds": 20,
    }

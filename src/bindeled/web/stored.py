"""The pages' source as the store has it. Django must be set up before this is imported, since models come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.audit import chain_of
from bindeled.domain.schedules import next_tick
from bindeled.store import views
from bindeled.store.audit import StoredAudit
from bindeled.store.ledger import FLOW
from bindeled.store.reconnecting import links_under_way
from bindeled.web.desk_program import ProgramDesk
from bindeled.web.work_program import ProgramWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.audit import AuditEntry
    from bindeled.domain.people import Person
    from bindeled.domain.reconnecting import LinkStep, Progress
    from bindeled.run_ports import RunRecord
    from bindeled.settings import Settings
    from bindeled.store.grants import SupportGrants
    from bindeled.store.people import People


class StoredPages:
    """Implements `PageSource`. One for each process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.desk = ProgramDesk(program)
        self.work = ProgramWork(program)

    @property
    def settings(self) -> Settings:
        """Return what the operator chose."""
        return self.program.settings

    @property
    def people(self) -> People:
        """Return everybody who can sign in."""
        return self.program.people

    @property
    def grants(self) -> SupportGrants:
        """Return the leave that tenants give our support."""
        return self.program.grants

    def now(self) -> datetime:
        """Return now, zone-aware."""
        return self.program.clock()

    def every_connection(self) -> list[Connection]:
        """Return the connections of all tenants that have been made."""
        return views.every_connection()

    def links_under_way(self) -> dict[int, LinkStep]:
        """Return, by connection, how far the holder of its newest reconnect link is that brought no login yet."""
        return links_under_way(self.now())

    def guides_under_way(self) -> dict[int, Progress]:
        """Return, by connection, where somebody stands who hands a login over."""
        return self.program.progress.under_way(self.now())

    def activity(self, tenant_id: int, offset: int, limit: int, about: Sequence[str]) -> list[AuditEntry]:
        """Return what was done about a tenant, the newest first; `about` are beginnings of actions, none means all."""
        return StoredAudit().newest(chain_of(tenant_id), limit, offset, about)

    def person(self, person_id: int) -> Person | None:
        """Return who this is and where they reach now, None when they may no longer sign in."""
        return self.people.person(person_id, self.now())

    def support_looked(self, tenant_id: int, by: str, page: str) -> None:
        """Write down that somebody of our support looked at a page of a tenant."""
        self.grants.looked(tenant_id, by, page, self.now())

    def seal(self, text: str) -> str:
        """Return what a second factor is made from, sealed."""
        return self.program.installation.seal(text)

    def open(self, sealed: str) -> str:
        """Return it in plain form. Raises Contradiction when it was altered."""
        return self.program.installation.open(sealed)

    def tenants(self) -> list[Tenant]:
        """Return every tenant, by slug."""
        return self.program.tenants.all()

    def flow(self, tenant_id: int, day: date) -> views.FlowToday:
        """Return how the tenant's reports stand on a day."""
        return views.flow_today(tenant_id, day)

    def parked(self, tenant_id: int) -> list[views.ParkedRow]:
        """Return the inbox, the longest waiting first."""
        return views.parked(tenant_id)

    def links(self, tenant_id: int, day: date) -> list[views.LinkRow]:
        """Return the connections that have been made."""
        return views.connection_rows(tenant_id, day)

    def last_run(self, tenant_id: int) -> RunRecord | None:
        """Return the latest run, None before the first."""
        return next(iter(self.program.runs.latest(tenant_id, 1)), None)

    def next_run(self, tenant_id: int, now: datetime) -> datetime | None:
        """Return when reports are carried next by themselves, None when their schedule never lets them."""
        return next_tick(self.program.schedules.current(tenant_id, FLOW).schedule, now)

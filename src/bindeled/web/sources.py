"""What the pages ask of the store, and how a request carries it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.http import HttpRequest

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.audit import AuditEntry
    from bindeled.domain.people import Person
    from bindeled.domain.reconnecting import LinkStep, Progress
    from bindeled.run_ports import RunRecord
    from bindeled.settings import Settings
    from bindeled.store.grants import SupportGrants
    from bindeled.store.people import People
    from bindeled.store.views import FlowToday, LinkRow, ParkedRow
    from bindeled.web.desk import Desk
    from bindeled.web.work import Work

# Where the application puts the source for each request. No header can: theirs are named HTTP_ and in capitals.
SOURCE = "bindeled.pages"


class PageSource(Protocol):
    """What the pages show and do. Every method raises DatabaseError when the database does not answer."""

    @property
    def settings(self) -> Settings:
        """Return what the operator chose."""

    @property
    def people(self) -> People:
        """Return everybody who can sign in."""

    @property
    def grants(self) -> SupportGrants:
        """Return the leave that tenants give our support."""

    def now(self) -> datetime:
        """Return now, zone-aware."""

    @property
    def desk(self) -> Desk:
        """Return what is known of connections and can be done with them."""

    @property
    def work(self) -> Work:
        """Return what the daily work is done with: the inbox and the runs."""

    def every_connection(self) -> Sequence[Connection]:
        """Return the connections of all tenants that have been made."""

    def links_under_way(self) -> Mapping[int, LinkStep]:
        """Return, by connection, how far the holder of its newest reconnect link is that brought no login yet."""

    def guides_under_way(self) -> Mapping[int, Progress]:
        """Return, by connection, where somebody stands who hands a login over."""

    def activity(self, tenant_id: int, offset: int, limit: int, about: Sequence[str]) -> Sequence[AuditEntry]:
        """Return what was done about a tenant, the newest first; `about` are beginnings of actions, none means all."""

    def person(self, person_id: int) -> Person | None:
        """Return who this is and where they reach now, None when they may no longer sign in."""

    def support_looked(self, tenant_id: int, by: str, page: str) -> None:
        """Write down that somebody of our support looked at a page of a tenant."""

    def seal(self, text: str) -> str:
        """Return what a second factor is made from, sealed."""

    def open(self, sealed: str) -> str:
        """Return it in plain form. Raises Contradiction when it was altered."""

    def tenants(self) -> Sequence[Tenant]:
        """Return every tenant."""

    def flow(self, tenant_id: int, day: date) -> FlowToday:
        """Return how the tenant's reports stand on a day."""

    def parked(self, tenant_id: int) -> Sequence[ParkedRow]:
        """Return what is parked now."""

    def links(self, tenant_id: int, day: date) -> Sequence[LinkRow]:
        """Return the connections; one that was never set up may be missing."""

    def last_run(self, tenant_id: int) -> RunRecord | None:
        """Return the latest run, None before the first."""

    def next_run(self, tenant_id: int, now: datetime) -> datetime | None:
        """Return when reports are carried next by themselves, None when their schedule never lets them."""


def source_of(request: HttpRequest) -> PageSource:
    """Return the source that the application was made with."""
    return cast("PageSource", request.META[SOURCE])

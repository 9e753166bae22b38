"""What the pages ask for, answered from memory, with a day of a small company in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from bindeled.domain.accounts import Connection, System, Tenant, VersionRecord
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.mapping import ReportRules
from bindeled.domain.nouns import Company
from bindeled.domain.people import STAFF, Person
from bindeled.domain.roles import Reach, Role
from bindeled.domain.schedules import DEFAULTS, next_tick
from bindeled.domain.states import LinkState, RunState
from bindeled.run_ports import RunRecord
from bindeled.settings import Settings
from bindeled.store.grants import SupportGrants
from bindeled.store.models import User
from bindeled.store.people import People
from bindeled.store.views import Amount, FlowToday, LinkRow, ParkedRow, Waiting
from bindeled.web.sources import SOURCE
from tests.unit.web.fake_desk import FakeDesk
from tests.unit.web.fake_work import FakeWork

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.audit import AuditEntry
    from bindeled.domain.reconnecting import LinkStep, Progress
    from bindeled.web.sources import PageSource

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 16, 12, 5, tzinfo=UTC)  # 13.05 in Denmark


@dataclass
class FakePages:
    """Implements `PageSource`."""

    tenants_there: list[Tenant] = field(default_factory=list)
    flows: dict[date, FlowToday] = field(default_factory=dict)
    inbox: list[ParkedRow] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    run: RunRecord | None = None
    broken: Exception | None = None
    known: dict[int, Person] = field(default_factory=dict)
    looks: list[tuple[int, str, str]] = field(default_factory=list)
    at: datetime = NOW
    settings: Settings = field(default_factory=Settings)
    people: People = field(default_factory=People)
    grants: SupportGrants = field(default_factory=SupportGrants)

    log: list[AuditEntry] = field(default_factory=list)
    holders: dict[int, LinkStep] = field(default_factory=dict)
    walkers: dict[int, Progress] = field(default_factory=dict)
    made_desk: FakeDesk = field(default_factory=FakeDesk)
    work: FakeWork = field(default_factory=FakeWork)
    versions: dict[System, VersionRecord] = field(default_factory=dict)

    @property
    def desk(self) -> FakeDesk:
        self.made_desk.links = self.made_desk.links or self.connections
        return self.made_desk

    def every_connection(self) -> list[Connection]:
        return self.connections

    def links_under_way(self) -> dict[int, LinkStep]:
        return self.holders

    def guides_under_way(self) -> dict[int, Progress]:
        return self.walkers

    def activity(self, tenant_id: int, offset: int, limit: int, about: Sequence[str]) -> list[AuditEntry]:
        assert tenant_id
        found = [entry for entry in self.log if not about or entry.action.startswith(tuple(about))]
        return found[offset : offset + limit]

    def now(self) -> datetime:
        return self.at

    def person(self, person_id: int) -> Person | None:
        return self.known.get(person_id)

    def support_looked(self, tenant_id: int, by: str, page: str) -> None:
        self.looks.append((tenant_id, by, page))

    def seal(self, text: str) -> str:
        return f"sealed {text}"

    def open(self, sealed: str) -> str:
        return sealed.removeprefix("sealed ")

    def tenants(self) -> list[Tenant]:
        if self.broken is not None:
            raise self.broken
        return self.tenants_there

    def flow(self, tenant_id: int, day: date) -> FlowToday:
        assert tenant_id
        return self.flows.get(day, a_flow(parked=len(self.inbox)))

    def parked(self, tenant_id: int) -> list[ParkedRow]:
        assert tenant_id
        return self.inbox

    def links(self, tenant_id: int, day: date) -> list[LinkRow]:
        assert tenant_id
        assert isinstance(day, date)
        return [LinkRow(one, self.versions.get(one.system), 0, None, None) for one in self.connections]

    def last_run(self, tenant_id: int) -> RunRecord | None:
        assert tenant_id
        return self.run

    def next_run(self, tenant_id: int, now: datetime) -> datetime | None:
        assert tenant_id
        return next_tick(DEFAULTS["reports"], now)


def browser_for(pages: PageSource, person: Person | None = None) -> Client:
    """Return a browser in front of the real addresses; what breaks is answered and not raised."""
    browser = Client(raise_request_exception=False)
    # Django's types say that only texts go here; what goes here is what a server would put beside the headers.
    cast("dict[str, object]", browser.defaults)[SOURCE] = pages
    if person is not None:
        browser.force_login(User.objects.get(pk=person.id), settings.AUTHENTICATION_BACKENDS[-1])
    return browser


def somebody(
    pages: FakePages, role: Role = Role.OWNER, tenants: Sequence[int] = (1, 2), email: str = "olga@nordlys.example"
) -> Person:
    """Make somebody who can sign in, and is this to these tenants."""
    staff = role if role in STAFF else None
    row = pages.people.add(email, "Olga", Role.OPERATOR, None, NOW)
    memberships = {} if staff else dict.fromkeys(tenants, role)
    reach = Reach(role if role is Role.OPERATOR else None, memberships or dict.fromkeys(tenants, role))
    person = Person(row.id, email, "Olga", True, staff, memberships, reach)
    pages.known[row.id] = person
    return person


def with_an_app(person: Person) -> Person:
    """Give somebody a second factor, as far as a page looks at it."""
    Authenticator.objects.create(user_id=person.id, type=Authenticator.Type.TOTP, data={"secret": "sealed JBSWY3DP"})
    return person


def a_tenant(tenant_id: int = 1, name: str = "Nordlys VVS", slug: str = "nordlys") -> Tenant:
    return Tenant(tenant_id, slug, name, MONDAY, ReportRules())


def a_flow(carried: int = 0, hours: str = "0", waiting: int = 0, parked: int = 0) -> FlowToday:
    """Return a flow; `hours` are those carried, each report that waits has 7.5."""
    return FlowToday(
        carried=Amount(carried, Decimal(hours)),
        waiting=Waiting(waiting, Decimal("7.5") * waiting),
        parked=Amount(parked, None),
        causes={},
    )


def a_link(system: System, state: LinkState = LinkState.CONNECTED, company: str = "Nordlys VVS") -> Connection:
    since = datetime(2026, 11, 16, 8, 12, tzinfo=UTC)
    return Connection(
        id=1 if system is System.INTEMPUS else 2,
        tenant_id=1,
        system=system,
        company=Company("77", company),
        epoch=1,
        active_version=1,
        link=state,
        link_since=since,
    )


def both_links() -> list[Connection]:
    return [a_link(System.INTEMPUS), a_link(System.UNICONTA)]


def parked_reports(
    count: int = 1, cause: Cause = Cause.PROJECT_BLOCKED, facts: Mapping[str, str] | None = None
) -> list[ParkedRow]:
    """Return reports that are parked for one reason, each a minute after the one before."""
    finding = Finding(cause, {"number": "1060", "name": "Nyt bad"} if facts is None else facts)
    first = datetime(2026, 11, 13, 9, tzinfo=UTC)
    return [ParkedRow(900 + index, MONDAY, finding, first + timedelta(minutes=index)) for index in range(count)]


def a_run(
    state: RunState = RunState.DONE, reason: str = "", again_at: datetime | None = None, carried: int = 38
) -> RunRecord:
    began = datetime(2026, 11, 16, 9, tzinfo=UTC)
    return RunRecord(
        id=7,
        tenant_id=1,
        flow="reports",
        state=state,
        attempt=1,
        worker="a worker",
        queued_at=began,
        started_at=began,
        finished_at=began,
        again_at=again_at,
        counts={"carried": carried},
        reason=reason,
    )

"""The parts, joined: what the faces call, by area.

An area is loaded when it is asked for: a command that only looks would wait longer for clients and flows than it works.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.feeds import Feeds
from bindeled.bootstrap.flow_desk import FlowDesk, needed_flows
from bindeled.bootstrap.hints import Hints
from bindeled.bootstrap.keeping import Keys
from bindeled.bootstrap.limits import doubt_limits, version_limits
from bindeled.bootstrap.links import LinkParts, ProcessMemory
from bindeled.bootstrap.logins import Logins
from bindeled.bootstrap.operating import Operating
from bindeled.bootstrap.purging import Purging
from bindeled.bootstrap.readings import Readings
from bindeled.bootstrap.setting_up import SettingUp
from bindeled.bootstrap.time import now
from bindeled.connections.reconnecting import ReconnectLinks
from bindeled.connections.service import Connections
from bindeled.connections.setup import Setup
from bindeled.domain.reconnecting import newest_progress
from bindeled.engine.naming import unique_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.bootstrap.flows import Flows
    from bindeled.bootstrap.loading import Loading
    from bindeled.bootstrap.notices import Notices
    from bindeled.bootstrap.systems import Systems
    from bindeled.bootstrap.watching import Watching
    from bindeled.bootstrap.working import Working
    from bindeled.connections.checking import CheckReport
    from bindeled.connections.looker import Looker
    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import Connection, NewVersion, System, Tenant, VersionRecord
    from bindeled.domain.reconnecting import Progress
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock
    from bindeled.settings import Settings
    from bindeled.store.connections import StoredConnections
    from bindeled.store.grants import SupportGrants
    from bindeled.store.links import StoredLinks
    from bindeled.store.meters import StoredCallMeter
    from bindeled.store.people import People
    from bindeled.store.progress import StoredProgress
    from bindeled.store.runs import Runs
    from bindeled.store.schedules import Schedules
    from bindeled.store.shadows import Shadows
    from bindeled.store.tenants import TenantStore
    from bindeled.store.tokens import TokenStore
    from bindeled.store.versions import StoredVersions
    from bindeled.store.views import ReportTimeline
    from bindeled.store.workers import Workers
    from bindeled.vault.installation import InstallationVault
    from bindeled.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Program:
    """The parts, joined. Faces call its methods and the stores that it holds."""

    settings: Settings
    vault: Vault
    tenants: TenantStore
    stored_connections: StoredConnections
    versions: StoredVersions
    runs: Runs
    workers: Workers
    meter: StoredCallMeter
    schedules: Schedules
    installation: InstallationVault
    people: People
    grants: SupportGrants
    # What has to be said once about the master key, where this start has made it.
    announcement: str | None = None
    clock: Clock = now
    process: ProcessMemory = field(default_factory=ProcessMemory)
    readings: Readings = field(default_factory=Readings)

    @property
    def connections(self) -> Connections:
        """Return the service that hands logins over and proves them."""
        prove, limits = self.systems.prove, version_limits(self.settings)
        return Connections(self.links, self.versions, self.vault, prove, self.clock, limits)

    # areas

    @property
    def keys(self) -> Keys:
        """Return the keys of the installation, and the audit."""
        return Keys(self.settings, self.vault)

    @property
    def hints(self) -> Hints:
        """Return the hooks, and what is made of the calls to them."""
        return Hints(self.settings, self.vault, self.schedules)

    @property
    def flows(self) -> FlowDesk:
        """Return what a person looks at and chooses for the flows."""
        return FlowDesk(self.opening, self.schedules)

    @property
    def feeds(self) -> Feeds:
        """Return the addresses that show reconciliations to spreadsheets."""
        return Feeds(self.settings, self.flows, self.tenants, self.clock)

    @property
    def notices(self) -> Notices:
        """Return what tells people what happened, and whom it tells."""
        from bindeled.bootstrap.notices import Notices  # noqa: PLC0415 - loaded by those who need it

        return Notices(self.settings, self.vault, self.installation, self.clock)

    @property
    def purging(self) -> Purging:
        """Return what deletes what has been kept for its time."""
        return Purging(self.settings, self.tenants, self.clock)

    @property
    def watching(self) -> Watching:
        """Return what judges the rules by which people are told of missing and late reports and projects."""
        from bindeled.bootstrap.watching import Watching  # noqa: PLC0415 - loaded by those who need it

        return Watching(self.opening, self.tenants, self.schedules, self.shadows, self.clock)

    @property
    def working(self) -> Working:
        """Return what a worker does in this process."""
        from bindeled.bootstrap.working import Working  # noqa: PLC0415 - loaded by those who need it

        return Working(self)

    @property
    def logins(self) -> Logins:
        """Return the steps of a hand-over with what follows from them."""
        return Logins(self.connections, self.link_parts, self.setup, self.runs, self.clock)

    @property
    def loading(self) -> Loading:
        """Return the steps of an initial load."""
        from bindeled.bootstrap.loading import Loading  # noqa: PLC0415 - loaded by those who need it
        from bindeled.store.loads import Loads  # noqa: PLC0415 - models need Django set up

        return Loading(self.opening(), self.runs, self.shadows, Loads(), self.working.finish)

    @property
    def setting_up(self) -> SettingUp:
        """Return the way of a tenant to going live."""
        return SettingUp(self)

    @property
    def operating(self) -> Operating:
        """Return the installation as its operator sees it."""
        return Operating(self)

    # stores that need Django set up

    @property
    def tokens(self) -> TokenStore:
        """Return the tokens of the programming interface."""
        from bindeled.store.tokens import TokenStore  # noqa: PLC0415 - models need Django set up

        return TokenStore()

    @property
    def setup(self) -> Setup:
        """Return the service that keeps what must be in place before data flows."""
        from bindeled.store.checklist import ChecklistStore  # noqa: PLC0415 - models need Django set up

        return Setup(ChecklistStore(), self.clock)

    @property
    def links(self) -> StoredLinks:
        """Return how the links stand, and what moves them."""
        from bindeled.store.links import StoredLinks  # noqa: PLC0415 - models need Django set up

        return StoredLinks(doubt_limits(self.settings))

    @property
    def shadows(self) -> Shadows:
        """Return which flows run without writing, and what they would have written."""
        from bindeled.store.shadows import Shadows  # noqa: PLC0415 - models need Django set up

        return Shadows()

    @property
    def reconnect_links(self) -> ReconnectLinks:
        """Return the links by which somebody without an account hands over one login."""
        from bindeled.store.reconnecting import StoredReconnectLinks  # noqa: PLC0415 - models need Django set up

        lifetime = timedelta(seconds=self.settings.reconnect_link_seconds)
        return ReconnectLinks(StoredReconnectLinks(), self.digest, self.clock, lifetime)

    @property
    def progress(self) -> StoredProgress:
        """Return at which step somebody stands who hands a login over."""
        from bindeled.store.progress import StoredProgress  # noqa: PLC0415 - models need Django set up

        return StoredProgress(timedelta(seconds=self.settings.guide_left_seconds))

    def stands_in_guide(self, connection: Connection, versions: Sequence[VersionRecord]) -> Progress | None:
        """Return where somebody stands who hands a login over, None when nobody does, they left or more came after.

        `versions` are those of the connection, the newest first.
        """
        newest = next(iter(self.reconnect_links.of(connection)), None)
        return newest_progress(self.progress.of(connection, self.clock()), versions, newest)

    def reconnect_address(self, written: Secret) -> str:
        """Return the address that is sent to the holder of a reconnect link."""
        return f"{self.settings.public_url}/reconnect/{written.reveal()}"

    def digest(self, tenant_id: int, secret: Secret) -> str:
        """Return a keyed digest, from which nothing can be told without the tenant's keys."""
        return self.vault.fingerprint(tenant_id, secret)

    def diagnose(self, tenant: Tenant, connection: Connection) -> dict[str, Any]:
        """Return the redacted file on a connection that support asks for."""
        from bindeled.bootstrap.diagnosing import gather  # noqa: PLC0415 - models need Django set up

        return gather(self, tenant, connection)

    def trace(self, tenant: Tenant, report_id: int) -> ReportTimeline:
        """Return what became of a report, from who registered it to its posting, both systems asked now."""
        from bindeled.bootstrap.tracing import trace  # noqa: PLC0415 - models need Django set up

        return trace(self.opening(), tenant, report_id)

    # logins, by tenant and system

    def connect(self, tenant: Tenant, system: System, new: NewVersion, secret: Secret) -> HandedOver:
        """Hand a login over: see `Connections.connect`. A run that was held for it goes on."""
        return self.logins.connect(self.stored_connections.connection(tenant, system), new, secret)

    def switch(self, tenant: Tenant, system: System, number: int, *, epoch: int) -> HandedOver:
        """Take a staged login into use: see `Connections.switch`. A run that was held for it goes on."""
        return self.logins.switch(self.stored_connections.connection(tenant, system), number, epoch=epoch)

    def roll_back(self, tenant: Tenant, system: System, *, epoch: int) -> HandedOver:
        """Take the former login back into use: see `Connections.roll_back`. A run that was held for it goes on."""
        return self.logins.roll_back(self.stored_connections.connection(tenant, system), epoch=epoch)

    def check(self, tenant: Tenant, system: System) -> CheckReport:
        """Prove the login in use: see `Connections.check`."""
        return self.logins.check(self.stored_connections.connection(tenant, system))

    # what the areas are joined from

    @property
    def systems(self) -> Systems:
        """Return what opens the two systems."""
        from bindeled.bootstrap.systems import Systems  # noqa: PLC0415 - loaded by those who need it

        enabled = partial(needed_flows, self.schedules, self.tenants)
        refused = self.links.refused_writes
        return Systems(self.settings, self.meter, self.versions.login_is_shared, enabled, refused)

    @property
    def link_parts(self) -> LinkParts:
        """Return the parts that keep the links of this process."""
        return LinkParts(self.settings, self.systems, self.connections, self.process, self.clock)

    def opening(self) -> Flows:
        """Return what opens the flow of a run."""
        from bindeled.bootstrap.flows import Flows  # noqa: PLC0415 - loaded by those who need it

        parts, looker = self.link_parts, self.looker(unique_name())
        stores = self.stored_connections, self.tenants, self.runs
        return Flows(self.settings, self.systems, parts, looker, *stores, self.schedules.current)

    def looker(self, name: str) -> Looker:
        """Return what looks at links in the name of a worker; a run that waited goes on when its link works."""
        return self.link_parts.looker(name, lambda connection: self.logins.go_on(connection.tenant_id))

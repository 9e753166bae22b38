"""The parts, joined: what the faces call."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap.flows import FLOWS, Flows
from bindeled.bootstrap.keeping import data_key_rotation, master_key_rotation
from bindeled.bootstrap.limits import version_limits
from bindeled.bootstrap.links import LinkParts, LookRound
from bindeled.bootstrap.loading import Loading
from bindeled.bootstrap.logins import Logins
from bindeled.bootstrap.systems import Systems
from bindeled.bootstrap.time import now
from bindeled.connections.breaker import Breakers
from bindeled.connections.hooks import HookKeeping
from bindeled.connections.housekeeping import Housekeeping
from bindeled.connections.reconnecting import ReconnectLinks
from bindeled.connections.service import Connections
from bindeled.connections.setup import Setup
from bindeled.domain.schedules import in_order, next_tick
from bindeled.engine.carrier import Carrier
from bindeled.engine.hints import HintReceiver, Throttle, queue_hinted_runs
from bindeled.engine.naming import unique_name
from bindeled.engine.schedule import keep_schedule, queue_due_runs
from bindeled.store.configuration import healthy_connection
from bindeled.vault.anchors import AnchorFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bindeled.bootstrap.auditing import Auditing
    from bindeled.connections.checking import CheckReport
    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import Connection, NewVersion, System, Tenant
    from bindeled.domain.planning import Plan
    from bindeled.domain.registers.records import Record, Register
    from bindeled.domain.registers.steps import RegisterPlan
    from bindeled.domain.secrets import Secret
    from bindeled.engine.worker import Worker
    from bindeled.ports import Clock, RunRecord
    from bindeled.settings import Settings
    from bindeled.store.connections import StoredConnections
    from bindeled.store.grants import SupportGrants
    from bindeled.store.links import StoredLinks
    from bindeled.store.meters import StoredCallMeter
    from bindeled.store.people import People
    from bindeled.store.registers.decisions import MatchDecisions
    from bindeled.store.registers.setups import Setups
    from bindeled.store.runs import Runs
    from bindeled.store.schedules import Schedules
    from bindeled.store.shadows import Shadows
    from bindeled.store.tenants import TenantStore
    from bindeled.store.tokens import TokenStore
    from bindeled.store.versions import StoredVersions
    from bindeled.store.workers import Workers
    from bindeled.vault.installation import InstallationVault
    from bindeled.vault.rotation import DataKeyRotation, MasterKeyRotation
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
    breakers: Breakers = field(default_factory=Breakers)

    @property
    def _systems(self) -> Systems:
        return Systems(self.settings, self.meter, self.versions.login_is_shared, self.enabled_flows)

    @property
    def _flows(self) -> Flows:
        looker = self._links.looker(unique_name(), self._carry_what_waited)
        return Flows(
            self.settings, self._systems, self._links, looker, self.stored_connections, self.tenants, self.runs
        )

    @property
    def _links(self) -> LinkParts:
        return LinkParts(self.settings, self._systems, self.connections, self.breakers)

    @property
    def connections(self) -> Connections:
        """Return the service that hands logins over and proves them."""
        prove, limits = self._systems.prove, version_limits(self.settings)
        return Connections(self.stored_connections, self.versions, self.vault, prove, now, limits)

    # faces

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

    # keys

    @property
    def auditing(self) -> Auditing:
        """Return the audit: its entries, its anchors, its proof."""
        from bindeled.bootstrap.auditing import Auditing  # noqa: PLC0415 - models need Django set up
        from bindeled.store.audit import StoredAudit  # noqa: PLC0415 - the same

        return Auditing(AnchorFile(self.settings.anchor_file, self.settings.audit_key), StoredAudit())

    @property
    def data_keys(self) -> DataKeyRotation:
        """Return the rotation of the tenants' data keys."""
        return data_key_rotation(self.settings, self.vault)

    @property
    def master_key(self) -> MasterKeyRotation:
        """Return the rotation of the master key."""
        return master_key_rotation(self.settings)

    @property
    def links(self) -> StoredLinks:
        """Return how the links stand, and what moves them."""
        from bindeled.store.links import StoredLinks  # noqa: PLC0415 - models need Django set up

        return StoredLinks()

    @property
    def reconnect_links(self) -> ReconnectLinks:
        """Return the links by which somebody without an account hands over one login."""
        from bindeled.store.reconnecting import StoredReconnectLinks  # noqa: PLC0415 - models need Django set up

        lifetime = timedelta(seconds=self.settings.reconnect_link_seconds)
        return ReconnectLinks(StoredReconnectLinks(), self.digest, self.clock, lifetime)

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

    # logins

    def enabled_flows(self, tenant_id: int) -> tuple[str, ...]:
        """Return the flows that ever run for a tenant: those whose schedule has a time for them."""
        return tuple(flow for flow in in_order(FLOWS) if self.schedules.current(tenant_id, flow).schedule.windows)

    @property
    def logins(self) -> Logins:
        """Return the steps of a hand-over with what follows from them."""
        return Logins(self.connections, self._links, self.setup, self.runs, self.clock)

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

    def _carry_what_waited(self, connection: Connection) -> None:
        self.logins.go_on(connection.tenant_id)

    # runs

    def preview(self, tenant: Tenant) -> Iterator[Plan]:
        """Yield what a run of the `reports` flow would do, writing nothing."""
        with self._flows.open_to_look(tenant) as flow:
            yield from flow.preview()

    def preview_register(self, tenant: Tenant, register: Register) -> RegisterPlan:
        """Return what a run of a register's flow would do, writing nothing."""
        with self._flows.open_register_to_look(tenant, register) as flow:
            return flow.decide(preview=True)

    def register_fields(self, tenant: Tenant, register: Register) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """Return the records of a register in master and follower as they are now."""
        with self._flows.open_register_to_look(tenant, register) as flow:
            return flow.both_sides()

    def matches(self, tenant: Tenant, register: Register) -> MatchDecisions:
        """Return the links, doubts and conflicts of a register, and what a person says about them."""
        from bindeled.store.registers.decisions import MatchDecisions  # noqa: PLC0415 - models need Django set up

        return MatchDecisions(tenant.id, register)

    def setups(self, tenant: Tenant, register: Register) -> Setups:
        """Return the versions of what is chosen for a register's flow."""
        from bindeled.store.registers.setups import Setups  # noqa: PLC0415 - models need Django set up

        return Setups(tenant.id, register)

    def next_run(self, tenant: Tenant, flow: str) -> datetime | None:
        """Return when this flow runs next by itself, None when its schedule never lets it."""
        return next_tick(self.schedules.current(tenant.id, flow).schedule, now())

    @property
    def shadows(self) -> Shadows:
        """Return which flows run without writing, and what they would have written."""
        from bindeled.store.shadows import Shadows  # noqa: PLC0415 - models need Django set up

        return Shadows()

    @property
    def loading(self) -> Loading:
        """Return the steps of an initial load."""
        from bindeled.store.loads import Loads  # noqa: PLC0415 - models need Django set up

        return Loading(self._flows, self.runs, self.shadows, Loads(), self.finish)

    # hints

    @property
    def hooks(self) -> HookKeeping:
        """Return the addresses that the systems call when something changed."""
        from bindeled.store.hints import StoredHooks  # noqa: PLC0415 - models need Django set up

        return HookKeeping(StoredHooks(), self.vault.fingerprint, self.settings.public_url, now)

    def hint_receiver(self) -> HintReceiver:
        """Return what takes the calls to those addresses in this process."""
        from bindeled.store.hints import StoredHints  # noqa: PLC0415 - models need Django set up

        return HintReceiver(
            self.hooks.opened,
            StoredHints(),
            FLOWS,
            now,
            settle=timedelta(seconds=self.settings.hint_settle_seconds),
            throttle=Throttle(self.settings.hook_calls_a_minute),
        )

    def finish(self, run_id: int, on_progress: Callable[[RunRecord], None]) -> RunRecord:
        """Wait until this run has ended and return it; carry it here when no worker does."""
        ended = self.worker().run_until_idle(run_id, on_progress)
        return ended or self.runs.get(run_id)

    def carry_due(self) -> None:
        """Carry every run that is due, one after the other for each tenant, and return when none is left."""
        self.worker().run_until_idle()

    def work(self, stop: threading.Event) -> None:
        """Carry due runs and keep the schedule until stopped."""
        from bindeled.engine.worker import Repeating  # noqa: PLC0415 - the durable engine takes a second to load

        keeping = threading.Thread(target=self._keep_schedule, args=(stop,), name="schedule", daemon=True)
        keeping.start()
        tidying = Repeating("housekeeping", self.tidy, self.settings.housekeeping_seconds, healthy_connection)
        tidying.start()
        keeping_keys = Repeating("keys", self.keep_keys, self.settings.audit_anchor_seconds, healthy_connection)
        keeping_keys.start()
        self.worker().serve(stop)
        keeping_keys.stop()
        tidying.stop()

    def tidy(self) -> None:
        """Put old logins away and remind of those that expire: see `Housekeeping`."""
        Housekeeping(self.versions, now, version_limits(self.settings)).tidy()

    def keep_keys(self) -> None:
        """Write an anchor of the audit, and rotate the data keys that are due."""
        self.auditing.anchor(now())
        self.data_keys.rotate_due()

    def worker(self) -> Worker:
        """Return a new worker of this process."""
        from bindeled.engine.worker import Worker  # noqa: PLC0415 - the durable engine takes a second to load

        name = unique_name()
        looker = self._links.looker(name, self._carry_what_waited)
        looking = LookRound(looker, self.links, healthy_connection, at_once=self.settings.looks_at_once)
        return Worker(
            name,
            self.settings.database,
            self.runs,
            self.workers,
            Carrier(self.runs, self._flows.open, now, timedelta(seconds=self.settings.retry_run_seconds)),
            now,
            tick_seconds=self.settings.tick_seconds,
            lease_seconds=self.settings.lease_seconds,
            slots=self.settings.worker_slots,
            around_run=healthy_connection,
            beside={"looking": (looking, self.settings.look_tick_seconds)},
        )

    def _keep_schedule(self, stop: threading.Event) -> None:
        keep_schedule(
            self._look_for_due_runs,
            stop,
            healthy_connection,
            every_seconds=self.settings.schedule_look_seconds,
        )

    def _look_for_due_runs(self) -> None:
        from bindeled.store.hints import StoredHints  # noqa: PLC0415 - models need Django set up

        queue_due_runs(self.tenants.all(), FLOWS, self.schedules, now())
        queue_hinted_runs(StoredHints(), self.schedules, now())

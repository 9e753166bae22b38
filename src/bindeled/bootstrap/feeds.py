"""Joins the feeds: an address for a spreadsheet, made anew from both systems every few hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from bindeled.bootstrap.exporting import as_csv, sum_columns, sum_rows
from bindeled.domain.calendar import COPENHAGEN, danish_day
from bindeled.domain.errors import BindeledError

if TYPE_CHECKING:
    from bindeled.bootstrap.flow_desk import FlowDesk
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.feeds import Feed
    from bindeled.domain.pay_periods import PayPeriods
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock
    from bindeled.settings import Settings
    from bindeled.store.feeds import StoredFeeds
    from bindeled.store.tenants import TenantStore

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feeds:
    """The feeds of the installation."""

    settings: Settings
    flows: FlowDesk
    tenants: TenantStore
    clock: Clock

    @property
    def stored(self) -> StoredFeeds:
        """Return the feeds as they are kept."""
        from bindeled.store.feeds import StoredFeeds  # noqa: PLC0415 - models need Django set up

        return StoredFeeds()

    def make(
        self, tenant: Tenant, name: str, periods: PayPeriods, *, weeks: int, days: int, names: bool
    ) -> tuple[Feed, str]:
        """Make a feed and return it with its address, which nobody can be shown again."""
        now = self.clock()
        feed, written = self.stored.add(tenant.id, name, periods, weeks, now + timedelta(days=days), now, names=names)
        return feed, self._address(written)

    def shown(self, feed: Feed) -> str:
        """Return what a feed shows now, as comma-separated text; the headings alone before the first reconciliation."""
        from bindeled.store.feeds import StoredSnapshots  # noqa: PLC0415 - models need Django set up

        columns = [*sum_columns(names=feed.names), "read_at"]
        newest = StoredSnapshots(feed.tenant_id).newest(feed)
        if newest is None:
            return as_csv(columns, ())
        at, found = newest
        moment = f"{at.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"
        return as_csv(columns, [(*row, moment) for row in sum_rows(found, names=feed.names)])

    def refresh(self, feed: Feed, *, by_hand: bool) -> None:
        """Reconcile for a feed now. Raises what keeps the systems from being read."""
        last = danish_day(self.clock())
        span = last - timedelta(weeks=feed.weeks), last
        self.flows.reconcile(self.tenants.by_id(feed.tenant_id), span, feed.periods, feed, by_hand=by_hand)

    def round(self) -> None:
        """Reconcile for every feed whose time has come. What keeps one of them from it keeps no other."""
        now = self.clock()
        for feed in self.stored.due(now, now - timedelta(seconds=self.settings.feed_seconds)):
            try:
                self.refresh(feed, by_hand=False)
            except BindeledError as error:
                _log.info("feed.not_made", feed=feed.id, reason=error.sentence)

    def _address(self, written: Secret) -> str:
        return f"{self.settings.public_url}/feeds/{written.reveal()}"


def feed_facts(feed: Feed) -> dict[str, Any]:
    """Return what programs are told of a feed: everything but its address."""
    return {
        "feed": feed.id,
        "name": feed.name,
        "by": feed.periods.kind.value,
        "weeks": feed.weeks,
        "names": feed.names,
        "created_by": feed.created_by,
        "created_at": feed.created_at,
        "expires_at": feed.expires_at,
        "read_at": feed.read_at,
        "revoked_at": feed.revoked_at,
    }

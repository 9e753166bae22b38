"""Joins what purges: how long each kind is kept is a setting, and a tenant's trail goes by its financial year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day
from bindeled.domain.retention import Kept, trail_kept_from

if TYPE_CHECKING:
    from bindeled.ports import Clock
    from bindeled.settings import Settings
    from bindeled.store.tenants import TenantStore


@dataclass(frozen=True, slots=True)
class Purging:
    """What is kept for a time only, of the installation."""

    settings: Settings
    tenants: TenantStore
    clock: Clock

    def purge(self, *, dry_run: bool = False) -> dict[str, int]:
        """Delete what has been kept for its time and return how many rows went, by what they were.

        With `dry_run` nothing is deleted, and it is told what would go. Any number of workers may do it at once.
        """
        from bindeled.store import purging  # noqa: PLC0415 - models need Django set up

        now, total = self.clock(), Counter[str]()
        settings = self.settings
        days = {
            Kept.TECHNICAL: settings.technical_kept_days,
            Kept.INBOX: settings.inbox_kept_days,
            Kept.MAILS: settings.mails_kept_days,
        }
        for kind, kept_days in days.items():
            before = now - timedelta(days=kept_days)
            total.update(purging.count_old(kind, before) if dry_run else purging.purge_old(kind, before))
        for tenant in self.tenants.all():
            begins_in = tenant.rules.financial_year_begins
            kept_from = trail_kept_from(danish_day(now), settings.trail_kept_years, begins_in)
            trail = purging.count_trail if dry_run else lambda key, day: purging.purge_trail(key, day, now)
            total.update(trail(tenant.id, kept_from))
        return dict(total)

"""Feeds: an address that shows the newest reconciliation to a spreadsheet, and nothing else. Never its secret part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.pay_periods import PayPeriods

_WRITTEN = re.compile(r"feed-([1-9][0-9]{0,17})-([A-Za-z0-9_-]{40,64})")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as it is kept. It shows the last `weeks` weeks by `periods`, with the employees' names or without."""

    id: int
    tenant_id: int
    name: str
    periods: PayPeriods
    weeks: int
    names: bool
    created_by: str
    created_at: datetime
    expires_at: datetime
    read_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Tell whether it still shows anything."""
        return self.revoked_at is None and now < self.expires_at


def written_feed(feed_id: int, secret: str) -> str:
    """Return what stands at the end of the address, shown once to whoever asked for it."""
    return f"feed-{feed_id}-{secret}"


def read_feed(written: str) -> tuple[int, str] | None:
    """Return the id and the secret part, None for what is no feed of ours."""
    found = _WRITTEN.fullmatch(written)
    return (int(found[1]), found[2]) if found else None

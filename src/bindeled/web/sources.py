"""What the pages ask of the store, and the one place where they find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.causes import Finding
    from bindeled.ports import RunRecord


@dataclass(frozen=True, slots=True)
class Amount:
    """How many reports, and the hours of those among them that are in hours."""

    reports: int
    hours: Decimal


@dataclass(frozen=True, slots=True)
class FlowOfDay:
    """What became of the reports of one day, as far as we have seen them; approved is what the three come to."""

    carried: Amount
    waiting: Amount
    parked: Amount


@dataclass(frozen=True, slots=True)
class ParkedGroup:
    """Reports that are parked for the very same reason, since the first of them was."""

    finding: Finding
    amount: Amount
    since: datetime


class PageSource(Protocol):
    """What the pages show. Every method reads only; one that cannot reach the database raises DatabaseError."""

    def now(self) -> datetime:
        """Return now, zone-aware."""

    def tenants(self) -> Sequence[Tenant]:
        """Return every tenant."""

    def tenant(self, slug: str) -> Tenant | None:
        """Return one tenant, None when there is none of this slug."""

    def flow(self, tenant_id: int, day: date) -> FlowOfDay:
        """Return what became of the reports of a day."""

    def parked(self, tenant_id: int) -> Sequence[ParkedGroup]:
        """Return what is parked now, the largest group first."""

    def connections(self, tenant_id: int) -> Sequence[Connection]:
        """Return the connections that have been made; one that was never set up may be missing."""

    def last_run(self, tenant_id: int) -> RunRecord | None:
        """Return the latest run, None before the first."""


def source() -> PageSource:
    """Return what `web_settings` was handed."""
    pages: PageSource = getattr(settings, "BINDELED_PAGES")  # noqa: B009 - a setting of ours that the type checker's plugin does not know
    return pages

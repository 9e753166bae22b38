"""Who we work for, and by which logins: tenants, connections and credential versions. Never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import Company
    from bindeled.domain.states import LinkState, VersionState

# Why a version was rejected that gave way to one handed over after it.
SUPERSEDED = "superseded"


class System(Enum):
    """The two systems that a tenant depends on."""

    INTEMPUS = "intempus"
    UNICONTA = "uniconta"

    @property
    def title(self) -> str:
        """Return the name as people write it."""
        return self.value.capitalize()


class SwitchVariant(Enum):
    """How a new login takes over: beside the old one, by another user, or behind a barrier that stops calls."""

    OVERLAP = "overlap"
    ALTERNATING = "alternating"
    BARRIER = "barrier"

    @property
    def is_barrier(self) -> bool:
        """Return whether calls must be stopped while the login is replaced."""
        return self is SwitchVariant.BARRIER


@dataclass(frozen=True, slots=True)
class Tenant:
    """One customer: one Intempus company joined to one Uniconta company. `first_day` is the first day carried."""

    id: int
    slug: str
    name: str
    first_day: date
    rules: ReportRules


@dataclass(frozen=True, slots=True)
class Connection:
    """Our standing relation to one system of one tenant. `company` never silently changes once it is set.

    `epoch` rises at every switch; `active_version` is the number of the credential version in use.
    """

    id: int
    tenant_id: int
    system: System
    company: Company | None
    epoch: int
    active_version: int | None
    link: LinkState
    link_since: datetime


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A credential as it was handed over, without its secret. `company` is what the person says it opens (Uniconta).

    `origin` is by which way it came. `grace` is how long the one that it takes over from stays usable; None is what the
    settings say.
    """

    login: str
    company: str
    origin: str
    expires: date | None = None
    grace: timedelta | None = None


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One immutable credential version: number, state and where it came from; the secret lies sealed beside it.

    `actor` is who handed it over. What follows is what became of it: whose data it was found to open, when it was
    proved (`verified_at`), taken into use, first used with success (`proved_at`), first refused in use; when it stops
    being usable (`retires_at`) and was put away; how many calls its probation has seen; why it ended; and the fewest
    days before its expiry at which a person was reminded. `has_secret` tells whether the sealed secret is still there.
    """

    number: int
    connection_id: int
    login: str
    company: str
    state: VersionState
    origin: str
    created_at: datetime
    expires: date | None
    actor: str = ""
    fingerprint: str = ""
    grace: timedelta | None = None
    opens: Company | None = None
    verified_at: datetime | None = None
    activated_at: datetime | None = None
    proved_at: datetime | None = None
    refused_at: datetime | None = None
    retires_at: datetime | None = None
    ended_at: datetime | None = None
    probation_since: datetime | None = None
    probation_calls: int = 0
    reason: str = ""
    reminded_days: int | None = None
    has_secret: bool = True

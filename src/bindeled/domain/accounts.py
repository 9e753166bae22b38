"""Who we work for, and by which logins: tenants, connections and credential versions. Never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import Company
    from bindeled.domain.states import LinkState, VersionState


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
    """A credential as it was handed over, without its secret. `company` is what the person says it opens (Uniconta)."""

    login: str
    company: str
    origin: str
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One immutable credential version: number, state and where it came from; the secret lies sealed beside it."""

    number: int
    connection_id: int
    login: str
    company: str
    state: VersionState
    origin: str
    created_at: datetime
    expires: date | None

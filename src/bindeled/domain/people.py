"""Who signs in: a person, what they are to each tenant, and the links by which they come in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bindeled.domain.roles import Reach

# They look after other people's tenants, so a password alone never lets them in (connections reference, S18).
STAFF = frozenset({Role.SUPPORT, Role.OPERATOR})
NEEDS_TWO_FACTORS = STAFF | {Role.PARTNER}
# What somebody can be to one tenant by being invited to it. The least comes first, so that nobody gives more by leaving
# a choice as it is.
TENANT_ROLES = (Role.VIEWER, Role.BOOKKEEPER, Role.PARTNER, Role.OWNER)


class Purpose(Enum):
    """What a one-time link does: let a new person choose a password, or sign in somebody who is known."""

    JOIN = "join"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in.

    `staff` is their role for the installation, `memberships` what they are to which tenant, `reach` where they may act
    now: for support, only where a tenant lets them.
    """

    id: int
    email: str
    name: str
    active: bool
    staff: Role | None
    memberships: Mapping[int, Role]
    reach: Reach

    @property
    def needs_two_factors(self) -> bool:
        """True when a password alone must not let them in."""
        return bool({self.staff, *self.memberships.values()} & NEEDS_TWO_FACTORS)


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that was sent, as far as its holder may see it. It is used once; `role` is what the holder becomes.

    `known` tells that somebody with this address has a password already: then only they can use it, signed in.
    """

    id: int
    purpose: Purpose
    email: str
    role: Role | None
    tenant: str
    expires_at: datetime
    known: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One person and what they are to a tenant."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class SupportGrant:
    """Leave that a tenant gave our support to look, why, and until when. It ends by itself."""

    id: int
    tenant_id: int
    given_by: str
    reason: str
    begins_at: datetime
    ends_at: datetime

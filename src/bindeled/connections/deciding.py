"""What may be done with the versions of a connection: decisions on what is known of them, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bindeled.connections.errors import AlreadyInUse, RefusedBefore
from bindeled.domain.states import LinkState, VersionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord

# However long somebody asks for: a login that was replaced is to be gone some day.
LONGEST_GRACE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class VersionLimits:
    """The durations and limits of a version's life (connections reference 3.2)."""

    verification_valid: timedelta = timedelta(minutes=15)
    grace: timedelta = timedelta(hours=24)
    probation: timedelta = timedelta(minutes=5)
    probation_calls: int = 20
    staged_kept: timedelta = timedelta(hours=24)
    retired_kept: timedelta = timedelta(days=7)
    refused_wait: timedelta = timedelta(hours=3)


def refuse_known_secret(
    connection: Connection,
    versions: Sequence[VersionRecord],
    new: NewVersion,
    fingerprint: str,
    now: datetime,
    limits: VersionLimits,
) -> None:
    """Raise when the very same login is in use, or was refused so lately that trying it again might lock it out.

    Raises AlreadyInUse and RefusedBefore. Nobody was asked then. A quarantined link may be mended by the same login:
    its stored secret may be what does not open.
    """
    known = versions if fingerprint else ()
    same = [v for v in known if (v.fingerprint, v.login, v.company) == (fingerprint, new.login, new.company)]
    active = next((v for v in same if v.state is VersionState.ACTIVE), None)
    if connection.link is LinkState.QUARANTINED:
        active = None
    if active is not None and connection.link is not LinkState.ACTION_REQUIRED:
        raise AlreadyInUse(connection.system.title, active.number)
    refusals = [v.refused_at for v in same if v.refused_at is not None]
    if refusals and now < (again := max(refusals) + limits.refused_wait):
        raise RefusedBefore(connection.system.title, max(refusals), again)
    if active is not None:
        raise AlreadyInUse(connection.system.title, active.number)


def previous_of(versions: Sequence[VersionRecord]) -> VersionRecord | None:
    """Return the version that a roll-back goes to: the one in use last before this, if it can still be used."""
    usable = [v for v in versions if v.state is VersionState.RETIRING and v.has_secret and v.refused_at is None]
    return max(usable, key=lambda version: version.activated_at or version.created_at, default=None)


def is_fresh(version: VersionRecord, now: datetime, limits: VersionLimits) -> bool:
    """Tell whether the proof of this version still counts at a switch."""
    if version.state is not VersionState.VERIFIED or version.verified_at is None:
        return False
    return now - version.verified_at <= limits.verification_valid


def grace_of(version: VersionRecord, limits: VersionLimits) -> timedelta:
    """Return how long the version that this one takes over from stays usable."""
    wanted = limits.grace if version.grace is None else version.grace
    return min(max(wanted, timedelta()), LONGEST_GRACE)


def is_on_probation(version: VersionRecord, now: datetime, limits: VersionLimits) -> bool:
    """Tell whether a refusal of this version in use still leads back to the former one by itself.

    Its time begins with its first business call: a login handed over in the evening is first used in the morning.
    """
    if version.state is not VersionState.ACTIVE or version.proved_at is not None:
        return False
    in_time = version.probation_since is None or now - version.probation_since <= limits.probation
    return in_time and version.probation_calls < limits.probation_calls

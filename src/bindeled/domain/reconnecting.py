"""Reconnect links: what one is for, whether it is good, and how far its holder has come. Never its secret part.

Beside them the steps of the guide, by which a login is handed over with a link or without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.roles import Role

_WRITTEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{40,64})")


class LinkPurpose(Enum):
    """What a link is for. One for setting up does not replace a login that is in use meanwhile."""

    SET_UP = "set_up"
    REPLACE = "replace"


class LinkStanding(Enum):
    """Whether a link opens anything. The texts tell it: `reconnect_link.<code>`."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LinkStep(Enum):
    """How far the holder of a link has come. The texts name them: `reconnect_step.<code>`."""

    MADE = "made"
    OPENED = "opened"
    TRIED = "tried"
    DONE = "done"


class Step(Enum):
    """The steps of the guide, in order (connections reference 6.3). The texts name them: `page.step.<code>`."""

    WHAT_HAPPENED = "what_happened"
    CHOOSE = "choose"
    GET = "get"
    ENTER = "enter"
    CHECK = "check"
    USE = "use"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Progress:
    """At which step somebody was seen who hands a login over: since when, and when last.

    `by` is what they are to the tenant, None for the holder of a reconnect link. Whoever finished is seen no more.
    """

    step: Step
    by: Role | None
    moved_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class ReconnectLink:
    """A link by which somebody without an account hands over one login of one connection.

    `attempts` are the credential versions that were staged by it; `used_at` is when one of them was taken into use.
    """

    id: int
    connection_id: int
    purpose: LinkPurpose
    made_by: str
    sent_to: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    opened_at: datetime | None = None
    attempts: tuple[int, ...] = ()
    used_at: datetime | None = None

    def standing(self, now: datetime) -> LinkStanding:
        """Tell whether it opens anything now."""
        if self.used_at is not None:
            return LinkStanding.USED
        if self.revoked_at is not None:
            return LinkStanding.REVOKED
        return LinkStanding.GOOD if now < self.expires_at else LinkStanding.EXPIRED

    @property
    def step(self) -> LinkStep:
        """Return how far its holder has come."""
        if self.used_at is not None:
            return LinkStep.DONE
        if self.attempts:
            return LinkStep.TRIED
        return LinkStep.OPENED if self.opened_at else LinkStep.MADE


def purpose_for(connection: Connection) -> LinkPurpose:
    """Return what a link to this connection is for."""
    return (
        LinkPurpose.SET_UP if connection.active_version is None and connection.company is None else LinkPurpose.REPLACE
    )


def fits(purpose: LinkPurpose, connection: Connection) -> bool:
    """Tell whether a link for this purpose may still change the connection."""
    return purpose is LinkPurpose.REPLACE or purpose_for(connection) is purpose


def written_link(link_id: int, secret: str) -> str:
    """Return the part of the address by which a link is known."""
    return f"{link_id}-{secret}"


def read_link(written: str) -> tuple[int, str] | None:
    """Return the id and the secret part of a link, None for what is no link of ours."""
    found = _WRITTEN.fullmatch(written)
    return (int(found[1]), found[2]) if found else None


def newest_progress(
    progress: Progress | None, versions: Sequence[VersionRecord], link: ReconnectLink | None
) -> Progress | None:
    """Return where somebody was seen, None when a login came, was taken into use or a link was made after that."""
    newest = [link.created_at] if link else []
    newest += [moment for version in versions[:1] for moment in (version.created_at, version.activated_at) if moment]
    return progress if progress and all(progress.seen_at >= moment for moment in newest) else None

"""Reconnect links: somebody without an account hands over one login, sees it checked, and can do nothing else.

A link is spent by the transaction that takes its login into use, and by nothing before: whatever fails or dies on the
way leaves it good for the same person.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Protocol

from bindeled.connections.errors import LinkNotGood
from bindeled.domain.accounts import NewVersion
from bindeled.domain.reconnecting import LinkStanding, fits, purpose_for, read_link, written_link
from bindeled.domain.secrets import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date, datetime, timedelta

    from bindeled.connections.checking import CheckReport
    from bindeled.connections.replacing import HandedOver
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.reconnecting import LinkPurpose, ReconnectLink
    from bindeled.ports import Clock

# 256 bits.
_SECRET_BYTES = 32
ORIGIN = "reconnect link"
# Said of a link that never was one of ours, as the standings are said of those that were.
UNKNOWN = "unknown"


class LinkRows(Protocol):
    """Where the links lie; `store.reconnecting` implements it."""

    def add(
        self,
        connection: Connection,
        purpose: LinkPurpose,
        digest: str,
        *,
        made_by: str,
        sent_to: str,
        at: datetime,
        until: datetime,
    ) -> ReconnectLink:
        """Keep a new link."""

    def find(self, link_id: int) -> tuple[ReconnectLink, Connection, str] | None:
        """Return the link, its connection and its digest, None when there is no such link."""

    def of(self, connection: Connection) -> list[ReconnectLink]:
        """Return every link of a connection, the newest first."""

    def opened(self, link: ReconnectLink, at: datetime) -> None:
        """Keep that somebody looked at the link for the first time."""

    def revoke(self, connection: Connection, link_id: int, at: datetime) -> bool:
        """End a link; False when the connection has none of this id that could still be used."""

    def staging(self, link: ReconnectLink, at: datetime) -> AbstractContextManager[list[int]]:
        """Hold the link in one transaction with what the block stages; it puts the version's number into the list."""

    def refused(self, link: ReconnectLink, reason: str, at: datetime) -> None:
        """Keep that the link was tried when it opened nothing any more."""

    def used(self, link: ReconnectLink, version: int, at: datetime) -> None:
        """Keep that the link brought a login into use."""


class Steps(Protocol):
    """The steps of a hand-over."""

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use, unproved."""

    def verify(self, connection: Connection, number: int) -> CheckReport:
        """Prove a staged login."""

    def switch(self, connection: Connection, number: int, *, epoch: int) -> HandedOver:
        """Take a verified login into use."""


class ReconnectLinks:
    """The reconnect links of all connections. `digest` is a keyed digest by tenant."""

    def __init__(self, rows: LinkRows, digest: Callable[[int, Secret], str], clock: Clock, lifetime: timedelta) -> None:
        self._rows = rows
        self._digest = digest
        self._clock = clock
        self._lifetime = lifetime

    def make(
        self, connection: Connection, *, made_by: str, sent_to: str = "", lifetime: timedelta | None = None
    ) -> tuple[ReconnectLink, Secret]:
        """Make a link and return it with its written form, which is for its holder and can never be shown again."""
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._clock()
        link = self._rows.add(
            connection,
            purpose_for(connection),
            self._digest(connection.tenant_id, Secret(secret)),
            made_by=made_by,
            sent_to=sent_to,
            at=now,
            until=now + (lifetime or self._lifetime),
        )
        return link, Secret(written_link(link.id, secret))

    def of(self, connection: Connection) -> list[ReconnectLink]:
        """Return every link of a connection, the newest first."""
        return self._rows.of(connection)

    def newest_attempt(self, connection: Connection, link_id: int) -> int | None:
        """Return the number of the version that was staged by this link last, None before the first."""
        attempts = next((link.attempts for link in self._rows.of(connection) if link.id == link_id), ())
        return attempts[-1] if attempts else None

    def revoke(self, connection: Connection, link_id: int) -> bool:
        """End a link; False when the connection has none of this id that could still be used."""
        return self._rows.revoke(connection, link_id, self._clock())

    def good(self, written: str) -> int | None:
        """Return the number of a link that opens something now, None of any other; nothing is written down."""
        parts = read_link(written)
        found = self._rows.find(parts[0]) if parts else None
        if parts is None or found is None or not self._is_of(found, parts[1]):
            return None
        link, connection, _ = found
        is_good = link.standing(self._clock()) is LinkStanding.GOOD and fits(link.purpose, connection)
        return link.id if is_good else None

    def open(self, written: str) -> tuple[ReconnectLink, Connection]:
        """Return the link and its connection; looking spends nothing. Raises LinkNotGood when it opens nothing."""
        link, connection = self._admitted(written)
        if link.opened_at is None:
            self._rows.opened(link, self._clock())
        return link, connection

    def hand_over(
        self, written: str, login: str, company: str, secret: Secret, steps: Steps, expires: date | None = None
    ) -> HandedOver:
        """Take a login into use by a link: staged, verified, switched. The link is spent by the last step alone.

        Raises LinkNotGood, and whatever the steps raise; the link stays good then, and the login in use stays.
        """
        link, connection = self._admitted(written)
        new = NewVersion(login, company, ORIGIN, expires)
        with self._rows.staging(link, self._clock()) as staged:
            # Read again now that it is held: two who have the same link come one after the other.
            link, connection = self._found(written)
            require_good(link, connection, self._clock())
            version = steps.stage(connection, new, secret)
            staged.append(version.number)
        steps.verify(connection, version.number)
        done = steps.switch(connection, version.number, epoch=connection.epoch)
        self._rows.used(link, version.number, self._clock())
        return done

    def _admitted(self, written: str) -> tuple[ReconnectLink, Connection]:
        """Return a link that is good; the use of one that is not is written down."""
        link, connection = self._found(written)
        try:
            require_good(link, connection, self._clock())
        except LinkNotGood as error:
            self._rows.refused(link, error.reason, self._clock())
            raise
        return link, connection

    def _found(self, written: str) -> tuple[ReconnectLink, Connection]:
        parts = read_link(written)
        found = self._rows.find(parts[0]) if parts else None
        if parts is None or found is None:
            raise LinkNotGood(UNKNOWN)
        link, connection, _ = found
        if not self._is_of(found, parts[1]):
            self._rows.refused(link, UNKNOWN, self._clock())
            raise LinkNotGood(UNKNOWN)
        return link, connection

    def _is_of(self, found: tuple[ReconnectLink, Connection, str], secret: str) -> bool:
        _, connection, digest = found
        return hmac.compare_digest(digest, self._digest(connection.tenant_id, Secret(secret)))


def require_good(link: ReconnectLink, connection: Connection, now: datetime) -> None:
    """Raise LinkNotGood when the link opens nothing any more, or is for another purpose than would be served now."""
    standing = link.standing(now)
    if standing is not LinkStanding.GOOD:
        raise LinkNotGood(standing.value)
    if not fits(link.purpose, connection):
        raise LinkNotGood(LinkStanding.USED.value)

"""Sends what is due: taken, sent, noted. Whoever dies in between is made up for: a notice is sent at least once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from bindeled.domain.errors import BindeledError
from bindeled.notices.wording import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from bindeled.domain.outbox import NoticeRecord
    from bindeled.domain.secrets import Secret
    from bindeled.notices.wording import Written
    from bindeled.ports import Clock

_log = structlog.get_logger(__name__)
_NOBODY = "Whoever it was for is no longer told."


class NotSent(BindeledError):
    """A notice could not be sent. The sentence names no address."""


class Mailer(Protocol):
    """Sends one mail."""

    def send(self, notice_id: int, to: Secret, mail: Written) -> None:
        """Send it; the same notice has the same message id each time. Raises NotSent saying why not."""


class Outbox(Protocol):
    """Where notices wait; `store.outbox` implements it."""

    def claim(self, now: datetime, until: datetime) -> NoticeRecord | None:
        """Take the notice that has been due the longest, for until then; None when none is due."""

    def sent(self, notice: NoticeRecord, at: datetime) -> bool:
        """Note that it was sent."""

    def failed(self, notice: NoticeRecord, again_at: datetime, reason: str) -> bool:
        """Note why it could not be sent, and when it is tried again."""

    def give_up(self, notice: NoticeRecord, reason: str) -> bool:
        """Note that it is tried no more, and why."""


@dataclass(frozen=True, slots=True)
class DeliveryLimits:
    """How long one who sends may be silent, how long apart attempts are, and after how long they end."""

    held: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    give_up_after: timedelta


@dataclass(frozen=True, slots=True)
class Delivery:
    """`address_of` opens the address of a notice, None when there is none any more."""

    outbox: Outbox
    address_of: Callable[[NoticeRecord], Secret | None]
    mailer: Mailer
    public_url: str
    clock: Clock
    limits: DeliveryLimits

    def __call__(self) -> int:
        """Send everything that is due now and return how many notices were sent."""
        sent = 0
        now = self.clock()
        while (notice := self.outbox.claim(now, self.clock() + self.limits.held)) is not None:
            sent += self._deliver(notice)
        return sent

    def _deliver(self, notice: NoticeRecord) -> bool:
        address = self.address_of(notice)
        if address is None:
            self.outbox.give_up(notice, _NOBODY)
            return False
        try:
            self.mailer.send(notice.id, address, written(notice, self.public_url))
        except NotSent as error:
            self._not_sent(notice, error)
            return False
        return self.outbox.sent(notice, self.clock())

    def _not_sent(self, notice: NoticeRecord, error: NotSent) -> None:
        now, limits = self.clock(), self.limits
        again_at = now + min(limits.first_wait * 2 ** min(notice.attempts - 1, 20), limits.longest_wait)
        _log.warning("notice.not_sent", notice=notice.id, attempts=notice.attempts, reason=error.sentence)
        if notice.created_at + limits.give_up_after <= now:
            self.outbox.give_up(notice, error.sentence)
        else:
            self.outbox.failed(notice, again_at, error.sentence)

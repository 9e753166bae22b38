"""One round of telling: gather how links stand and what happened, decide, and put what is to be told into the outbox.

What was told is noted in the transaction that puts it into the outbox: nothing is told twice, and nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.notices import Side
from bindeled.domain.outbox import Item
from bindeled.domain.states import LinkState
from bindeled.notices.digests import put_together
from bindeled.notices.rules import plan_tellings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from bindeled.domain.notices import NoticeLimits, Standing, Told
    from bindeled.domain.outbox import About, Addressee, Letter, News
    from bindeled.notices.rules import Telling
    from bindeled.ports import Clock

_NEWS_AT_ONCE = 500


class Troubles(Protocol):
    """How links stand and what was told of them; `store.troubles` implements it."""

    def standings(self) -> Sequence[tuple[Standing, About]]:
        """Return how each link stands that is in trouble, or of which a trouble is told and open."""

    def known(self, closed_after: datetime) -> Sequence[Told]:
        """Return the troubles that are open, and those that were closed after this."""

    def news(self, after: datetime, limit: int) -> Sequence[News]:
        """Return the events after this that are still to be told, the oldest first."""

    def note(self, told: Told, before: int) -> bool:
        """Keep that a trouble was told; False when somebody else was first."""

    def note_news(self, news: News, at: datetime) -> bool:
        """Keep that an event was told; False when somebody else was first."""

    def sent_since(self, tenant_id: int, since: datetime) -> int | None:
        """Return how many reports that had waited were sent when all was caught up; None when nothing waited."""


class Outbox(Protocol):
    """Where notices wait."""

    def add(self, letters: Iterable[Letter], at: datetime, due_at: datetime, *, mailed: bool) -> None:
        """Keep the letters until they are due."""


@dataclass(frozen=True, slots=True)
class TellingLimits:
    """The rules' limits; how long a notice gathers what belongs to it; how old an event may be and still be told."""

    rules: NoticeLimits
    gather: timedelta
    news: timedelta


@dataclass(frozen=True, slots=True)
class TellingRound:
    """Any number of workers may do it at once. `addressees` returns who is told of each tenant, by what is told."""

    troubles: Troubles
    outbox: Outbox
    addressees: Callable[[Sequence[Item]], Mapping[int, Sequence[Addressee]]]
    at_once: Callable[[], AbstractContextManager[object]]
    clock: Clock
    limits: TellingLimits
    mailed: bool

    def __call__(self) -> int:
        """Tell what is to be told now, and return how many letters that made."""
        now, rules = self.clock(), self.limits.rules
        standings = self.troubles.standings()
        about = {standing.connection_id: (standing, about) for standing, about in standings}
        known = self.troubles.known(now - 2 * rules.remembered)
        tellings = plan_tellings((standing for standing, _ in standings), known, now, rules)
        news = self.troubles.news(now - self.limits.news, _NEWS_AT_ONCE)
        if not tellings and not news:
            return 0
        with self.at_once():
            told = [
                (telling.side, self._item(telling, *about[telling.told.connection_id]))
                for telling in tellings
                if self.troubles.note(telling.told, telling.before) and self._is_told(about[telling.told.connection_id])
            ]
            told += [(Side.NEWS, one.item) for one in news if self.troubles.note_news(one, now)]
            letters = put_together(told, self.addressees([item for _, item in told]))
            self.outbox.add(letters, now, now + self.limits.gather, mailed=self.mailed)
        return len(letters)

    def _is_told(self, found: tuple[Standing, About]) -> bool:
        """Tell whether anybody is told: of a connection that was closed, nobody is told that it works again."""
        return found[0].state is not LinkState.CLOSED

    def _item(self, telling: Telling, standing: Standing, about: About) -> Item:
        told = telling.told
        item = Item(about, told.matter, standing.facts)
        if telling.side is not Side.UP:
            return item
        sent = self.troubles.sent_since(about.tenant_id, told.since)
        return replace(item, facts={**standing.facts, "since": told.since.isoformat(), "sent": sent})

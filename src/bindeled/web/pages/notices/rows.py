"""What the page of notices shows: who is told what, and the newest that was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.notices import CHOSEN, WANTED, NoticeState
from bindeled.notices.wording import headline
from bindeled.texts import say
from bindeled.web.figures import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.notices import Matter, Relation
    from bindeled.domain.outbox import NoticeRecord
    from bindeled.store.contacts import ContactRow, MemberRow
    from bindeled.web.figures import Moment

_TONES = {
    NoticeState.QUEUED: ("wait", "…"),
    NoticeState.SENDING: ("wait", "…"),
    NoticeState.SENT: ("good", "✓"),
    NoticeState.GIVEN_UP: ("act", "✕"),
    NoticeState.KEPT: ("soft", "○"),
}


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Somebody who is told, by an address of which only as much is shown as tells it from others."""

    address: str
    relation: str
    language: str
    matters: tuple[str, ...]
    everything: bool
    number: int = 0
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice: what it told, to what kind of recipient, and what became of it."""

    at: Moment
    told: str
    relation: str
    tone: str
    mark: str
    state: str


def contact_row(contact: ContactRow, masked: str, language: str) -> ToldRow:
    """Return a contact as the page shows it."""
    wanted = WANTED[contact.relation] if contact.wanted is None else contact.wanted
    return ToldRow(
        masked,
        relation_name(contact.relation, language),
        say(f"page.notices.language.{contact.language}", language),
        matter_names(wanted, language),
        set(CHOSEN) <= wanted,
        contact.id,
        contact.confirmed,
    )


def member_row(member: MemberRow, of_notices: str, language: str) -> ToldRow:
    """Return a member who is told by their role."""
    wanted = WANTED[member.relation]
    return ToldRow(
        member.email,
        relation_name(member.relation, language),
        say(f"page.notices.language.{of_notices}", language),
        matter_names(wanted, language),
        set(CHOSEN) <= wanted,
    )


def notice_rows(notices: Iterable[NoticeRecord], now: datetime, language: str) -> tuple[NoticeRow, ...]:
    """Return the notices, in the order in which they come."""
    return tuple(_notice_row(notice, now, language) for notice in notices)


def _notice_row(notice: NoticeRecord, now: datetime, language: str) -> NoticeRow:
    told = dict.fromkeys(headline(item, notice.side, language) for item in notice.items)
    tone, mark = _TONES[notice.state]
    return NoticeRow(
        moment_of(notice.sent_at or notice.created_at, now, language),
        "; ".join(told),
        relation_name(notice.relation, language),
        tone,
        mark,
        say(f"page.notices.state.{notice.state.value}", language),
    )


def relation_name(relation: Relation, language: str) -> str:
    """Return what somebody who is told is to the tenant."""
    return say(f"page.notices.relation.{relation.value}", language)


def matter_name(matter: Matter, language: str) -> str:
    """Return what can be told, in a few words."""
    return say(f"page.notices.matter.{matter.value}", language)


def matter_names(wanted: Iterable[Matter], language: str) -> tuple[str, ...]:
    """Return what somebody is told, in the order of the form."""
    chosen = set(wanted)
    return tuple(matter_name(matter, language) for matter in CHOSEN if matter in chosen)

"""What the inbox shows: pure, from parked reports and records to words and figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause
from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.registers.records import FLOWS, GROUPS, Register
from bindeled.texts import say
from bindeled.web.figures import age_text, count_text, kroner_text, moment_of, quantities_text, quantity_text
from bindeled.web.figures import short_day_text as day_text
from bindeled.web.findings import finding_words, readable
from bindeled.web.flow_names import flow_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.inbox import InboxGroup, ParkedItem
    from bindeled.domain.registers.waiting import RecordGroup, WaitingRecord
    from bindeled.web.figures import Moment

# What a person answers on the pages of matches.
_ANSWERED = frozenset({RecordCause.MATCH_DOUBTFUL, RecordCause.MATCH_AMBIGUOUS, RecordCause.CONFLICT})
# Registers that have no flow of their own come along with another.
_CARRIED_BY = {groups: register for register, groups in GROUPS.items()} | {Register.PHASES: Register.PROJECTS}
# Those of a register that a card shows; mending these brings the others up.
RECORDS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class GroupCard:
    """Reports with one cause. `mend_in` is the system in which it is mended, empty where it is neither."""

    key: str
    code: str
    sentence: str
    remedy: str
    whose: str
    mend_in: str
    reports: str
    stake: str
    kroner: str
    since: Moment
    age: str
    assigned_to: str
    may_be_dismissed: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One parked report."""

    number: str
    day: str
    since: Moment
    stake: str
    kroner: str
    assigned_to: str


@dataclass(frozen=True, slots=True)
class DismissedCard:
    """Reports with one cause that somebody has chosen not to carry, by whom and why."""

    key: str
    sentence: str
    reports: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record of a register: what is the matter with it and, where something is, what to do."""

    sentence: str
    remedy: str
    age: str


@dataclass(frozen=True, slots=True)
class RecordCard:
    """Records of a register with one cause. `whose` is empty where nothing is wrong, `more` counts those not shown."""

    flow: str
    code: str
    headline: str
    whose: str
    records: tuple[RecordRow, ...]
    more: str
    is_answered_here: bool


@dataclass(frozen=True, slots=True)
class InboxSum:
    """All that waits in figures; `kroner` is empty where no price is known."""

    reports: str
    stake: str
    kroner: str


def sum_row(groups: Sequence[InboxGroup], language: str) -> InboxSum:
    """Return what is at stake altogether."""
    quantities: defaultdict[str, Decimal] = defaultdict(Decimal)
    for group in groups:
        for unit, quantity in group.quantities.items():
            quantities[unit] += quantity
    kroner = [group.kroner for group in groups if group.kroner is not None]
    return InboxSum(
        reports=count_text(sum(len(group.items) for group in groups), language),
        stake=quantities_text(quantities, language),
        kroner=kroner_text(sum(kroner, Decimal()), language) if kroner else "",
    )


def group_card(group: InboxGroup, now: datetime, language: str) -> GroupCard:
    """Return the card of one cause."""
    words = finding_words(group.finding.cause.value, group.finding.facts, language)
    return GroupCard(
        key=group.key,
        code=group.finding.cause.value,
        sentence=words.sentence,
        remedy=words.remedy,
        whose=words.whose,
        mend_in=group.mend_in.title if group.mend_in else "",
        reports=count_text(len(group.items), language),
        stake=quantities_text(group.quantities, language),
        kroner=kroner_text(group.kroner, language) if group.kroner is not None else "",
        since=moment_of(group.since, now, language),
        age=age_text(group.age(now), language),
        assigned_to=group.assigned_to,
        # What cannot be read cannot be told to be the same later on.
        may_be_dismissed=group.finding.cause is not Cause.UNREADABLE,
    )


def item_rows(items: Iterable[ParkedItem], now: datetime, language: str) -> tuple[ItemRow, ...]:
    """Return the reports of one cause."""
    return tuple(_item_row(item, now, language) for item in items)


def _item_row(item: ParkedItem, now: datetime, language: str) -> ItemRow:
    stake = item.stake
    return ItemRow(
        number=str(item.report_id),
        day=day_text(item.date, language) if item.date else "",
        since=moment_of(item.since, now, language),
        stake=quantity_text(stake.quantity, stake.unit, language) if stake else "",
        kroner=kroner_text(stake.kroner, language) if stake and stake.kroner is not None else "",
        assigned_to=item.assigned_to,
    )


def dismissed_card(group: InboxGroup, language: str) -> DismissedCard:
    """Return the card of reports that were dismissed. Who did it is told by name, not by the way they came."""
    words = finding_words(group.finding.cause.value, group.finding.facts, language)
    said = dict.fromkeys((_by(item.dismissed_by), item.dismissed) for item in group.items)
    reasons = tuple(say("page.inbox.dismissed.by", language, by=by, reason=why) for by, why in said)
    return DismissedCard(group.key, words.sentence, count_text(len(group.items), language), reasons)


def _by(actor: str) -> str:
    """Return the name of an actor as it was kept: `page_user olga@…` or `command_line root at …`."""
    return actor.partition(" ")[2].partition(" at ")[0] or actor


def record_card(group: RecordGroup, now: datetime, language: str) -> RecordCard:
    """Return the card of records of one register with one cause, or with one thing to know about them."""
    hidden = len(group.records) - RECORDS_SHOWN
    shown = group.records[:RECORDS_SHOWN]
    register = flow_name(group.register.value, language)
    headline = say(f"page.inbox.records.{group.what.value}", language)
    return RecordCard(
        flow=_CARRIED_BY.get(group.register, group.register).value,
        code=group.what.value,
        headline=say("page.inbox.records.headline", language, register=register, what=headline),
        whose="" if group.is_notice else finding_words(group.what.value, _facts(shown[0]), language).whose,
        records=tuple(_record_row(record, group, now, language) for record in shown),
        more=count_text(hidden, language) if hidden > 0 else "",
        is_answered_here=group.what in _ANSWERED and group.register in FLOWS,
    )


def _record_row(record: WaitingRecord, group: RecordGroup, now: datetime, language: str) -> RecordRow:
    facts, age = _facts(record), age_text(now - record.since, language)
    if group.is_notice:
        return RecordRow(say(f"notice.{group.what.value}", language, **readable(facts, language)), "", age)
    words = finding_words(group.what.value, facts, language)
    return RecordRow(words.sentence, words.remedy, age)


def _facts(record: WaitingRecord) -> dict[str, str]:
    return {"number": record.number, "name": record.name, **record.finding.facts}

"""What the pages show of what a person has decided: pairs that were rejected, and fields that are kept as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.matching import Grade
from bindeled.domain.registers.records import MASTERS
from bindeled.texts import say
from bindeled.web.figures import moment_of
from bindeled.web.pages.settings.fields import field_name
from bindeled.web.pages.settings.rows import author_name
from bindeled.web.pages.settings.systems import follower_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.registers.matching import Match
    from bindeled.domain.registers.pinning import PinnableField
    from bindeled.domain.registers.records import Register
    from bindeled.store.registers.rejections import RejectedPair
    from bindeled.web.figures import Moment


@dataclass(frozen=True, slots=True)
class RejectedCard:
    """A pair that was rejected. `key` is for the address of its page, never shown."""

    key: str
    here: str
    there: str
    by: str
    at: Moment


@dataclass(frozen=True, slots=True)
class PinRow:
    """One field of a linked record: what either system says, how it stands, and what would come of turning it."""

    target: str
    name: str
    wanted: str
    held: str
    pinned: bool
    comes_to: str


def rejected_cards(pairs: Iterable[RejectedPair], now: datetime, language: str) -> tuple[RejectedCard, ...]:
    """Return the rejected pairs."""
    return tuple(_rejected_card(one, now, language) for one in pairs)


def _rejected_card(one: RejectedPair, now: datetime, language: str) -> RejectedCard:
    """Return one rejected pair; a record of which nothing is told any more is said to be one."""
    unknown = say("page.matching.unknown_record", language)
    here = f"{one.number} {one.name}".strip() or unknown
    by, at = author_name(one.by, language), moment_of(one.at, now, language)
    return RejectedCard(key_of(one), here, one.candidate or unknown, by, at)


def key_of(one: RejectedPair) -> str:
    """Return what an address says for a pair."""
    return f"{one.master_id}-{one.follower_id}"


def again_words(one: RejectedPair, found: Match | None, language: str) -> str:
    """Return what comes of a pair that is rejected no longer, in a sentence."""
    if one.linked_to:
        return say("page.matching.again.linked", language, number=one.number, there=one.linked_to)
    if found is None:
        return say("page.matching.again.nothing", language)
    goes = "linked_by_itself" if found.grade is Grade.GREEN else "asked"
    return say(f"page.matching.again.{goes}", language, reason=say(f"match.{found.reason.value}", language))


def pin_rows(fields: Iterable[PinnableField], register: Register, language: str) -> tuple[PinRow, ...]:
    """Return the fields of a linked record."""
    return tuple(_pin_row(one, register, language) for one in fields)


def _pin_row(one: PinnableField, register: Register, language: str) -> PinRow:
    facts = {
        "master": MASTERS[register].title,
        "follower": follower_of(register).title,
        "wanted": _shown(one.wanted, language),
        "held": _shown(one.held, language),
    }
    points = kind_of(register, one.target) is Kind.POINTER
    elsewhere = say("load_fact.elsewhere", language)
    return PinRow(
        target=one.target,
        name=field_name(one.target, language),
        wanted=elsewhere if points else "" if one.wanted is None else facts["wanted"],
        held=elsewhere if points else "" if one.held is None else facts["held"],
        pinned=one.pinned,
        comes_to=say(f"page.matching.pin.{one.turned.value}", language, **facts),
    )


def _shown(value: str | None, language: str) -> str:
    return value or say("page.settings.nothing", language)

"""What the pages of matching show: every word chosen, the sure and the doubtful told apart by more than a colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import MASTERS
from bindeled.domain.registers.waiting import told_candidates
from bindeled.texts import say
from bindeled.web.figures import count_text, moment_of
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.settings.fields import field_name
from bindeled.web.pages.settings.rows import author_name
from bindeled.web.pages.settings.systems import follower_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bindeled.domain.drift import KnownPairing
    from bindeled.domain.registers.records import Register
    from bindeled.domain.registers.steps import SetAside
    from bindeled.store.registers.decisions import KeptConflict, KeptLink
    from bindeled.web.figures import Moment

# How sure a match is, as a tone with its mark.
_GRADES = {"green": ("good", "✓"), "yellow": ("wait", "!"), "red": ("act", "✕")}


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """One register in the overview."""

    name: str
    flow: str
    linked: str
    waiting: str
    tone: str
    mark: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record over there that may be meant. `key` is what the form sends, never shown."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DoubtCard:
    """A record whose match waits for a person."""

    number: str
    name: str
    tone: str
    mark: str
    grade: str
    reason: str
    candidates: tuple[Candidate, ...]

    @property
    def only(self) -> Candidate | None:
        """Return the candidate where there is just one."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """A field that both systems changed, with both values."""

    number: str
    name: str
    field: str
    target: str
    master: str
    master_value: str
    follower: str
    follower_value: str
    seen: Moment


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """Two records that are linked, and why."""

    number: str
    name: str
    there: str
    tone: str
    mark: str
    grade: str
    reason: str
    by: str
    at: Moment
    pins: str


@dataclass(frozen=True, slots=True)
class RenamedCard:
    """A work type with its pay type of which something is called otherwise than when they were matched."""

    key: str
    work_type: str
    pay_type: str
    told: tuple[str, ...]


def register_card(register: Register, linked: int, doubts: Iterable[SetAside], language: str) -> RegisterCard:
    """Return how far the matching of a register has come; the worst of what waits gives the tone."""
    grades = [step.finding.facts.get("grade", "") for step in doubts]
    tone, mark = _GRADES["red" if "red" in grades else "yellow" if grades else "green"]
    name = flow_name(register.value, language)
    return RegisterCard(
        name, register.value, count_text(linked, language), count_text(len(grades), language), tone, mark
    )


def doubt_cards(doubts: Iterable[SetAside], language: str) -> tuple[DoubtCard, ...]:
    """Return the doubts, those with several candidates first."""
    return tuple(_doubt_card(step, language) for step in sorted(doubts, key=_worst_first))


def _worst_first(step: SetAside) -> tuple[bool, str]:
    return step.finding.facts.get("grade") != "red", step.number


def _doubt_card(step: SetAside, language: str) -> DoubtCard:
    facts = step.finding.facts
    tone, mark = _GRADES[facts["grade"]]
    grade, reason = say(f"grade.{facts['grade']}", language), say(f"match.{facts['reason']}", language)
    return DoubtCard(step.number, step.name, tone, mark, grade, reason, candidates_of(facts["candidates"]))


def candidates_of(told: str) -> tuple[Candidate, ...]:
    """Return the candidates that a finding tells."""
    return tuple(Candidate(str(key), name) for key, name in told_candidates(told))


def conflict_cards(
    conflicts: Iterable[KeptConflict], register: Register, now: datetime, language: str
) -> tuple[ConflictCard, ...]:
    """Return the fields of which a person decides whose value counts."""
    nothing = say("page.settings.nothing", language)
    return tuple(
        ConflictCard(
            number=one.number,
            name=one.name,
            field=field_name(one.field, language),
            target=one.field,
            master=MASTERS[register].title,
            master_value=one.master_value or nothing,
            follower=follower_of(register).title,
            follower_value=one.follower_value or nothing,
            seen=moment_of(one.seen_at, now, language),
        )
        for one in conflicts
    )


def linked_rows(links: Iterable[KeptLink], now: datetime, language: str) -> tuple[LinkedRow, ...]:
    """Return the links; of one that was made before grades were kept only what is known is told."""
    return tuple(_linked_row(one, now, language) for one in links)


def _linked_row(one: KeptLink, now: datetime, language: str) -> LinkedRow:
    tone, mark = _GRADES.get(one.grade, ("soft", ""))
    return LinkedRow(
        number=one.link.master_number,
        name=one.link.name,
        there=one.link.follower_number,
        tone=tone,
        mark=mark,
        grade=say(f"grade.{one.grade}", language) if one.grade in _GRADES else "",
        reason=say(f"match.{one.reason}", language) if one.reason else say("page.matching.made_by_us", language),
        by=author_name(one.decided_by, language),
        at=moment_of(one.linked_at, now, language),
        pins=", ".join(field_name(field, language) for field in sorted(one.link.pins)),
    )


def renamed_cards(drifted: Iterable[KnownPairing], language: str) -> tuple[RenamedCard, ...]:
    """Return the work types and pay types that are called something else by now."""
    return tuple(
        RenamedCard(
            key=str(one.now.work_type.id),
            work_type=one.now.work_type.name,
            pay_type=f"{one.now.pay_type.number} {one.now.pay_type.name}",
            told=tuple(say(f"drift.{drift.value}", language, **one.facts) for drift in one.drifts),
        )
        for one in drifted
    )

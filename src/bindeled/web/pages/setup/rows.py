"""What the pages of getting started show: every word chosen, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day
from bindeled.domain.checklist import ItemState
from bindeled.domain.going_live import STAGES, Next, Stage
from bindeled.texts import say
from bindeled.web.figures import moment_of, short_day_text
from bindeled.web.flow_names import flow_in_words
from bindeled.web.pages.today.verdict import Tone

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.checklist import Checklist, Item, Line
    from bindeled.domain.going_live import GettingStarted, NextStep

_TONES = {
    ItemState.OPEN: ("act", "!"),
    ItemState.ASKED: ("wait", "…"),
    ItemState.RECEIVED: ("wait", "…"),
    ItemState.PROVED: ("good", "✓"),
    ItemState.NOT_NEEDED: ("soft", "·"),
}
# Where in the product an item is seen to: the name of an address, and what comes after the tenant in it.
WAYS: dict[str, tuple[str, ...]] = {
    "intempus_key": ("replace", "intempus"),
    "intempus_company": ("connection", "intempus"),
    "intempus_rights": ("connection", "intempus"),
    "uniconta_login": ("replace", "uniconta"),
    "uniconta_company": ("connection", "uniconta"),
    "uniconta_rights": ("connection", "uniconta"),
    "companies_confirmed": ("connections",),
    "matching_key": ("choices",),
    "first_load_agreed": ("loads",),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. `due` is empty without a day, `proof` tells who or what proved it, or by what it will be.

    `by_itself` says that a check has proved it, and that there is nothing for a person to say of it.
    """

    code: str
    title: str
    why: str
    do: str
    owner: str
    state: str
    tone: str
    mark: str
    proof: str
    due: str
    overdue: bool
    blocking: bool
    settled: bool
    by_itself: bool


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage with its items; `count` tells how many of them are settled."""

    code: str
    name: str
    past: bool
    here: bool
    count: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class NextRow:
    """The next step; `waits` tells that others are at it. `way` names the address that leads to it."""

    what: str
    about: str
    title: str
    sentence: str
    button: str
    waits: bool


@dataclass(frozen=True, slots=True)
class SetupVerdict:
    """How far it is, in a headline and a sentence."""

    tone: str
    mark: str
    headline: str
    sentence: str


def stage_rows(checklist: Checklist, here: Stage, now: datetime, language: str) -> tuple[StageRow, ...]:
    """Return the stages with their items, in order."""
    lines = {line.item.code: line for line in checklist.lines}
    at = list(Stage).index(here)
    return tuple(
        _stage_row(stage, place - at, [lines[code] for code in STAGES[stage]], now, language)
        for place, stage in enumerate(Stage)
    )


def item_row(line: Line, now: datetime, language: str) -> ItemRow:
    """Return one item."""
    item, standing = line.item, line.standing
    tone, mark = _TONES[standing.state]
    calm = standing.state is ItemState.OPEN and not item.blocking
    return ItemRow(
        code=item.code,
        title=say(f"checklist.{item.code}", language),
        why=say(f"checklist_why.{item.code}", language),
        do=say(f"setup_do.{item.code}", language),
        owner=say(f"page.setup.owner.{item.owner.value}", language),
        state=say(f"page.setup.state.{standing.state.value}", language),
        tone="soft" if calm else tone,
        mark="○" if calm else mark,
        proof=_proof(line, now, language),
        due=short_day_text(standing.due, language) if standing.due else "",
        overdue=standing.due is not None and standing.due < danish_day(now) and not line.settled,
        blocking=item.blocking,
        settled=line.settled,
        by_itself=item.proved_by is not None and standing.state is ItemState.PROVED,
    )


def next_row(step: NextStep, started: GettingStarted, now: datetime, language: str) -> NextRow:
    """Return the next step in words."""
    if step.what is Next.ITEM:
        line = next(line for line in started.checklist.lines if line.item.code == step.about)
        row = item_row(line, now, language)
        waits = line.standing.state is not ItemState.OPEN
        return NextRow("item", row.code, row.title, row.do, say("page.next.item.button", language), waits)
    what = step.what.value
    flow = flow_in_words(step.about, language) if step.about else ""
    return NextRow(
        what=what,
        about=step.about,
        title=say(f"page.next.{what}.title", language, flow=flow),
        sentence=say(f"page.next.{what}", language, days=str(started.meant.days)),
        button=say(f"page.next.{what}.button", language),
        waits=False,
    )


def setup_verdict(started: GettingStarted, language: str) -> SetupVerdict:
    """Return how far it is. *Ready* is computed (connections reference 6.4)."""
    missing = str(len(started.checklist.blocking))
    if started.is_live:
        told = "" if started.checklist.ready else say("page.setup.live_missing", language, count=missing)
        return SetupVerdict(Tone.GOOD.value, Tone.GOOD.mark, say("page.setup.live", language), told)
    held = say("page.setup.holding", language) if started.held_back else ""
    if started.checklist.ready:
        return SetupVerdict(Tone.GOOD.value, Tone.GOOD.mark, say("page.setup.ready", language), held)
    return SetupVerdict(Tone.WAIT.value, Tone.WAIT.mark, say("page.setup.missing", language, count=missing), held)


def sayable_states(item: Item) -> tuple[ItemState, ...]:
    """Return what a person may say of an item; the domain holds whoever says it to the same."""
    states = [ItemState.OPEN, ItemState.ASKED, ItemState.RECEIVED]
    states += [] if item.proved_by else [ItemState.PROVED]
    states += [ItemState.NOT_NEEDED] if item.waivable else []
    return tuple(states)


def _stage_row(stage: Stage, distance: int, lines: list[Line], now: datetime, language: str) -> StageRow:
    done = sum(line.settled for line in lines)
    return StageRow(
        code=stage.value,
        name=say(f"page.stage.{stage.value}", language),
        past=distance < 0,
        here=distance == 0,
        count=say("page.setup.of", language, done=str(done), total=str(len(lines))) if lines else "",
        items=tuple(item_row(line, now, language) for line in lines),
    )


def _proof(line: Line, now: datetime, language: str) -> str:
    item, standing = line.item, line.standing
    if standing.state is ItemState.NOT_NEEDED:
        return say("page.setup.not_needed_since", language, reason=standing.reason)
    if standing.state is ItemState.OPEN or standing.at is None:
        return ""
    at = moment_of(standing.at, now, language).text
    if standing.state is ItemState.PROVED and item.proved_by:
        return say("page.setup.proved_by_check", language, system=item.proved_by.system.title, at=at)
    return say("page.setup.settled_by", language, by=standing.by, at=at)

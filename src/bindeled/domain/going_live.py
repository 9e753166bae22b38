"""What stands between a tenant and going live, and what is its next step: computed, never ticked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.checklist import ItemState
from bindeled.domain.gate import CARRIES
from bindeled.domain.loading import LoadState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from bindeled.domain.checklist import Checklist, Line
    from bindeled.domain.shadow import Shadow
    from bindeled.domain.states import LinkState

_UNDER_WAY = frozenset({LoadState.APPLYING, LoadState.UNDOING})
_REPORTS = "reports"
_LOAD_AGREED = "first_load_agreed"


class Stage(Enum):
    """The stages of getting started, in order."""

    PREPARE = "prepare"
    LOGINS = "logins"
    CHOICES = "choices"
    LOAD = "load"
    WATCH = "watch"
    LIVE = "live"


# Which items of the checklist belong to which stage; every item to one.
STAGES: Mapping[Stage, tuple[str, ...]] = MappingProxyType(
    {
        Stage.PREPARE: (
            "data_processing_terms",
            "error_contact",
            "roll_back_contact",
            "intempus_access",
            "server_user",
            "server_user_usage",
            "support_user",
            "task_specification",
        ),
        Stage.LOGINS: (
            "intempus_key",
            "intempus_company",
            "intempus_rights",
            "uniconta_login",
            "uniconta_company",
            "uniconta_rights",
            "companies_confirmed",
            "expiry_noted",
        ),
        Stage.CHOICES: ("matching_key", "intempus_active_field", "notices_tested"),
        Stage.LOAD: (_LOAD_AGREED,),
        Stage.WATCH: ("test_record",),
        Stage.LIVE: (),
    }
)


class Next(Enum):
    """What is to be done next; `ITEM` is one of the checklist, `LOAD` the first load of one flow.

    `RELEASE` lets a flow write again that was held back later on, as a load does.
    """

    ITEM = "item"
    HOLD_BACK = "hold_back"
    LOAD = "load"
    WATCH = "watch"
    GO_LIVE = "go_live"
    RELEASE = "release"
    LIVE = "live"


class Hindrance(Enum):
    """Why a tenant cannot go live now."""

    CHECKLIST = "checklist"
    LINK = "link"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class GettingStarted:
    """How far a tenant is. `loads` and `shadows` are by flow, each None where there is none; shadows the latest ones.

    `links` are those of both systems, `has_carried` tells whether a report was ever carried, `meant` is how long a
    shadow is meant to last.
    """

    checklist: Checklist
    links: tuple[LinkState, ...]
    loads: Mapping[str, LoadState | None]
    shadows: Mapping[str, Shadow | None]
    has_carried: bool
    meant: timedelta

    @property
    def held_back(self) -> tuple[str, ...]:
        """Return the flows that write nothing now."""
        return tuple(flow for flow, shadow in self.shadows.items() if shadow and shadow.ended_at is None)

    @property
    def is_live(self) -> bool:
        """True when reports are written: they were let go live, or carried without ever being held back."""
        shadow = self.shadows.get(_REPORTS)
        return shadow.ended_at is not None if shadow else self.has_carried


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step and its stage; `about` is the code of the item or the name of the flow, empty for the others."""

    what: Next
    stage: Stage
    about: str = ""


def hindrances(started: GettingStarted) -> tuple[Hindrance, ...]:
    """Return what stands between a tenant and going live, nothing when it may.

    Whoever is live may let go of a flow that was held back since, whatever the checklist says.
    """
    found = {
        Hindrance.CHECKLIST: not started.checklist.ready and not started.is_live,
        Hindrance.LINK: not all(state in CARRIES for state in started.links),
        Hindrance.LOAD: any(load in _UNDER_WAY for load in started.loads.values()),
    }
    return tuple(hindrance for hindrance, stands in found.items() if stands)


def next_step(started: GettingStarted, now: datetime) -> NextStep:
    """Return what is to be done next. What others are at is passed over as long as something else can be done."""
    if started.is_live:
        return NextStep(Next.RELEASE if started.held_back else Next.LIVE, Stage.LIVE)
    blocking = _in_order(started.checklist.blocking)
    open_items = [line for line in blocking if line.standing.state is ItemState.OPEN]
    if not started.held_back and not _is_still_preparing(open_items):
        return NextStep(Next.HOLD_BACK, Stage.LOGINS)
    if open_items:
        return _item(open_items[0])
    load = next((flow for flow, state in started.loads.items() if state is not LoadState.APPLIED), None)
    if load is not None and _loads_are_wanted(started.checklist):
        return NextStep(Next.LOAD, Stage.LOAD, load)
    return _item(blocking[0]) if blocking else _last(started, now)


def stage_of(code: str) -> Stage:
    """Return the stage of an item."""
    return next(stage for stage, codes in STAGES.items() if code in codes)


def _last(started: GettingStarted, now: datetime) -> NextStep:
    shadow = started.shadows.get(_REPORTS)
    if shadow is not None and shadow.lasted(now) < started.meant:
        return NextStep(Next.WATCH, Stage.WATCH)
    return NextStep(Next.GO_LIVE, Stage.LIVE)


def _item(line: Line) -> NextStep:
    return NextStep(Next.ITEM, stage_of(line.item.code), line.item.code)


def _in_order(lines: Iterable[Line]) -> list[Line]:
    places = [code for codes in STAGES.values() for code in codes]
    return sorted(lines, key=lambda line: places.index(line.item.code))


def _is_still_preparing(open_items: list[Line]) -> bool:
    return bool(open_items) and stage_of(open_items[0].item.code) is Stage.PREPARE


def _loads_are_wanted(checklist: Checklist) -> bool:
    agreed = next(line for line in checklist.lines if line.item.code == _LOAD_AGREED)
    return agreed.standing.state is not ItemState.NOT_NEEDED

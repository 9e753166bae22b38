"""What the pages of watches show: each of them in words, what it finds, and what it would find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from bindeled.domain.watching.finding import due_period
from bindeled.domain.watching.watches import WatchKind
from bindeled.texts import say
from bindeled.web.figures import count_text, day_text, hours_text, short_day_text, typed_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bindeled.domain.watching.watches import Seen, Watch, WatchCause

_NAMED, _TRIED_SHOWN = 5, 20


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing that a watch finds. `address` leads to what is known of a report, empty for what is none."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class WatchCard:
    """One watch. `place` is where it stands among the others, for the address of its page."""

    place: int
    name: str
    told: str
    is_on: bool
    state: str
    found: tuple[FoundRow, ...]


@dataclass(frozen=True, slots=True)
class KindCard:
    """A kind of watch that can be added."""

    kind: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class TriedWatch:
    """What a watch would find now, and the first of it."""

    told: str
    found: tuple[FoundRow, ...]


def watch_cards(
    watches: Sequence[Watch], found: Iterable[WatchCause], slug: str, language: str
) -> tuple[WatchCard, ...]:
    """Return the watches in their order, each with what it has found and what is not gone."""
    of_watch: dict[str, list[WatchCause]] = {watch.name: [] for watch in watches}
    for cause in found:
        of_watch.get(cause.watch, []).append(cause)
    return tuple(_watch_card(place, watch, of_watch[watch.name], slug, language) for place, watch in enumerate(watches))


def _watch_card(place: int, watch: Watch, found: Sequence[WatchCause], slug: str, language: str) -> WatchCard:
    state = "page.watches.off"
    if watch.on:
        state = "page.watches.found" if found else "page.watches.found.none"
    return WatchCard(
        place,
        watch.name,
        watch_words(watch, language),
        watch.on,
        say(state, language, count=count_text(len(found), language)),
        tuple(_found_row(cause, slug, language) for cause in found[:_NAMED]),
    )


def kind_cards(language: str) -> tuple[KindCard, ...]:
    """Return the kinds of watches that there are."""
    return tuple(
        KindCard(kind.value, kind_name(kind, language), say(f"page.watches.kind.{kind.value}.help", language))
        for kind in WatchKind
    )


def kind_name(kind: WatchKind, language: str) -> str:
    """Return what people call a kind of watch."""
    return say(f"page.notices.matter.{kind.value}", language)


def watch_words(watch: Watch, language: str) -> str:
    """Return what a watch looks for, in words."""
    facts = {
        "field": say(f"watch_field.{watch.field.value}", language),
        "days": count_text(watch.days, language),
        "percent": typed_number(watch.percent, language),
        "hours": typed_number(watch.hours_per_day, language),
        "period": say(f"page.watches.period.{watch.periods.kind.value}", language),
        "cut_off": count_text(watch.cut_off_days, language),
        "ahead": count_text(watch.ahead_days, language),
    }
    return say(f"page.watches.told.{watch.kind.value}", language, **facts)


def tried_watch(watch: Watch, found: Sequence[WatchCause], seen: Seen, slug: str, language: str) -> TriedWatch:
    """Return what a watch would find in what was seen."""
    more = _facts_by_name(watch, seen, language)
    rows = tuple(_found_row(cause, slug, language, more.get(cause.name, "")) for cause in found[:_TRIED_SHOWN])
    count = count_text(len(found), language)
    told = say("page.watches.tried" if found else "page.watches.tried.none", language, count=count)
    first = say("page.watches.tried.first", language, shown=str(len(rows))) if len(rows) < len(found) else ""
    return TriedWatch(" ".join(filter(None, [_tried_of(watch, seen, language), told, first])), rows)


def _tried_of(watch: Watch, seen: Seen, language: str) -> str:
    """Return what has to be known of a watch that looks only now and then, empty for one that always does."""
    if watch.kind is WatchKind.NOTHING_CAME and seen.last_carried is None:
        return say("page.watches.tried.nothing_carried", language)
    if watch.kind is not WatchKind.HOURS_MISSING:
        return ""
    due = due_period(watch, seen)
    if due is None:
        return say("page.watches.tried.not_due", language)
    days = {"first": due.first, "last": due.last, "cut_off": due.cut_off}
    facts = {name: short_day_text(day, language) for name, day in days.items()}
    return say("page.watches.tried.due", language, **facts)


def _facts_by_name(watch: Watch, seen: Seen, language: str) -> Mapping[str, str]:
    """Return what else is known of each thing that a watch may find, by its name."""
    if watch.kind is WatchKind.REPORT_LACKS:
        return {str(report.id): short_day_text(report.start_date, language) for report in seen.reports}
    if watch.kind is WatchKind.PAST_END_DATE:
        ended = ((one.number, one.end_date) for one in seen.projects if one.end_date)
        return {number: say("page.watches.ended", language, day=short_day_text(day, language)) for number, day in ended}
    return {
        one.number: say(
            "page.watches.of_budget",
            language,
            carried=hours_text(one.carried, language),
            budget=hours_text(one.budget, language),
        )
        for one in seen.projects
        if one.budget
    }


def _found_row(cause: WatchCause, slug: str, language: str, more: str = "") -> FoundRow:
    if cause.kind is WatchKind.NOTHING_CAME:
        return FoundRow(day_text(date.fromisoformat(cause.name), language))
    text = say(f"page.watches.one.{cause.kind.value}", language, name=cause.name)
    address = reverse("hour", args=[slug, cause.name]) if cause.kind is WatchKind.REPORT_LACKS else ""
    return FoundRow(f"{text}, {more}" if more else text, address)

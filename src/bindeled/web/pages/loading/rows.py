"""What the pages of the first load show: every word chosen, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.loading import ACCEPTABLE, WANTED, ItemKind, ItemOutcome
from bindeled.texts import say
from bindeled.web.figures import count_text
from bindeled.web.findings import readable
from bindeled.web.flow_names import flow_in_words
from bindeled.web.pages.matching.rows import candidates_of
from bindeled.web.pages.settings.fields import field_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.domain.loading import ItemsAlike, KeptItem, LoadItem, LoadState
    from bindeled.domain.undoing import DoneWrite
    from bindeled.web.pages.matching.rows import Candidate

# What wants a person comes first, what needs nothing last.
KINDS = (
    ItemKind.ASK,
    ItemKind.CREATE,
    ItemKind.LINK,
    ItemKind.UPDATE,
    ItemKind.REACTIVATE,
    ItemKind.DEACTIVATE,
    ItemKind.PAID,
    ItemKind.SKIP,
)
_ELSEWHERE = "another record"
_TONES = {
    ItemOutcome.DONE: "good",
    ItemOutcome.REFUSED: "act",
    ItemOutcome.CHANGED: "wait",
}
_UNDO_SHOWN = 200


@dataclass(frozen=True, slots=True)
class LoadCard:
    """One flow in the overview."""

    flow: str
    name: str
    state: str
    tone: str
    mark: str
    open: str


@dataclass(frozen=True, slots=True)
class KindTab:
    """One kind of item, and how many there are of it."""

    code: str
    name: str
    count: str
    here: bool


@dataclass(frozen=True, slots=True)
class FactRow:
    """One field of a record and what it would say."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One record. `key` is what the form sends; `candidates` are there where a doubtful match is to be answered."""

    key: str
    number: str
    name: str
    why: str
    cause: str
    facts: tuple[FactRow, ...]
    decided: str
    tone: str
    candidates: tuple[Candidate, ...]
    may_be_chosen: bool


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One write that an undo would take back."""

    number: str
    name: str
    effect: str


def load_card(flow: str, state: LoadState | None, counts: Sequence[ItemsAlike], language: str) -> LoadCard:
    """Return how far the load of a flow is."""
    waiting = sum(alike.many for alike in counts if alike.waits)
    code = state.value if state else "none"
    tone, mark = ("good", "✓") if code == "applied" and not waiting else ("wait", "…") if state else ("soft", "○")
    told = say("page.load.open", language, count=count_text(waiting, language)) if waiting else ""
    return LoadCard(flow, flow_in_words(flow, language), say(f"page.load.state.{code}", language), tone, mark, told)


def many_of(counts: Sequence[ItemsAlike], kind: ItemKind) -> int:
    """Return how many items there are of a kind."""
    return sum(alike.many for alike in counts if alike.kind is kind)


def kind_tabs(counts: Sequence[ItemsAlike], here: ItemKind, language: str) -> tuple[KindTab, ...]:
    """Return the kinds that there are, what wants a person first."""
    many = {kind: many_of(counts, kind) for kind in KINDS}
    return tuple(
        KindTab(
            kind.value, say(f"page.load.kind.{kind.value}", language), count_text(many[kind], language), kind is here
        )
        for kind in KINDS
        if many[kind] or kind is here
    )


def first_kind(counts: Sequence[ItemsAlike]) -> ItemKind:
    """Return the kind to show first: what wants a person, before what needs nothing."""
    there = {alike.kind for alike in counts}
    waiting = {alike.kind for alike in counts if alike.waits}
    return next((kind for kind in KINDS if kind in waiting), next((kind for kind in KINDS if kind in there), KINDS[0]))


def load_row(kept: KeptItem, language: str) -> LoadRow:
    """Return one record of a load."""
    item = kept.item
    decided, tone = _decided(kept, language)
    return LoadRow(
        key=key_text(item),
        number=item.number,
        name=item.name,
        why=_why(item, language),
        cause=item.reason if item.kind is ItemKind.ASK else "",
        facts=_facts(item, language),
        decided=decided,
        tone=tone,
        candidates=candidates_of(item.facts.get("candidates", "")) if item.candidates else (),
        may_be_chosen=item.kind in ACCEPTABLE,
    )


def key_text(item: LoadItem) -> str:
    """Return what a form sends for an item."""
    return f"{item.about}-{item.kind.value}"


def written_rows(writes: Sequence[DoneWrite], language: str) -> tuple[tuple[WrittenRow, ...], str]:
    """Return what an undo takes back, and how many more there are than a person reads; empty for none."""
    shown = tuple(
        WrittenRow(write.number, write.name, say(f"load_effect.{write.effect}", language))
        for write in writes[:_UNDO_SHOWN]
    )
    more = len(writes) - len(shown)
    return shown, count_text(more, language) if more else ""


def carried_out(counts: Sequence[ItemsAlike]) -> tuple[int, int]:
    """Return how many of the items that were accepted or answered are carried out, and how many there are."""
    wanted = [alike for alike in counts if alike.decision in WANTED]
    done = sum(alike.many for alike in wanted if alike.outcome is not ItemOutcome.NOT_YET)
    return done, sum(alike.many for alike in wanted)


def _why(item: LoadItem, language: str) -> str:
    if item.kind is ItemKind.LINK:
        reason = say(f"match.{item.reason}", language)
        return say("load_why.links_to", language, reason=reason, number=item.facts.get("to", ""))
    if item.kind is ItemKind.ASK:
        return say(f"cause.{item.reason}", language, **_told(item.facts, item, language))
    if item.kind is ItemKind.PAID:
        return say(f"notice.{item.reason}", language, **_told(item.facts, item, language))
    group = "load_skip" if item.kind is ItemKind.SKIP else "load_why"
    return say(f"{group}.{item.reason}", language)


def _told(facts: Mapping[str, str], item: LoadItem, language: str) -> dict[str, str]:
    """Return the facts of a sentence; candidates by number and name only, since ids mean nothing to a person."""
    told = {"number": item.number, "name": item.name, **readable(facts, language)}
    if item.candidates:
        told["candidates"] = ", ".join(one.name for one in candidates_of(facts.get("candidates", "")))
    return told


def _facts(item: LoadItem, language: str) -> tuple[FactRow, ...]:
    if item.kind in {ItemKind.ASK, ItemKind.LINK, ItemKind.PAID, ItemKind.SKIP}:
        return ()
    elsewhere = say("load_fact.elsewhere", language)
    return tuple(
        FactRow(field_name(name, language), elsewhere if text == _ELSEWHERE else text)
        for name, text in item.facts.items()
    )


def _decided(kept: KeptItem, language: str) -> tuple[str, str]:
    if kept.decision in WANTED and kept.outcome is not ItemOutcome.NOT_YET:
        return say(f"page.load.outcome.{kept.outcome.value}", language), _TONES[kept.outcome]
    if not (kept.item.kind in ACCEPTABLE or kept.item.candidates):
        return "", ""
    return say(f"page.load.decision.{kept.decision.value}", language), "good" if kept.decision in WANTED else "soft"

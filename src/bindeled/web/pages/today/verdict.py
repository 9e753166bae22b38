"""The one thing to know about a day: the worst of what stands, in a headline and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE, Move
from bindeled.domain.states import LinkState, RunState
from bindeled.texts import say
from bindeled.web.figures import count_text

if TYPE_CHECKING:
    from bindeled.domain.accounts import System
    from bindeled.web.pages.today.facts import DayFacts


# What stands first is what stops a customer and needs somebody; what was never set up comes behind what once worked.
WORST_FIRST = (
    LinkState.QUARANTINED,
    LinkState.ACTION_REQUIRED,
    LinkState.SUSPECT,
    LinkState.LIMITED,
    LinkState.UNREACHABLE,
    LinkState.THROTTLED,
    LinkState.VERIFYING,
    LinkState.RECOVERING,
    LinkState.PAUSED,
    LinkState.NOT_CONFIGURED,
    LinkState.AWAITING_PROVIDER,
    LinkState.CONNECTED,
    LinkState.CLOSED,
)


class Tone(Enum):
    """How serious it is, with the mark that shows it beside the words: colour never says it alone."""

    GOOD = "good"
    WAIT = "wait"
    ACT = "act"

    @property
    def mark(self) -> str:
        """Return the mark."""
        return {"good": "✓", "wait": "…", "act": "!"}[self.value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the banner shows. `whose` says whose move it is, empty where that is plain."""

    tone: str
    mark: str
    headline: str
    sentence: str
    whose: str = ""


def link_tone(state: LinkState) -> Tone:
    """Return how serious the state of a link is."""
    if state is LinkState.CONNECTED:
        return Tone.GOOD
    # Everything else goes on: a person may want to know, and need not act today (connections reference 6.2).
    if state is LinkState.LIMITED:
        return Tone.WAIT
    return Tone.ACT if WHOSE_MOVE[state] in {Move.CUSTOMER, Move.OPERATOR} else Tone.WAIT


def verdict_of(facts: DayFacts, links: dict[System, LinkState], language: str) -> Verdict:
    """Return the worst: a link that needs a person, a run that stopped, a link that is down, then the reports."""
    return (
        _of_links(links, Tone.ACT, language)
        or _of_run(facts, language)
        or _of_links(links, Tone.WAIT, language)
        or _of_reports(facts, language)
    )


def _of_links(links: dict[System, LinkState], tone: Tone, language: str) -> Verdict | None:
    found = [(system, state) for system, state in links.items() if link_tone(state) is tone]
    if not found:
        return None
    system, state = min(found, key=lambda link: WORST_FIRST.index(link[1]))
    name = {"system": system.title}
    return Verdict(
        tone=tone.value,
        mark=tone.mark,
        headline=say(f"link.{state.value}", language, **name),
        sentence=say(
            "page.verdict.link.sentence",
            language,
            told=say(f"link_told.{state.value}", language, **name),
            remedy=say(f"link_remedy.{state.value}", language, **name),
        ),
        whose=say(f"move.{WHOSE_MOVE[state].value}", language, **name),
    )


def _of_run(facts: DayFacts, language: str) -> Verdict | None:
    run = facts.last_run
    if run is None or run.state not in {RunState.HELD, RunState.FAILED}:
        return None
    code = run.state.value
    sentence = say(f"run_told.{code}", language)
    return Verdict(Tone.ACT.value, Tone.ACT.mark, say(f"page.verdict.{code}.headline", language), sentence)


def _of_reports(facts: DayFacts, language: str) -> Verdict:
    if facts.flow.parked.reports:
        return _told("parked", Tone.ACT, language, facts.flow.parked.reports)
    if facts.flow.waiting.reports:
        return _told("waiting", Tone.WAIT, language, facts.flow.waiting.reports)
    return _told("carried" if facts.flow.carried.reports else "nothing", Tone.GOOD, language)


def _told(code: str, tone: Tone, language: str, count: int = 0) -> Verdict:
    return Verdict(
        tone.value,
        tone.mark,
        say(f"page.verdict.{code}.headline", language),
        say(f"page.verdict.{code}.sentence", language, count=count_text(count, language)),
    )

"""What there is help about, and its words: pure. A state or cause without a topic would fail a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.connections.links import WHOSE_MOVE
from bindeled.domain.causes import Cause
from bindeled.domain.registers.causes import RecordCause
from bindeled.domain.states import LinkState
from bindeled.texts import keys, say

if TYPE_CHECKING:
    from collections.abc import Mapping

Subject = LinkState | Cause | RecordCause

# What goes on by itself where it is not what the group says; the texts: `help_itself.<code>`.
_ITSELF: Mapping[Subject, str] = MappingProxyType(
    {
        LinkState.CONNECTED: "link_well",
        LinkState.LIMITED: "link_partly",
        LinkState.NOT_CONFIGURED: "link_first",
        LinkState.AWAITING_PROVIDER: "link_first",
        LinkState.CLOSED: "link_over",
        Cause.LINE_GONE: "line",
        Cause.LINE_CHANGED: "line",
        Cause.CARRIED_LONG_AGO: "long_ago",
        RecordCause.MATCH_DOUBTFUL: "decision",
        RecordCause.MATCH_AMBIGUOUS: "decision",
        RecordCause.CONFLICT: "decision",
    }
)


class Group(Enum):
    """What a topic is about; the order in which they are listed."""

    LINK = "link"
    REPORT = "report"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help. `what` is its name in the address."""

    what: str
    title: str
    means: str
    whose: str
    do: str
    itself: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The topics of one group, under its headline."""

    title: str
    topics: tuple[Topic, ...]


SUBJECTS: Mapping[Group, tuple[Subject, ...]] = MappingProxyType(
    {Group.LINK: tuple(LinkState), Group.REPORT: tuple(Cause), Group.RECORD: tuple(RecordCause)}
)
_BY_NAME: Mapping[str, tuple[Group, Subject]] = MappingProxyType(
    {subject.value.replace("_", "-"): (group, subject) for group, there in SUBJECTS.items() for subject in there}
)


def name_of(code: str) -> str:
    """Return the name in the address for the code of a state or a cause, empty where there is no help about it."""
    name = code.replace("_", "-")
    return name if name in _BY_NAME else ""


def topic_of(what: str, language: str) -> Topic | None:
    """Return the topic with this name, None when there is none."""
    found = _BY_NAME.get(what)
    return _topic(*found, language) if found else None


def shelves(language: str) -> tuple[Shelf, ...]:
    """Return every topic, by group."""
    return tuple(
        Shelf(say(f"page.help.{group.value}_of", language), tuple(_topic(group, one, language) for one in there))
        for group, there in SUBJECTS.items()
    )


def _topic(group: Group, subject: Subject, language: str) -> Topic:
    code = subject.value
    link = isinstance(subject, LinkState)
    either = {"system": say("page.help.either", language)}
    title = f"link.{code}" if link else f"help_title.{code}"
    whose = f"move.{WHOSE_MOVE[subject].value}" if isinstance(subject, LinkState) else f"whose.{code}"
    # Where a remedy names facts of one record, help has one without them.
    general = f"help_do.{code}"
    remedy = general if general in keys(language) else f"link_remedy.{code}" if link else f"remedy.{code}"
    itself = _ITSELF.get(subject, "link_waits" if link else group.value)
    return Topic(
        what=code.replace("_", "-"),
        title=say(title, language, **either),
        means=say(f"help.{code}", language),
        whose=say(whose, language, **either),
        do=say(remedy, language, **either),
        itself=say(f"help_itself.{itself}", language),
    )

"""What several pages of settings show alike: who chose what and when, and the way through long lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.audit import ActorKind
from bindeled.texts import say
from bindeled.web.figures import count_text, moment_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

    from bindeled.web.figures import Moment

PAGE_ROWS = 50
_KINDS = frozenset(kind.value for kind in ActorKind)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of something that is chosen. `at` is None for the standard, which nobody chose."""

    number: str
    by: str
    at: Moment | None
    note: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a long list is shown; empty addresses lead nowhere."""

    told: str
    before: str
    after: str


def version_row(number: int, by: str, at: datetime | None, note: str, now: datetime, language: str) -> VersionRow:
    """Return a version as the history of a page of settings shows it."""
    return VersionRow(str(number), author_name(by, language), moment_of(at, now, language) if at else None, note)


def author_name(author: str, language: str) -> str:
    """Return who did something, from how an actor is written down; empty for nobody."""
    kind, _, rest = author.partition(" ")
    return say(f"page.actor.{kind}", language, name=rest.partition(" at ")[0]) if kind in _KINDS else author


def page_number(query: QueryDict) -> int:
    """Return which page of a list is asked for; anything that is no page is the first."""
    asked = query.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def paging_of(query: QueryDict, number: int, total: int, language: str) -> Paging | None:
    """Return the way through a list of so many rows, None where one page holds them all."""
    last = max((total - 1) // PAGE_ROWS + 1, 1)
    if last == 1 and number == 1:
        return None
    first_row = (number - 1) * PAGE_ROWS + 1
    facts = {"first": first_row, "last": min(number * PAGE_ROWS, total), "total": total}
    told = say("page.settings.rows", language, **{name: count_text(count, language) for name, count in facts.items()})
    return Paging(
        told, _address(query, number - 1) if number > 1 else "", _address(query, number + 1) if number < last else ""
    )


def _address(query: QueryDict, number: int) -> str:
    parameters = query.copy()
    parameters["page"] = str(number)
    return f"?{parameters.urlencode()}"

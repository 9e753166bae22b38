"""Why something is set aside, in the words of a page: one place for reports, master data and all pages that tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bindeled.texts import say
from bindeled.web.figures import short_day_text
from bindeled.web.pages.settings.fields import field_name

if TYPE_CHECKING:
    from collections.abc import Mapping

# The facts of a cause that are days.
_DAYS = frozenset({"terminated", "day", "closed_until", "locked_until"})
# Those that are fields of one of the systems.
_FIELDS = frozenset({"source", "target"})


@dataclass(frozen=True, slots=True)
class FindingWords:
    """What is the matter, what to do about it and who can."""

    sentence: str
    remedy: str
    whose: str


def finding_words(code: str, facts: Mapping[str, str], language: str) -> FindingWords:
    """Return the words for a cause by its code, with its facts put in and days written as people do."""
    told = readable(facts, language)
    sentence, remedy, whose = (say(f"{key}.{code}", language, **told) for key in ("cause", "remedy", "whose"))
    return FindingWords(sentence, remedy, whose)


def readable(facts: Mapping[str, str], language: str) -> dict[str, str]:
    """Return the facts with those that are days or fields written as people do."""
    days = {name: short_day_text(date.fromisoformat(facts[name]), language) for name in _DAYS & facts.keys()}
    fields = {name: field_name(facts[name], language) for name in _FIELDS & facts.keys()}
    return {**facts, **days, **fields}

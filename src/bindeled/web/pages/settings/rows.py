"""What several pages of settings show alike: who chose what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.domain.audit import ActorKind
from bindeled.texts import say
from bindeled.web.figures import moment_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bindeled.store.tenants import KeptChoice
    from bindeled.web.figures import Moment

_KINDS = frozenset(kind.value for kind in ActorKind)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of something that is chosen. `at` is None for the standard, which nobody chose."""

    number: str
    by: str
    at: Moment | None
    note: str


def version_row(number: int, by: str, at: datetime | None, note: str, now: datetime, language: str) -> VersionRow:
    """Return a version as the history of a page of settings shows it."""
    return VersionRow(str(number), author_name(by, language), moment_of(at, now, language) if at else None, note)


def author_name(author: str, language: str) -> str:
    """Return who did something, from how an actor is written down; empty for nobody."""
    kind, _, rest = author.partition(" ")
    return say(f"page.actor.{kind}", language, name=rest.partition(" at ")[0]) if kind in _KINDS else author


def named_versions(versions: Sequence[KeptChoice], none: str, now: datetime, language: str) -> tuple[VersionRow, ...]:
    """Return the versions of a choice of several rules, each with the names of those that it had, `none` for none."""
    return tuple(
        version_row(
            one.number,
            one.author,
            one.at,
            ", ".join(_named(rule, language) for rule in one.value) or none,
            now,
            language,
        )
        for one in versions
    )


def _named(rule: Mapping[str, Any], language: str) -> str:
    name: str = rule["name"]
    return name if rule.get("on", True) else say("page.settings.switched_off", language, name=name)

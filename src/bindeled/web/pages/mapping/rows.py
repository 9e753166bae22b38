"""What the pages of field mappings show: each field by its name, each rule in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bindeled.domain.nouns import Phase
from bindeled.domain.registers.changing import difference
from bindeled.domain.registers.health import SERIOUS, fields_seen
from bindeled.domain.registers.standard import TICKED
from bindeled.texts import say
from bindeled.web.figures import count_text
from bindeled.web.pages.settings.fields import field_name
from bindeled.web.pages.settings.rows import version_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bindeled.domain.registers.changing import SetupChange
    from bindeled.domain.registers.health import MappingTrouble
    from bindeled.domain.registers.records import Record
    from bindeled.domain.registers.setup import Filter, FlowSetup, MappingRow, Transform
    from bindeled.domain.registers.trying import Outcome, TriedField, TriedFilter
    from bindeled.store.registers.setups import SetupVersion
    from bindeled.web.pages.settings.rows import VersionRow

_PHASES = frozenset(phase.value for phase in Phase)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the follower: where its value comes from, and the rules. `target` is for the address of its page."""

    target: str
    name: str
    sources: str
    how: str
    when_empty: str
    more: str


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One real record with what the field gets now and would get."""

    number: str
    name: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class TriedCard:
    """A change tried on real records: what it comes to in a sentence, and a few of them."""

    told: str
    samples: tuple[SampleRow, ...]


@dataclass(frozen=True, slots=True)
class FilterCard:
    """Another choice of records, tried: how many are carried, and which come and go by it."""

    told: str
    coming: tuple[str, ...]
    leaving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TroubleRow:
    """Something that is the matter with a mapping, or worth knowing."""

    tone: str
    mark: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A field that the records really have, with a few samples."""

    name: str
    own_name: str
    filled: str
    samples: str


def field_rows(setup: FlowSetup, language: str) -> tuple[FieldRow, ...]:
    """Return the fields that are carried, in the order of the mapping."""
    return tuple(
        _field_row([row for row in setup.rows if row.target == target], language) for target in setup.targets()
    )


def _field_row(rows: Sequence[MappingRow], language: str) -> FieldRow:
    first, last = rows[0], rows[-1]
    names = [field_name(row.source, language) for row in rows if row.source]
    more = [say(f"page.mapping.written.{first.written.value}", language)]
    if first.length:
        long = say(f"page.mapping.when_long.{first.when_long.value}", language)
        more.append(say("page.mapping.at_most", language, length=str(first.length), long=long))
    return FieldRow(
        target=first.target,
        name=field_name(first.target, language),
        sources=say("page.mapping.or_else", language).join(names) or say("page.mapping.no_source", language),
        how=say(f"page.mapping.transform.{first.transform.value}", language),
        when_empty=say(f"page.mapping.when_empty.{last.when_empty.value}", language),
        more="; ".join(more),
    )


def filter_words(chosen: Filter, language: str) -> str:
    """Return which records are carried, in a sentence."""
    if not chosen.field:
        return say("page.mapping.filter.all", language)
    if chosen == TICKED:
        return say("page.mapping.filter.ticked", language)
    field = field_name(chosen.field, language)
    if not chosen.values:
        return say("page.mapping.filter.set", language, field=field)
    values = ", ".join(phase_name(value, language) for value in sorted(chosen.values))
    return say("page.mapping.filter.values", language, field=field, values=values)


def phase_name(value: str, language: str) -> str:
    """Return what people call a phase; any other value is its own name."""
    return say(f"page.mapping.phase.{value}", language) if value in _PHASES else value


def setup_versions(versions: Sequence[SetupVersion], now: datetime, language: str) -> tuple[VersionRow, ...]:
    """Return the versions of a setup, the newest first, each with what it changed."""
    notes = [change_words(difference(older.setup, newer.setup), language) for newer, older in pairwise(versions)]
    return tuple(
        version_row(one.number, one.author, one.at, note, now, language)
        for one, note in zip(versions, [*notes, ""], strict=True)
    )


def change_words(change: SetupChange, language: str) -> str:
    """Return what a version changed, in words."""
    told = [
        say(f"page.mapping.change.{what}", language, fields=", ".join(field_name(one, language) for one in fields))
        for what, fields in (("added", change.added), ("changed", change.changed), ("removed", change.removed))
        if fields
    ]
    told += [say("page.mapping.change.filter", language)] if change.filter else []
    told += [say("page.mapping.change.choices", language)] if change.choices else []
    return "; ".join(told) or say("page.mapping.change.none", language)


def tried_card(tried: TriedField, language: str) -> TriedCard:
    """Return what a change of one field comes to."""
    counts = {"records": tried.records, "changed": tried.changed, "set_aside": tried.set_aside}
    key = "page.mapping.tried.set_aside" if tried.set_aside else "page.mapping.tried"
    told = say(key, language, **{name: count_text(count, language) for name, count in counts.items()})
    samples = tuple(
        SampleRow(
            one.number,
            one.name,
            outcome_words(one.before, language),
            outcome_words(one.after, language),
            one.before != one.after,
        )
        for one in tried.samples
    )
    return TriedCard(told, samples)


def outcome_words(outcome: Outcome, language: str) -> str:
    """Return what a field gets, or why nothing can be said of it."""
    if outcome.finding is not None:
        facts = outcome.finding.facts
        told = {**facts, "source": field_name(facts.get("source", ""), language)}
        return say(f"page.mapping.unfit.{outcome.finding.what.value}", language, **told)
    if outcome.left:
        return say("page.mapping.left", language)
    return outcome.value or say("page.settings.nothing", language)


def filter_card(tried: TriedFilter, language: str) -> FilterCard:
    """Return what another choice of records comes to."""
    counts = {"records": count_text(tried.records, language), "carried": count_text(tried.carried, language)}
    told = say("page.mapping.filter.tried", language, **counts)
    return FilterCard(told, *(tuple(" ".join(one) for one in some) for some in (tried.coming, tried.leaving)))


def trouble_rows(found: Iterable[MappingTrouble], language: str) -> tuple[TroubleRow, ...]:
    """Return what is the matter with a mapping, the serious first."""
    ordered = sorted(found, key=lambda one: one.trouble not in SERIOUS)
    return tuple(_trouble_row(one, language) for one in ordered)


def _trouble_row(one: MappingTrouble, language: str) -> TroubleRow:
    tone, mark = ("act", "✕") if one.trouble in SERIOUS else ("wait", "!")
    facts = {
        "source": field_name(one.source, language),
        "target": field_name(one.target, language),
        "records": count_text(one.records, language),
    }
    return TroubleRow(tone, mark, say(f"page.mapping.trouble.{one.trouble.value}", language, **facts))


def seen_rows(records: Iterable[Record], language: str) -> tuple[SeenRow, ...]:
    """Return the fields that records really have, user-defined ones too."""
    return tuple(
        SeenRow(field_name(one.name, language), one.name, count_text(one.filled, language), "; ".join(one.samples))
        for one in fields_seen(records)
        if one.filled
    )


def transform_names(transforms: Iterable[Transform], language: str) -> list[tuple[str, str]]:
    """Return the transforms as they are offered."""
    return [(how.value, say(f"page.mapping.transform.{how.value}", language)) for how in transforms]

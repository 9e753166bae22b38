"""What somebody fills in about one field of a mapping, about which records are carried, and about who wins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms

from bindeled.domain.nouns import Phase
from bindeled.domain.registers.changing import transforms_for
from bindeled.domain.registers.fields import FOLLOWER_FIELDS
from bindeled.domain.registers.records import Register
from bindeled.domain.registers.setup import (
    Filter,
    MappingRow,
    Transform,
    WhenConflict,
    WhenEmpty,
    WhenLong,
    Written,
)
from bindeled.domain.registers.standard import STANDARD, TICKED
from bindeled.texts import say
from bindeled.web.pages.mapping.rows import phase_name, transform_names
from bindeled.web.pages.settings.fields import field_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import QueryDict

    from bindeled.domain.registers.setup import FlowSetup

# The names of fields in both systems are plain words; a user-defined one may have any letter.
_FIELD_NAME = re.compile(r"\w{1,100}")
_LONGEST_LIST = 2000


class FieldForm(forms.Form):
    """One field of the follower: where its value comes from, how it is made, and what if there is none."""

    source = forms.ChoiceField(required=False)
    otherwise = forms.ChoiceField(required=False)
    other_source = forms.CharField(required=False, max_length=100)
    transform = forms.ChoiceField()
    when_empty = forms.ChoiceField()
    written = forms.ChoiceField()
    length = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    when_long = forms.ChoiceField()

    def __init__(
        self, register: Register, target: str, sources: Iterable[str], language: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._target, self._language = target, language
        none = ("", say("page.mapping.no_field", language))
        offered = [none, *sorted(((one, field_choice(one, language)) for one in sources), key=lambda one: one[1])]
        choices: dict[str, Sequence[tuple[str, str]]] = {
            "source": offered,
            "otherwise": offered,
            "transform": transform_names(transforms_for(register, target), language),
            "when_empty": [(one.value, say(f"page.mapping.when_empty.{one.value}", language)) for one in WhenEmpty],
            "written": [(one.value, say(f"page.mapping.written.{one.value}", language)) for one in Written],
            "when_long": [(one.value, say(f"page.mapping.when_long.{one.value}", language)) for one in WhenLong],
        }
        for name, some in choices.items():
            required = name not in {"source", "otherwise"}
            self.fields[name] = forms.ChoiceField(choices=some, required=required, initial=self.initial.get(name))

    def clean_other_source(self) -> str:
        """Return a field that is not on the list. Raises ValidationError for what is no name of a field."""
        name: str = self.cleaned_data["other_source"]
        if name and not _FIELD_NAME.fullmatch(name):
            raise forms.ValidationError(say("page.mapping.mistake.field", self._language))
        return name

    def clean(self) -> dict[str, Any]:
        """Return everything. A field needs a source, unless its value is always the same."""
        sent = super().clean() or self.cleaned_data
        has_source = sent.get("other_source") or sent.get("source")
        if not has_source and sent.get("transform") != Transform.YES.value:
            self.add_error("source", say("page.mapping.mistake.source", self._language))
        return sent

    def rows(self) -> list[MappingRow]:
        """Return the rows of the mapping that were filled in."""
        sent = self.cleaned_data
        sources = [sent["other_source"] or sent["source"], sent["otherwise"]]
        return [
            MappingRow(
                source,
                self._target,
                Transform(sent["transform"]),
                WhenEmpty(sent["when_empty"]),
                Written(sent["written"]),
                sent["length"],
                WhenLong(sent["when_long"]),
            )
            for place, source in enumerate(dict.fromkeys(sources))
            if source or place == 0
        ]


class FilterForm(forms.Form):
    """Which records of the master are carried."""

    which = forms.ChoiceField(widget=forms.RadioSelect)
    phases = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    groups = forms.CharField(required=False, max_length=_LONGEST_LIST)
    field = forms.CharField(required=False, max_length=100)
    values = forms.CharField(required=False, max_length=_LONGEST_LIST)

    def __init__(self, register: Register, chosen: Filter, language: str, sent: QueryDict | None = None) -> None:
        kinds = ["all", "ticked", "groups", "field"]
        if register is Register.PROJECTS:
            kinds.insert(2, "phases")
        if register is Register.EMPLOYEES:
            kinds = ["all", "field"]
        super().__init__(sent, initial=_initial(chosen, kinds))
        self._language = language
        self.has = {kind: kind in kinds for kind in ("phases", "groups")}
        self.fields["which"] = forms.ChoiceField(
            choices=[(kind, say(f"page.mapping.which.{kind}", language)) for kind in kinds], widget=forms.RadioSelect
        )
        phases = [phase.value for phase in Phase if phase is not Phase.UNKNOWN]
        self.fields["phases"] = forms.MultipleChoiceField(
            required=False,
            choices=[(phase, phase_name(phase, language)) for phase in phases],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """Return everything. What goes with the choice has to be filled in."""
        sent = super().clean() or self.cleaned_data
        needed = {"phases": "phases", "groups": "groups", "field": "field"}.get(sent.get("which", ""))
        if needed and not sent.get(needed):
            self.add_error(needed, say(f"page.mapping.mistake.filter_{needed}", self._language))
        elif needed == "field" and not _FIELD_NAME.fullmatch(sent["field"]):
            self.add_error("field", say("page.mapping.mistake.field", self._language))
        return sent

    def filter(self) -> Filter:
        """Return the filter that was filled in."""
        sent = self.cleaned_data
        if sent["which"] == "ticked":
            return TICKED
        if sent["which"] == "phases":
            return Filter("Phase", frozenset(sent["phases"]))
        if sent["which"] == "groups":
            return Filter("Group", _listed(sent["groups"]))
        return Filter(sent["field"], _listed(sent["values"])) if sent["which"] == "field" else Filter()


class ChoicesForm(forms.Form):
    """Whether new records are made, and who decides when both systems changed a field."""

    creates = forms.BooleanField(required=False)
    when_conflict = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, setup: FlowSetup, language: str, sent: QueryDict | None = None) -> None:
        initial = {"creates": setup.creates, "when_conflict": setup.when_conflict.value}
        super().__init__(sent, initial=initial)
        self.fields["when_conflict"] = forms.ChoiceField(
            choices=[(one.value, say(f"page.mapping.conflict.{one.value}", language)) for one in WhenConflict],
            widget=forms.RadioSelect,
        )


def field_initial(setup: FlowSetup, target: str) -> dict[str, Any]:
    """Return what the form of a field begins with."""
    rows = [row for row in setup.rows if row.target == target] or [MappingRow("", target)]
    first = rows[0]
    return {
        "source": first.source,
        "otherwise": rows[1].source if len(rows) > 1 else "",
        "transform": first.transform.value,
        "when_empty": rows[-1].when_empty.value,
        "written": first.written.value,
        "length": first.length,
        "when_long": first.when_long.value,
    }


def known_sources(register: Register, setup: FlowSetup, seen: Iterable[str]) -> set[str]:
    """Return the master's fields that a value can come from: of the standard, in use, or seen."""
    rows = (*STANDARD[register].rows, *setup.rows)
    return {row.source for row in rows if row.source} | set(seen)


def free_targets(register: Register, setup: FlowSetup, language: str) -> list[tuple[str, str]]:
    """Return the follower's fields that nothing is carried to yet, by what people call them."""
    free = [name for name in FOLLOWER_FIELDS[register] if name not in setup.targets()]
    return sorted(((name, field_choice(name, language)) for name in free), key=lambda one: one[1])


def _initial(chosen: Filter, kinds: Sequence[str]) -> dict[str, Any]:
    listed = ", ".join(sorted(chosen.values))
    if not chosen.field:
        return {"which": "all"}
    if chosen == TICKED and "ticked" in kinds:
        return {"which": "ticked"}
    if chosen.field == "Phase" and chosen.values and "phases" in kinds:
        return {"which": "phases", "phases": sorted(chosen.values)}
    if chosen.field == "Group" and chosen.values and "groups" in kinds:
        return {"which": "groups", "groups": listed}
    return {"which": "field", "field": chosen.field, "values": listed}


def _listed(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.split(",") if one.strip())

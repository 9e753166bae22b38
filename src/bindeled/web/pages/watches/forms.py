"""What somebody fills in about one watch: its name, and the choices that its kind looks at."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django import forms

from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.domain.watching.watches import (
    LONGEST_DAYS,
    LONGEST_NAME,
    MOST_BUSINESS_DAYS,
    Given,
    Watch,
    WatchKind,
)
from bindeled.texts import say
from bindeled.web.figures import typed_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from django.http import QueryDict

_LEAST, _MOST_PERCENT, _MOST_HOURS = Decimal("0.01"), 1000, 24


class _Number(forms.DecimalField):
    """A number as people type it, with a comma or a point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


_CHOICES: Mapping[WatchKind, tuple[str, ...]] = MappingProxyType(
    {
        WatchKind.REPORT_LACKS: ("field", "days"),
        WatchKind.PAST_END_DATE: (),
        WatchKind.OVER_BUDGET: ("percent",),
        WatchKind.HOURS_MISSING: ("period", "begins", "hours_per_day", "cut_off_days", "ahead_days"),
        WatchKind.NOTHING_CAME: (),
    }
)

_FIELDS: Mapping[str, Callable[[str], forms.Field]] = MappingProxyType(
    {
        "field": lambda language: forms.ChoiceField(
            choices=[(one.value, say(f"watch_field.{one.value}", language)) for one in Given]
        ),
        "days": lambda _: forms.IntegerField(min_value=1, max_value=LONGEST_DAYS),
        "percent": lambda _: _Number(min_value=_LEAST, max_value=_MOST_PERCENT, decimal_places=2),
        "period": lambda language: forms.ChoiceField(
            choices=[(one.value, say(f"page.watches.period.{one.value}", language)) for one in PeriodKind]
        ),
        "begins": lambda _: forms.DateField(
            required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        ),
        "hours_per_day": lambda _: _Number(min_value=_LEAST, max_value=_MOST_HOURS, decimal_places=2),
        "cut_off_days": lambda _: forms.IntegerField(min_value=0, max_value=MOST_BUSINESS_DAYS),
        "ahead_days": lambda _: forms.IntegerField(min_value=0, max_value=MOST_BUSINESS_DAYS),
    }
)


class WatchForm(forms.Form):
    """A watch. `before` is what it begins with, `taken` are the names that other watches have."""

    name = forms.CharField(max_length=LONGEST_NAME)

    def __init__(self, before: Watch, taken: Collection[str], language: str, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial=_initial(before, language))
        self._before, self._taken, self._language = before, taken, language
        for name in _CHOICES[before.kind]:
            self.fields[name] = _FIELDS[name](language)

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError for one that another watch has, since a mail tells them by it."""
        name: str = self.cleaned_data["name"]
        if name in self._taken:
            raise forms.ValidationError(say("page.watches.mistake.name", self._language))
        return name

    def watch(self) -> Watch:
        """Return the watch that was filled in. Only after the form was found valid."""
        sent = dict(self.cleaned_data)
        if "field" in sent:
            sent["field"] = Given(sent["field"])
        if "period" in sent:
            kind, begins = PeriodKind(sent.pop("period")), sent.pop("begins")
            sent["periods"] = PayPeriods(kind, begins) if begins else PayPeriods(kind)
        return dataclasses.replace(self._before, **sent)


def _initial(watch: Watch, language: str) -> dict[str, Any]:
    return {
        "name": watch.name,
        "field": watch.field.value,
        "days": watch.days,
        "percent": typed_number(watch.percent, language),
        "period": watch.periods.kind.value,
        "begins": watch.periods.begins,
        "hours_per_day": typed_number(watch.hours_per_day, language),
        "cut_off_days": watch.cut_off_days,
        "ahead_days": watch.ahead_days,
    }

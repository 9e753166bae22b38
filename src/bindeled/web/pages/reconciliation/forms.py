"""What somebody chooses of a reconciliation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from bindeled.domain.pay_periods import PayPeriods, PeriodKind
from bindeled.texts import say

FOUR_WEEKS = timedelta(weeks=4)
# Both systems are read over all of these days.
_LONGEST = timedelta(days=366)


class PeriodForm(forms.Form):
    """The days, both ends in it, what is summed together, and whether the employees' names are shown."""

    first = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    by = forms.ChoiceField()
    begins = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    names = forms.BooleanField(required=False)

    def __init__(self, language: str, today: date, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first": today - FOUR_WEEKS, "last": today, "by": PeriodKind.WEEK.value})
        super().__init__(*args, **kwargs)
        self._language = language
        kinds = [(kind.value, say(f"page.sums.by.{kind.value}", language)) for kind in PeriodKind]
        self.fields["by"] = forms.ChoiceField(choices=kinds)

    def clean_last(self) -> date:
        """Refuse days that are none, and more of them than are read at once."""
        first: date | None = self.cleaned_data.get("first")
        last: date = self.cleaned_data["last"]
        if first is not None and not timedelta() <= last - first <= _LONGEST:
            raise forms.ValidationError(say("page.sums.mistake.days", self._language))
        return last

    @property
    def span(self) -> tuple[date, date]:
        """Return the first and the last day. Only after the form was found valid."""
        return self.cleaned_data["first"], self.cleaned_data["last"]

    @property
    def periods(self) -> PayPeriods:
        """Return what is summed together. Only after the form was found valid."""
        kind, begins = PeriodKind(self.cleaned_data["by"]), self.cleaned_data["begins"]
        return PayPeriods(kind, begins) if begins else PayPeriods(kind)

    @property
    def with_names(self) -> bool:
        """Tell whether names are shown. Only after the form was found valid."""
        return bool(self.cleaned_data["names"])

"""What somebody fills in while getting started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bindeled.domain.checklist import ItemState
from bindeled.domain.mapping import EmployeeMatch
from bindeled.texts import say
from bindeled.web.pages.setup.rows import sayable_states

if TYPE_CHECKING:
    from bindeled.domain.checklist import Item

_LONGEST_REASON = 500


def day_field() -> forms.DateField:
    """Return a field for a day that may be left out."""
    return forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ItemForm(forms.Form):
    """How an item of the checklist stands, why it is not needed, and by when it is wanted."""

    state = forms.ChoiceField()
    reason = forms.CharField(max_length=_LONGEST_REASON, required=False)
    due = day_field()

    def __init__(self, item: Item, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._language = language
        states = [(one.value, say(f"page.setup.state.{one.value}", language)) for one in sayable_states(item)]
        self.fields["state"] = forms.ChoiceField(choices=states)
        if not item.waivable:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what is not needed. Raises ValidationError where it is missing."""
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        if filled.get("state") == ItemState.NOT_NEEDED.value and not filled.get("reason", "").strip():
            self.add_error("reason", say("page.item.mistake.reason", self._language))
        return filled


class ChoicesForm(forms.Form):
    """How employees are matched, and the first day that is carried."""

    match = forms.ChoiceField()
    first_day = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, language: str, *args: Any, with_first_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(way.value, say(f"page.choices.match.{way.value}", language)) for way in EmployeeMatch]
        self.fields["match"] = forms.ChoiceField(choices=ways)
        if not with_first_day:
            del self.fields["first_day"]

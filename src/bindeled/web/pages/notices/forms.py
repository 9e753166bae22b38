"""What somebody fills in to have one more address told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bindeled.domain.notices import CHOSEN, CONTACTS, Matter, Relation
from bindeled.notices.mail import is_address
from bindeled.texts import say
from bindeled.web.languages import LANGUAGES
from bindeled.web.pages.notices.rows import matter_name, relation_name

if TYPE_CHECKING:
    from django.http import QueryDict

_LONGEST = 200
_ADDRESS = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class ContactForm(forms.Form):
    """An address, typed twice since nobody is shown it again, and what it is told."""

    address = forms.EmailField(max_length=_LONGEST, widget=forms.EmailInput(_ADDRESS))
    again = forms.EmailField(max_length=_LONGEST, widget=forms.EmailInput(_ADDRESS))
    relation = forms.ChoiceField()
    language = forms.ChoiceField()
    matters = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, language: str, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self._language = language
        self.fields["relation"] = forms.ChoiceField(
            choices=[(one.value, relation_name(one, language)) for one in CONTACTS]
        )
        self.fields["language"] = forms.ChoiceField(
            choices=[(one, say(f"page.notices.language.{one}", language)) for one in LANGUAGES]
        )
        self.fields["matters"] = forms.MultipleChoiceField(
            required=False,
            choices=[(one.value, matter_name(one, language)) for one in CHOSEN],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """Return everything. The address has to be the same both times, and one that mail can be sent to."""
        sent = super().clean() or self.cleaned_data
        address, again = sent.get("address"), sent.get("again")
        if address and again and address != again:
            self.add_error("again", say("page.notices.mistake.again", self._language))
        if address and not is_address(address):
            self.add_error("address", say("page.notices.mistake.address", self._language))
        return sent

    @property
    def chosen_relation(self) -> Relation:
        """Return what the contact is to the tenant."""
        return Relation(self.cleaned_data["relation"])

    @property
    def wanted(self) -> frozenset[Matter] | None:
        """Return what the contact is told, None for what its relation is told by itself."""
        chosen = self.cleaned_data["matters"]
        return frozenset(Matter(code) for code in chosen) if chosen else None

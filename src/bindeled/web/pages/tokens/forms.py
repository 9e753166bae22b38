"""What somebody fills in to have a token made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from bindeled.domain.people import TENANT_ROLES
from bindeled.texts import say

if TYPE_CHECKING:
    from django.http import QueryDict

# For how many days a token can be made here; the last is what the command line takes for granted.
_DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    """What a token is for, what it may, and for how long."""

    name = forms.CharField(max_length=100)
    role = forms.ChoiceField()
    days = forms.ChoiceField()

    def __init__(self, language: str, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.fields["role"] = forms.ChoiceField(
            choices=[(role.value, say(f"page.tokens.role.{role.value}", language)) for role in TENANT_ROLES]
        )
        self.fields["days"] = forms.ChoiceField(
            choices=[(str(days), say("page.tokens.days", language, days=str(days))) for days in _DAYS], initial="90"
        )

"""What somebody fills in about people."""

from __future__ import annotations

from typing import Any

from django import forms

from bindeled.domain.people import TENANT_ROLES
from bindeled.texts import say


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(max_length=200, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField()

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, say(f"page.role.{role.value}", language)) for role in TENANT_ROLES]
        self.fields["role"] = forms.ChoiceField(choices=roles)


class GrantForm(forms.Form):
    """Why support is let in."""

    reason = forms.CharField(max_length=500)

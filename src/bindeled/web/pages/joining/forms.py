"""What somebody who joins has to tell: their name and a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

_NEW_PASSWORD = {"autocomplete": "new-password"}


class JoinForm(forms.Form):
    """A name, and a password that is good enough."""

    name = forms.CharField(max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(strip=False, widget=forms.PasswordInput(_NEW_PASSWORD), max_length=500)

    def clean_password(self) -> Any:
        """Return the password. Raises ValidationError with what is wrong with it."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password

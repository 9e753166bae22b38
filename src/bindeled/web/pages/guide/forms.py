"""The form in which a login is handed over. Nothing is cut in silence: a blank may be meant, so it is pointed out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from bindeled.texts import say

_LONGEST = 200
_LONGEST_SECRET = 1000
_LOGIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_SECRET = {"autocomplete": "new-password", "spellcheck": "false"}


class LoginForm(forms.Form):
    """User name and secret, the company for Uniconta, and a day of expiry where there is one."""

    login = forms.CharField(max_length=_LONGEST, strip=False, widget=forms.TextInput(_LOGIN))
    company = forms.CharField(max_length=20, strip=False, widget=forms.TextInput(_LOGIN))
    # Never shown again, also not after a mistake elsewhere in the form.
    secret = forms.CharField(
        max_length=_LONGEST_SECRET, strip=False, widget=forms.PasswordInput(_SECRET, render_value=False)
    )
    expires = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, with_company: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_company:
            del self.fields["company"]

    def clean_login(self) -> Any:
        """Return the user name as it was typed. Raises ValidationError when it cannot be right."""
        return _as_typed(self.cleaned_data["login"])

    def clean_company(self) -> Any:
        """Return the company as it was typed. Raises ValidationError when it cannot be right."""
        return _as_typed(self.cleaned_data["company"])

    def clean_secret(self) -> Any:
        """Return the secret as it was typed. Raises ValidationError, which never shows it, when it cannot be right."""
        return _as_typed(self.cleaned_data["secret"])


def _as_typed(text: str) -> str:
    mistake = ""
    if not text.strip():
        mistake = "page.mistake.empty"
    elif text != text.strip():
        mistake = "page.mistake.blank_around"
    elif not text.isprintable():
        mistake = "page.mistake.unseen"
    if mistake:
        raise forms.ValidationError(say(mistake, get_language() or "da"))
    return text

"""What somebody fills in about parked reports."""

from __future__ import annotations

from django import forms

_LONGEST_NUMBER = 18


class HandOverForm(forms.Form):
    """Who is to see to it; nobody where it is left empty."""

    to = forms.CharField(max_length=200, required=False)


class DismissForm(forms.Form):
    """Why the reports are not to be carried as they are."""

    reason = forms.CharField(max_length=500)


def report_number(text: str) -> int | None:
    """Return the number of a report that an address or a form names, None for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else None

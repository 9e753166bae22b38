"""What somebody fills in about a connection."""

from __future__ import annotations

from django import forms

_LONGEST_HOURS = 24 * 14


class PauseForm(forms.Form):
    """Why a connection is paused, and for how many hours; it goes on by itself then."""

    reason = forms.CharField(max_length=200)
    hours = forms.IntegerField(min_value=1, max_value=_LONGEST_HOURS, initial=24)

"""What somebody fills in who looks for a report."""

from __future__ import annotations

from django import forms

# Nobody has more hours than this to look through on one page.
DAYS_BACK = 14
LARGEST = 10**18


class SearchForm(forms.Form):
    """By the report's number, or by day and employee; everything may be left out."""

    report = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    employee = forms.CharField(max_length=200, required=False)

    @property
    def says_anything(self) -> bool:
        """Tell whether anything is looked for. Only after the form was found valid."""
        return any(self.cleaned_data.values())

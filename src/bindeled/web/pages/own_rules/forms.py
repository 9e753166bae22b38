"""What somebody fills in about one rule of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bindeled.domain.mapping import Condition, Field, OwnRule, Severity
from bindeled.domain.mapping.own_rules import lacks_a_number
from bindeled.texts import say
from bindeled.web.pages.own_rules.rows import condition_name, rule_field_name

if TYPE_CHECKING:
    from django.http import QueryDict

_LONGEST_NAME, _LONGEST_VALUE, _LONGEST_MESSAGE = 80, 200, 300


class OwnRuleForm(forms.Form):
    """A rule: what it looks at, when it speaks up, what it says, and what happens then."""

    name = forms.CharField(max_length=_LONGEST_NAME)
    field = forms.ChoiceField()
    condition = forms.ChoiceField()
    value = forms.CharField(required=False, max_length=_LONGEST_VALUE)
    only_field = forms.ChoiceField(required=False)
    only_value = forms.CharField(required=False, max_length=_LONGEST_VALUE)
    severity = forms.ChoiceField(widget=forms.RadioSelect)
    message_da = forms.CharField(max_length=_LONGEST_MESSAGE)
    message_en = forms.CharField(required=False, max_length=_LONGEST_MESSAGE)

    def __init__(self, language: str, rule: OwnRule | None = None, sent: QueryDict | None = None) -> None:
        super().__init__(sent, initial=_initial(rule) if rule else {"severity": Severity.BLOCK.value})
        self._language = language
        fields = [(field.value, rule_field_name(field, language)) for field in Field]
        severities = [(one.value, say(f"page.own_rules.severity.{one.value}", language)) for one in Severity]
        self.fields["field"] = forms.ChoiceField(choices=fields)
        self.fields["condition"] = forms.ChoiceField(
            choices=[(one.value, condition_name(one, language)) for one in Condition]
        )
        self.fields["only_field"] = forms.ChoiceField(
            required=False, choices=[("", say("page.own_rules.only.all", language)), *fields]
        )
        self.fields["severity"] = forms.ChoiceField(choices=severities, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Return everything. What a condition compares with has to be there, a number where numbers are compared."""
        sent = super().clean() or self.cleaned_data
        if self.errors:
            return sent
        if sent["condition"] != Condition.IS_EMPTY.value and not sent["value"]:
            self.add_error("value", say("page.own_rules.mistake.value", self._language))
        elif lacks_a_number(self.rule()):
            self.add_error("value", say("page.own_rules.mistake.number", self._language))
        if sent["only_field"] and not sent["only_value"]:
            self.add_error("only_value", say("page.own_rules.mistake.value", self._language))
        return sent

    def rule(self) -> OwnRule:
        """Return the rule that was filled in. Without an English message the Danish one is told in both languages."""
        sent = self.cleaned_data
        return OwnRule(
            name=sent["name"],
            field=Field(sent["field"]),
            condition=Condition(sent["condition"]),
            severity=Severity(sent["severity"]),
            message_da=sent["message_da"],
            message_en=sent["message_en"] or sent["message_da"],
            value=sent["value"],
            only_field=Field(sent["only_field"]) if sent["only_field"] else None,
            only_value=sent["only_value"] if sent["only_field"] else "",
        )


def _initial(rule: OwnRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "field": rule.field.value,
        "condition": rule.condition.value,
        "value": rule.value,
        "only_field": rule.only_field.value if rule.only_field else "",
        "only_value": rule.only_value,
        "severity": rule.severity.value,
        "message_da": rule.message_da,
        "message_en": rule.message_en,
    }

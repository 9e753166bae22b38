"""What a template may call beside loops and conditions: one tag, for the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from bindeled.texts import say

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(name="say", takes_context=True)
def say_in_language(context: Context, key: str, language: str = "", **facts: str) -> str:
    """Return this text in the language of the page, or in the one that is named."""
    return say(key, language or context["language"], **facts)

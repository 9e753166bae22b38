"""What a template may call beside loops and conditions: the texts, a field of a form, and what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from bindeled.texts import say
from bindeled.web.pages.help.topics import name_of

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.template.context import Context

register = template.Library()


@register.simple_tag(name="say", takes_context=True)
def say_in_language(context: Context, key: str, language: str = "", **facts: str) -> str:
    """Return this text in the language of the page, or in the one that is named."""
    return say(key, language or context["language"], **facts)


@register.inclusion_tag("field.html", takes_context=True)
def field(context: Context, bound: BoundField, label: str, help_key: str = "", **facts: str) -> dict[str, Any]:
    """Show one field of a form: label, help, what is wrong with it, and the field itself, each tied to it by name."""
    language, identity = context["language"], str(bound.id_for_label or bound.auto_id)
    mistakes = [str(mistake) for mistake in bound.errors]
    there = {f"{identity}_help": bool(help_key), f"{identity}_mistakes": bool(mistakes)}
    described = " ".join(name for name, is_there in there.items() if is_there)
    attributes: dict[str, Any] = {"aria-describedby": described} if described else {}
    # The field is drawn by Django, which escapes what somebody typed.
    return {
        "id": identity,
        "label": say(label, language),
        "help": say(help_key, language, **facts) if help_key else "",
        "mistakes": mistakes,
        "widget": bound.as_widget(attrs=attributes),
    }


@register.inclusion_tag("choices.html", takes_context=True)
def choices(context: Context, bound: BoundField, label: str, help_key: str = "") -> dict[str, Any]:
    """Show a field of which one or several choices are ticked, under a heading of their own."""
    language = context["language"]
    return {
        "id": str(bound.auto_id),
        "bound": bound,
        "label": say(label, language),
        "help": say(help_key, language) if help_key else "",
        "mistakes": [str(mistake) for mistake in bound.errors],
    }


@register.inclusion_tag("tick.html", takes_context=True)
def tick(context: Context, bound: BoundField, label: str) -> dict[str, Any]:
    """Show a field that is ticked or not, with what it says beside it."""
    return {"bound": bound, "label": say(label, context["language"])}


@register.simple_tag
def drawn(markup: str) -> SafeString:
    """Return a picture that the program itself drew, unescaped."""
    return mark_safe(markup)  # noqa: S308 - never what somebody typed or a system answered


@register.inclusion_tag("help_link.html", takes_context=True)
def help_link(context: Context, code: str, about: str = "") -> dict[str, str]:
    """Lead to the help about a state or a cause, by its code; nothing where there is none.

    `about` is what stands beside it, for those who hear the page read.
    """
    name = name_of(code)
    address = reverse("help_topic", args=[name]) if name else ""
    return {"address": address, "text": say("page.help.link", context["language"]), "about": about}

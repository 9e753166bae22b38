"""The pages of help. They hold nothing of anybody's, so whoever holds only a link may read them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.views.decorators.http import require_safe

from bindeled.web.answers import page
from bindeled.web.languages import language_of
from bindeled.web.pages.help.topics import shelves, topic_of
from bindeled.web.sign_in.openness import open_to_everybody

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@open_to_everybody
def show_help(request: HttpRequest) -> HttpResponse:
    """List everything there is help about."""
    return page(request, "help.html", {"shelves": shelves(language_of(request))})


@require_safe
@open_to_everybody
def show_topic(request: HttpRequest, what: str) -> HttpResponse:
    """Show one topic. Raises Http404 for one that there is not."""
    topic = topic_of(what, language_of(request))
    if topic is None:
        raise Http404
    return page(request, "help_topic.html", {"topic": topic})

"""What happens around every request: the missing slash, and the headers that say who asked."""

from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect

from sandbox.intempus.auth import who_asked
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]


class TrailingSlash:
    """Answer 301 to a path without its slash, whatever the verb, or accept it, by switch (Intempus sheet 2.5)."""

    def __init__(self, answer: "Answer") -> None:
        self._answer = answer

    def __call__(self, request: "HttpRequest") -> "HttpResponseBase":
        """Handle one request."""
        if request.path_info.endswith("/"):
            return self._answer(request)
        if switches.slashless == "redirect":
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        request.path_info += "/"
        request.path += "/"
        return self._answer(request)


class WhoAsked:
    """Name the user and the role on every answer to an authenticated call (Intempus sheet 1.6)."""

    def __init__(self, answer: "Answer") -> None:
        self._answer = answer

    def __call__(self, request: "HttpRequest") -> "HttpResponseBase":
        """Handle one request."""
        response = self._answer(request)
        user = who_asked(request)
        if user is not None:
            response["x-django-user"] = user.username
            response["x-django-role"] = user.role
        return response

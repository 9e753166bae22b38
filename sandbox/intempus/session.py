"""Signing in with a cookie, as the web pages of Intempus do (Intempus sheet 1.8)."""

import secrets
import threading
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseForbidden, JsonResponse

from sandbox.intempus.access import access

if TYPE_CHECKING:
    from django.http import HttpRequest

    from sandbox.intempus.access import User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_PAGE = '<!DOCTYPE html><html><body><form method="post">{}</form></body></html>'
_FIELDS = '<input name="username"><input name="password" type="password">'


class _Sessions:
    """Which cookie belongs to which name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}

    def open(self, username: str) -> str:
        """Return the cookie of a new session."""
        cookie = secrets.token_hex(16)
        with self._lock:
            self._names[cookie] = username
        return cookie

    def name(self, cookie: str) -> str | None:
        """Return whose session it is, None for one that nobody opened."""
        return self._names.get(cookie)

    def forget(self) -> None:
        """End every session."""
        with self._lock:
            self._names.clear()


sessions = _Sessions()


def log_in(request: "HttpRequest") -> HttpResponse:
    """Answer `/web/login/`: GET gives the page and `csrftoken`, POST takes the form and gives `sessionid`.

    What the real one answers besides the cookie is not known; a refused password gets 400 here.
    """
    if request.method != "POST":
        page = HttpResponse(_PAGE.format(_FIELDS))
        page.set_cookie("csrftoken", secrets.token_hex(16))
        return page
    token = request.POST.get("csrfmiddlewaretoken", "")
    if not token or not _same(token, request.COOKIES.get("csrftoken", "")):
        return forbidden()
    user = access.by_password(request.POST.get("username", ""), request.POST.get("password", ""))
    if user is None:
        return JsonResponse({"success": False}, status=400)
    answer = JsonResponse({"success": True})
    answer.set_cookie("sessionid", sessions.open(user.username), httponly=True)
    return answer


def user_of(request: "HttpRequest") -> "User | None":
    """Return who signed in with the cookie that the call carries."""
    name = sessions.name(request.COOKIES.get("sessionid", ""))
    return access.by_name(name) if name else None


def is_own_page(request: "HttpRequest") -> bool:
    """Whether a call that writes by cookie repeats the token, which no foreign page can."""
    sent, kept = request.headers.get("X-CSRFToken", ""), request.COOKIES.get("csrftoken", "")
    return request.method in SAFE_METHODS or (bool(sent) and _same(sent, kept))


def forbidden() -> HttpResponse:
    """Refuse a form or call without its token: the one known way to a 403 (Intempus sheet 1.5)."""
    return HttpResponseForbidden("<h1>403 Forbidden</h1><p>CSRF verification failed. Request aborted.</p>")


def _same(first: str, second: str) -> bool:
    return compare_digest(first.encode(), second.encode())

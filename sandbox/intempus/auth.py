"""How a call says who asks, and how often it may (Intempus sheet 1 and 2.1)."""

import threading
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from tastypie.authentication import Authentication
from tastypie.http import HttpUnauthorized
from tastypie.throttle import BaseThrottle

from sandbox.clock import clock
from sandbox.intempus import session
from sandbox.intempus.access import access
from sandbox.intempus.models import UserProfile
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sandbox.intempus.access import User

CHALLENGE = 'CustomBasic realm="django-tastypie"'
WHO = "intempus.user"
MINUTE_SECONDS = 60
DAY_SECONDS = 86_400


class ApiKeyAuthentication(Authentication):  # type: ignore[misc] # tastypie carries no types
    """`Authorization: ApiKey <username>:<key>`, or the cookie of the web pages (Intempus sheet 1.3, 1.8)."""

    def is_authenticated(self, request: "HttpRequest", **_kwargs: object) -> "bool | HttpResponse":
        """Return True and remember who it is, or an empty 401 that does not say what was wrong."""
        header = signed_with(request.headers.get("Authorization", ""), request.META.get("QUERY_STRING", ""))
        user = _by_header(header) if header else session.user_of(request)
        if user is None or not _may_log_in(user):
            return _refusal()
        if not header and not session.is_own_page(request):
            return session.forbidden()
        request.META[WHO] = user
        return True

    def get_identifier(self, request: "HttpRequest") -> str:
        """Name the user whose quota a call burns."""
        return str(request.META[WHO].username)


def who_asked(request: "HttpRequest") -> "User | None":
    """Return the user of an authenticated call."""
    return request.META.get(WHO)


def signed_with(header: str, query: str) -> str:
    """Return the header; by switch, one made of the name and key in the query where there is none (sheet 1.3)."""
    if header or not switches.key_in_query:
        return header
    asked = dict(parse_qsl(query))
    return f"ApiKey {asked['username']}:{asked['api_key']}" if {"username", "api_key"} <= asked.keys() else ""


def _by_header(header: str) -> "User | None":
    """The scheme counts in any case; the name ends at the first colon."""
    scheme, _, pair = header.partition(" ")
    username, colon, key = pair.partition(":")
    return access.by_key(username, key) if scheme.lower() == "apikey" and colon else None


def _may_log_in(user: "User") -> bool:
    """Whether the profile lets the user in; whether the real one asks it for the API is not known, hence the switch."""
    if not switches.login_flag_needed or user.employee is None:
        return True
    return UserProfile.objects.filter(employee=user.employee, may_log_into_backend=True).exists()


def _refusal() -> "HttpResponse":
    response: HttpResponse = HttpUnauthorized()
    response["WWW-Authenticate"] = CHALLENGE
    return response


class UserThrottle(BaseThrottle):  # type: ignore[misc] # tastypie carries no types
    """Calls per user in fixed windows of a minute and a day, as the switches say."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._calls: Counter[tuple[str, int, int]] = Counter()

    def should_be_throttled(self, identifier: str, **_kwargs: object) -> int:
        """Return the whole seconds to wait, 0 when the call may go on."""
        now = clock.now().timestamp()
        limits = ((MINUTE_SECONDS, switches.rate_limit_per_minute), (DAY_SECONDS, switches.rate_limit_per_day))
        with self._lock:
            waits = [self._wait(identifier, now, seconds, limit) for seconds, limit in limits if limit]
        return max(waits, default=0)

    def _wait(self, identifier: str, now: float, seconds: int, limit: int) -> int:
        window = int(now // seconds)
        full = self._calls[identifier, seconds, window] >= limit
        return int((window + 1) * seconds - now) + 1 if full else 0

    def accessed(self, identifier: str, **_kwargs: object) -> None:
        """Count one call; refused and unauthenticated ones never get here."""
        now = clock.now().timestamp()
        with self._lock:
            for seconds in (MINUTE_SECONDS, DAY_SECONDS):
                self._calls[identifier, seconds, int(now // seconds)] += 1

    def forget(self) -> None:
        """Begin counting anew."""
        with self._lock:
            self._calls.clear()


throttle = UserThrottle()

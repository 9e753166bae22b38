"""Who asks, and how often (Intempus sheet 1 and 2.1)."""

import threading
import time
from collections import Counter
from hmac import compare_digest
from typing import TYPE_CHECKING

from tastypie.authentication import Authentication
from tastypie.http import HttpUnauthorized
from tastypie.throttle import BaseThrottle

from sandbox.intempus.models import Credential
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CHALLENGE = 'CustomBasic realm="django-tastypie"'
MINUTE_SECONDS = 60
DAY_SECONDS = 86_400


class ApiKeyAuthentication(Authentication):  # type: ignore[misc] # tastypie carries no types
    """`Authorization: ApiKey <username>:<key>`; the username in its exact case, the scheme in any."""

    def is_authenticated(self, request: "HttpRequest", **_kwargs: object) -> "bool | HttpResponse":
        """Return True and remember who it is, or an empty 401 that does not say what was wrong."""
        credential = _credential(request.headers.get("Authorization", ""))
        if credential is None:
            return _refusal()
        request.META["intempus.credential"] = credential
        return True

    def get_identifier(self, request: "HttpRequest") -> str:
        """Name the user whose quota a call burns."""
        return str(request.META["intempus.credential"].username)


def _credential(header: str) -> Credential | None:
    scheme, _, pair = header.partition(" ")
    username, colon, key = pair.partition(":")
    if scheme.lower() != "apikey" or not colon:
        return None
    credential = Credential.objects.filter(username=username, active=True).first()
    matches = credential is not None and compare_digest(credential.key.encode(), key.encode())
    return credential if matches else None


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
        now = time.time()
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
        now = time.time()
        with self._lock:
            for seconds in (MINUTE_SECONDS, DAY_SECONDS):
                self._calls[identifier, seconds, int(now // seconds)] += 1

    def forget(self) -> None:
        """Begin counting anew."""
        with self._lock:
            self._calls.clear()


throttle = UserThrottle()

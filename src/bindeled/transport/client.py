"""One request to one system over HTTP, and what came of it.

Nothing is judged here: the vendor's client knows what an answer means, `retry` what may be repeated. Only what had no
effect, since its login or its session was over, is signed anew.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2

from bindeled.domain.errors import (
    BindeledError,
    Evidence,
    Meaning,
    Misconfigured,
    NeedsSignIn,
    SessionEnded,
    Unreachable,
    judged,
)
from bindeled.domain.hosts import LOOPBACK
from bindeled.transport.redaction import IN_USE, redact, secrets_of, without

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bindeled.transport.leave import Leave, Leaves

Found = TypeVar("Found")

EXCERPT_LENGTH = 200
# Read past the excerpt before redacting, so that a secret that lies across its end is known as one.
_EXCERPT_SOURCE_BYTES = 4096

# How often one call is signed anew because its login or its session was over before it was looked at.
_MOST_SENDINGS = 3

_NEVER_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx2.ConnectTimeout, "no connection in time"),
    (httpx2.ConnectError, "no connection"),
    (httpx2.TimeoutException, "no answer in time"),
    (httpx2.DecodingError, "unreadable answer"),
    (httpx2.RemoteProtocolError, "the answer broke off"),
    (httpx2.NetworkError, "connection lost"),
)


class Meter(Protocol):
    """Counts calls. The same shape as `ports.CallMeter`, which the vendors' clients may not reach, nor we for them."""

    def count(self, connection_id: int, at: datetime) -> None:
        """Count one call."""


class NotSent(Unreachable):
    """No connection came about: it is certain that nothing was sent, so even a write may be repeated."""

    usual_meaning: ClassVar[Meaning] = Meaning.NETWORK


class Unanswered(Unreachable):
    """The request was sent and no whole answer came. A read may be repeated; a write may have happened."""

    usual_meaning: ClassVar[Meaning] = Meaning.NETWORK


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` begins with `/` and may carry a query of its own; `params` are added to it.

    `writes` says whether it may change something over there.
    """

    method: str
    path: str
    params: Sequence[tuple[str, str]] = ()
    json_body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status. `headers` has names in lower case, `content_type` is without parameters.

    The body of anything but a success is cleaned of the login and the secret, since its words end in sentences.
    """

    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes
    evidence: Evidence


@dataclass(slots=True)
class Transport:
    """Sends requests to one origin with one login, over connections that are kept open. Safe to share by threads.

    `leaves` gives the leave to start each call, and the login that it is signed with.
    `meter` counts each request that was put on the wire. Time-outs are in seconds. Raises Misconfigured when the
    origin is neither https nor on loopback.
    """

    system: str
    origin: str
    leaves: Leaves
    connection_id: int
    meter: Meter
    clock: Callable[[], datetime]
    connect_timeout: float
    read_timeout: float
    _http: httpx2.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.origin = _safe_origin(self.origin)
        self._http = httpx2.Client(
            timeout=httpx2.Timeout(self.read_timeout, connect=self.connect_timeout),
            verify=_trusted_authorities(),
            trust_env=False,
            follow_redirects=False,
            # A session cookie would go on opening doors after the key was replaced.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"Accept": "application/json", "User-Agent": "Bindeled"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def ask(self, request: Request, judge: Callable[[Answer], tuple[Found, BindeledError | None]]) -> Found:
        """Return what `judge` makes of the answer; it says, too, what is the matter with it.

        A call whose login was replaced before its refusal came back is sent again with the one in use, and so is one
        whose session had ended: neither had any effect. Raises what stands against starting the call, what the judge
        says, NotSent or Unanswered, and NeedsSignIn when the login cannot be written into a header at all.
        """
        error: BindeledError | None = None
        for _ in range(_MOST_SENDINGS):
            with self.leaves.ask() as leave:
                answer = self._answer(request, leave)
                if answer is None:
                    continue
                found, error = judge(answer)
                goes_again = leave.ended(error) or isinstance(error, SessionEnded)
            if error is None:
                return found
            if not goes_again:
                break
        raise error or Unreachable(self.system, "its login is being replaced all the time")

    def _answer(self, request: Request, leave: Leave) -> Answer | None:
        """Return the answer, None when the leave had run out before the call was started."""
        header = leave.authorization.reveal()
        secrets = secrets_of(header)
        if not header.isprintable():
            evidence = Evidence(request.method, redact(self._address(request), secrets), None, "", "", 0.0)
            raise NeedsSignIn(self.system, "it holds a line break or another invisible sign", evidence=evidence)
        with IN_USE.during(secrets):
            if not leave.holds():
                return None
            try:
                return self._exchange(request, header, secrets)
            except Unreachable as error:
                leave.ended(error)
                raise

    def _exchange(self, request: Request, header: str, secrets: tuple[str, ...]) -> Answer:
        address = self._address(request)
        started = time.perf_counter()
        outcome = self._outcome(request, address, header)
        seconds = time.perf_counter() - started
        if not isinstance(outcome, _NEVER_SENT):
            self.meter.count(self.connection_id, self.clock())
        shown = redact(address, secrets)
        if isinstance(outcome, httpx2.Response):
            return _answer(outcome, shown, seconds, secrets)
        raise self._failure(outcome, Evidence(request.method, shown, None, "", "", seconds))

    def _outcome(self, request: Request, address: str, header: str) -> httpx2.Response | httpx2.RequestError:
        """Return the response or what went wrong.

        The error is handed back and not raised from: its text and its frames may hold the header.
        """
        # As bytes: a login may hold Danish letters, and an encoding error would show it.
        headers = [(name.encode(), text.encode()) for name, text in request.headers.items()]
        headers.append((b"Authorization", header.encode()))
        try:
            return self._http.request(request.method, address, json=request.json_body, headers=headers)
        except httpx2.RequestError as error:
            return error

    def _failure(self, error: Exception, evidence: Evidence) -> BindeledError:
        reason = next((words for kind, words in _REASONS if isinstance(error, kind)), type(error).__name__)
        kind = NotSent if isinstance(error, _NEVER_SENT) else Unanswered
        return judged(kind(self.system, reason, evidence=evidence), "no-answer")

    def _address(self, request: Request) -> str:
        if not request.path.startswith("/"):
            raise ValueError("a path begins with /")
        query = urlencode(request.params)
        joint = ("&" if "?" in request.path else "?") if query else ""
        return f"{self.origin}{request.path}{joint}{query}"


@cache
def _trusted_authorities() -> ssl.SSLContext:
    """Return what servers are checked against; reading it takes 40 ms, too long for every run of every tenant."""
    return httpx2.create_ssl_context(trust_env=False)


def _safe_origin(origin: str) -> str:
    parts = urlsplit(origin)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return origin.rstrip("/")
    raise Misconfigured([f"{origin} must begin with https; plain http is for loopback only."])


def _answer(response: httpx2.Response, address: str, seconds: float, secrets: tuple[str, ...]) -> Answer:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    source = response.content[:_EXCERPT_SOURCE_BYTES].decode("utf-8", "replace")
    excerpt = redact(source, secrets)[:EXCERPT_LENGTH]
    evidence = Evidence(response.request.method, address, response.status_code, content_type, excerpt, seconds)
    headers = {name.lower(): text for name, text in response.headers.items()}
    body = response.content if response.is_success else _cleaned(response.content, secrets)
    return Answer(response.status_code, content_type, headers, body, evidence)


def _cleaned(body: bytes, secrets: tuple[str, ...]) -> bytes:
    return without(body.decode("utf-8", "surrogateescape"), secrets).encode("utf-8", "surrogateescape")

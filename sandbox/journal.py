"""What a twin was asked and what it accepted, kept apart from its state so that the two can be compared.

Each call is written down with the version of the credential that signed it and how that version stood when the call
came in; each accepted write with before, after and the call that brought it. Secrets are known here as keyed digests
only.
"""

import base64
import binascii
import datetime as dt
import hashlib
import secrets
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sandbox.clock import clock

KEPT_REQUESTS = 20_000

# How a credential stood when a call came in. `unknown`: no such secret was ever given out under that name.
Standing = Literal["alive", "dead", "unknown", "unsigned"]


class Request(NamedTuple):
    """One call. `time` is in seconds since 1970; `status` is None when the connection was reset instead.

    `version` counts the secrets of one login as they were given out, from 1; None when the secret is not one of them.
    """

    number: int
    time: float
    method: str
    path: str
    status: int | None
    credential: str
    version: int | None = None
    standing: Standing = "unsigned"


class Write(NamedTuple):
    """One accepted change of one row; `before` is None for a create, `after` for a delete."""

    entity: str
    action: str
    key: int | str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(slots=True)
class Call:
    """A call that is under way. Whoever answers it sets `status`, None for a connection that was reset."""

    credential: str
    version: int | None
    standing: Standing
    status: int | None = 500  # what the server answers when the twin itself breaks
    request: Request | None = None  # how it was written down when it ended


@dataclass(slots=True)
class Version:
    """One secret of one login: when it was given out, when it died, and within which time it opens the door.

    Moments are in seconds since 1970; None is without bound.
    """

    login: str
    number: int
    issued: float
    died: float | None = None
    valid_from: float | None = None
    valid_until: float | None = None

    def is_out_of_time(self, now: float) -> bool:
        """Whether its time has not begun or is over."""
        return not (self.valid_from or now) <= now < (self.valid_until or float("inf"))


def _now() -> float:
    return clock.now().timestamp()


class Credentials:
    """Which secrets were given out and which still open the door: told by the control interface, not by the twin."""

    def __init__(self, now: Callable[[], float] = _now) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self._versions: dict[bytes, Version] = {}
        self._numbers: Counter[str] = Counter()
        self._shut: dict[str, float] = {}

    def issue(self, login: str, secret: str) -> int:
        """Note that `secret` is right from now on, beside those that are already; return its number."""
        digest = self._digest(login, secret)
        known = self._versions.get(digest)
        if known is not None:
            known.died = None
            return known.number
        self._numbers[login] += 1
        self._versions[digest] = Version(login, self._numbers[login], self._now())
        return self._numbers[login]

    def replace(self, login: str, secret: str) -> int:
        """Note that `secret` is right from now on and no other; return its number."""
        for version in self._versions.values():
            if version.login == login and version.died is None:
                version.died = self._now()
        return self.issue(login, secret)

    def shut(self, login: str) -> None:
        """Note that `login` does not get in, whatever its secret."""
        self._shut.setdefault(login, self._now())

    def open(self, login: str) -> None:
        """Note that `login` gets in again with the secrets that are right."""
        self._shut.pop(login, None)

    def bound(self, login: str, secret: str | None, valid_from: str | None, valid_until: str | None) -> None:
        """Set the time within which a secret, or every one of the login, opens the door; moments in ISO form."""
        digest = self._digest(login, secret) if secret is not None else None
        for known, version in self._versions.items():
            if version.login == login and digest in (None, known):
                version.valid_from, version.valid_until = _moment(valid_from), _moment(valid_until)

    def hear(self, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Note what the control interface was asked to do to a login, and which secret it gave out.

        Adding and rotating end what was right before; any other action that gives a secret out leaves it right.
        """
        action, login = asked["action"], asked.get("login") or asked["username"]
        secret = answer.get("key") or answer.get("password")
        if action in ("revoke", "block"):
            self.shut(login)
        if secret is not None:
            note = self.replace if action in ("add", "rotate") else self.issue
            note(login, secret)
        if action in ("add", "activate"):
            self.open(login)
        if asked.keys() & {"valid_from", "valid_until"}:
            named = secret or asked.get("key") or asked.get("password")
            self.bound(login, named, asked.get("valid_from"), asked.get("valid_until"))

    def judge(self, authorization: str) -> tuple[int | None, Standing]:
        """Return the version that an `Authorization` header carries and how it stands."""
        login, secret = signer(authorization)
        if not login:
            return None, "unsigned"
        version = self._versions.get(self._digest(login, secret))
        if version is None:
            return None, "unknown"
        return version.number, "alive" if self._is_alive(version) else "dead"

    def clear(self) -> None:
        """Forget every secret."""
        self._versions.clear()
        self._numbers.clear()
        self._shut.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Show every version without its secret, in the order in which they were given out."""
        return [
            {
                "login": version.login,
                "version": version.number,
                "issued": version.issued,
                "died": self._died(version),
                "valid_from": version.valid_from,
                "valid_until": version.valid_until,
                "alive": self._is_alive(version),
            }
            for version in self._versions.values()
        ]

    def _is_alive(self, version: Version) -> bool:
        return self._died(version) is None and not version.is_out_of_time(self._now())

    def _died(self, version: Version) -> float | None:
        return self._shut.get(version.login) if version.died is None else version.died

    def _digest(self, login: str, secret: str) -> bytes:
        """The key lives as long as the process, so that a digest that gets out cannot be tried against guesses."""
        return hashlib.blake2b(f"{login}\n{secret}".encode(), key=self._key, digest_size=16).digest()


class Journal:
    """Calls and accepted writes of one twin. The list of calls forgets the oldest, the counts forget nothing.

    Calls that no living credential signed are remembered all, since the question of how many there were is the
    question whether a client locks its customer out.
    """

    def __init__(self, now: Callable[[], float] = _now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._here = threading.local()
        self.credentials = Credentials(now)
        self._requests: deque[Request] = deque(maxlen=KEPT_REQUESTS)
        self._refused: list[Request] = []
        self._writes: list[Write] = []
        self._calls_of_writes: list[Call | None] = []
        self._number = 0
        self._by_path: Counter[str] = Counter()
        self._by_status: Counter[str] = Counter()

    @contextmanager
    def call(self, method: str, path: str, credential: str, authorization: str) -> Iterator[Call]:
        """Remember one call and what it wrote; `credential` names who asked, `authorization` is the header he sent.

        The credential is judged when the call comes in: a call that began before a revocation is not one after it. A
        `ConnectionResetError` passes through and is remembered as a reset.
        """
        with self._lock:
            version, standing = self.credentials.judge(authorization)
        call = Call(credential, version, standing)
        self._here.call = call
        try:
            yield call
        except ConnectionResetError:
            call.status = None
            raise
        finally:
            self._here.call = None
            self._close(call, method, path)

    def note_write(self, write: Write) -> None:
        """Remember one accepted change."""
        self.note_writes([write])

    def note_writes(self, writes: Iterable[Write]) -> None:
        """Remember many accepted changes of the call that this thread is answering."""
        call: Call | None = getattr(self._here, "call", None)
        with self._lock:
            self._writes.extend(writes)
            self._calls_of_writes.extend([call] * (len(self._writes) - len(self._calls_of_writes)))

    def requests(self, since: int = 0) -> list[dict[str, Any]]:
        """Return the calls with a number above `since` that are still remembered, oldest first."""
        with self._lock:
            return [request._asdict() for request in self._requests if request.number > since]

    def refused(self) -> list[Request]:
        """Return every call that came with a secret that was dead or never given out, oldest first."""
        with self._lock:
            return list(self._refused)

    def writes(self, entity: str | None = None) -> list[dict[str, Any]]:
        """Return every accepted change, of one entity when it is named, oldest first."""
        with self._lock:
            return [write._asdict() for write in self._writes if entity in (None, write.entity)]

    def signed_writes(self) -> list[tuple[Write, Request | None]]:
        """Return every accepted change with its call, oldest first; no call for one that is not answered yet."""
        with self._lock:
            calls = (call.request if call else None for call in self._calls_of_writes)
            return list(zip(self._writes, calls, strict=True))

    def calls(self) -> dict[str, Any]:
        """Count calls since the counters were last zeroed: in all, per method and path root, per status."""
        with self._lock:
            return {
                "total": self._by_path.total(),
                "by_path": dict(self._by_path),
                "by_status": dict(self._by_status),
            }

    def zero_calls(self) -> None:
        """Begin counting calls anew. Numbers of requests go on rising."""
        with self._lock:
            self._by_path.clear()
            self._by_status.clear()

    def clear(self) -> None:
        """Forget everything, as for a new scenario."""
        with self._lock:
            self._requests.clear()
            self._refused.clear()
            self._writes.clear()
            self._calls_of_writes.clear()
            self._by_path.clear()
            self._by_status.clear()
            self._number = 0
            self.credentials.clear()

    def _close(self, call: Call, method: str, path: str) -> None:
        """Write a call down under the next number, and its number beside what it wrote."""
        with self._lock:
            self._number += 1
            facts = (self._number, self._now(), method, path, call.status)
            call.request = Request(*facts, call.credential, call.version, call.standing)
            self._requests.append(call.request)
            if call.standing in ("dead", "unknown"):
                self._refused.append(call.request)
            self._by_path[f"{method} {path_root(path)}"] += 1
            self._by_status["reset" if call.status is None else str(call.status)] += 1


def signer(authorization: str) -> tuple[str, str]:
    """Return login and secret of an `ApiKey` or `Basic` header, both empty when it is neither.

    A company number before the login, `0010523/login`, is left out: the login is the same (Uniconta sheet 2.1).
    """
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "basic":
        value = _decoded(value)
    elif scheme.lower() != "apikey":
        return "", ""
    name, _, secret = value.partition(":")
    company, slash, login = name.partition("/")
    return (login if slash and company.isdecimal() else name), secret


def _moment(text: str | None) -> float | None:
    """Read a moment; one without a zone is in UTC."""
    if text is None:
        return None
    read = dt.datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=dt.UTC)).timestamp()


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def path_root(path: str) -> str:
    """Return `path` without its numeric parts: ids of rows and of companies."""
    return "/".join(part for part in path.split("/") if not part.isdecimal())

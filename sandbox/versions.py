"""Which secrets a twin gave out, as versions of each login, and how the one that signed a call stands.

Told by the control interface and by whatever else ends a secret, never read from the twin's own state, so that the
twin's verdict on a call and the standing of what signed it can be held against each other. Secrets are known here as
keyed digests only.
"""

import base64
import binascii
import datetime as dt
import hashlib
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Standing = Literal["alive", "dead", "outlived", "ended", "unknown", "unsigned"]
"""How what signed a call stood when the call came in.

`alive` and `dead` speak of a secret. Of the token of a session: `outlived`, its password is dead and the provider takes
the token all the same; `ended`, the session is over though its password may well be right. `unknown`: never given out.
"""
NOT_RIGHT = ("dead", "unknown")
"""With these an attempt to get in was made that could not end well."""

# What the control interface calls giving out a secret that leaves the others right.
_GIVING = ("add-key", "add-password")
_ENDING_ONE = ("revoke-key", "revoke-password")


class Signature(NamedTuple):
    """What signed a call: the login, which of its versions, and how that stood."""

    login: str
    version: int | None
    standing: Standing


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


@dataclass(slots=True)
class _Token:
    """What a session carries in place of the secret it began with. `version` is None for a secret unknown here."""

    login: str
    version: Version | None
    ends: float


class Credentials:
    """Every version of every login. Safe to use from many threads."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._key = secrets.token_bytes(32)
        self._versions: dict[bytes, Version] = {}
        self._tokens: dict[bytes, _Token] = {}
        self._numbers: Counter[str] = Counter()
        self._shut: dict[str, float] = {}
        self._company: dict[str, int | None] = {}
        self._closed: dict[int, float] = {}

    # What ends and begins

    def issue(self, login: str, secret: str, window: Mapping[str, Any] | None = None) -> int:
        """Note that `secret` is right from now on, beside those that are already; return its number.

        `window` may hold `valid_from` and `valid_until`, moments in ISO form.
        """
        with self._lock:
            version = self._versions.get(self._digest(login, secret))
            if version is None:
                self._numbers[login] += 1
                version = Version(login, self._numbers[login], self._now())
                self._versions[self._digest(login, secret)] = version
            version.died = None
            _bound(version, window or {})
            return version.number

    def replace(self, login: str, secret: str, window: Mapping[str, Any] | None = None) -> int:
        """Note that `secret` is right from now on and no other; return its number."""
        with self._lock:
            for version in self._living(login):
                version.died = self._now()
            return self.issue(login, secret, window)

    def end(self, login: str, secret: str) -> None:
        """Note that this one secret is dead."""
        with self._lock:
            version = self._versions.get(self._digest(login, secret))
            if version is not None and version.died is None:
                version.died = self._now()

    def shut(self, login: str) -> None:
        """Note that `login` does not get in, whatever its secret."""
        with self._lock:
            self._shut.setdefault(login, self._now())

    def open(self, login: str) -> None:
        """Note that `login` gets in again with the secrets that are right."""
        with self._lock:
            self._shut.pop(login, None)

    def bound(self, login: str, secret: str | None, window: Mapping[str, Any]) -> None:
        """Set the time within which a secret, or every one of the login, opens the door; without dates, for ever."""
        with self._lock:
            named = None if secret is None else self._versions.get(self._digest(login, secret))
            for version in self._living(login):
                if secret is None or version is named:
                    _bound(version, window)

    def belongs(self, login: str, company: int | None) -> None:
        """Note whose login it is; None belongs to the only company there is."""
        with self._lock:
            self._company[login] = company

    def close_company(self, company: int) -> None:
        """Note that nobody of `company` gets in."""
        with self._lock:
            self._closed.setdefault(company, self._now())

    def open_company(self, company: int) -> None:
        """Note that they get in again."""
        with self._lock:
            self._closed.pop(company, None)

    # What the control interface says

    def hear(self, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Note what the control interface was asked to do to a login, and which secret it gave out."""
        action, login = asked["action"], asked.get("login") or asked["username"]
        named: str | None = asked.get("key") or asked.get("password")
        given: str = answer.get("key") or answer.get("password") or ""
        if action in ("add", "rotate"):
            self.replace(login, given, asked)
        elif action in _GIVING:
            self.issue(login, given, asked)
        elif action in _ENDING_ONE:
            self.end(login, named or "")
        elif action == "window":
            self.bound(login, named, asked)
        elif action in ("revoke", "block"):
            self.shut(login)
        if action in ("add", "activate"):
            self.open(login)
        if action == "add" or "company" in asked:
            self.belongs(login, asked.get("company"))

    # Sessions

    def grant(self, login: str, secret: str, token: str, ends: float) -> None:
        """Note that a session that began with `secret` carries `token` until the moment `ends`."""
        with self._lock:
            version = self._versions.get(self._digest(login, secret))
            self._tokens[self._digest("", token)] = _Token(login, version, ends)

    def end_token(self, token: str) -> None:
        """Note that `token` opens nothing any more."""
        with self._lock:
            known = self._tokens.get(self._digest("", token))
            if known is not None:
                known.ends = min(known.ends, self._now())

    # How it stands

    def judge(self, authorization: str) -> Signature:
        """Return what an `Authorization` header says of who signed, and how that stands now."""
        scheme, _, value = authorization.partition(" ")
        with self._lock:
            if scheme.lower() == "bearer":
                return self._judge_token(value)
            login, secret = signer(authorization)
            if not login:
                return Signature("", None, "unsigned")
            version = self._versions.get(self._digest(login, secret))
            if version is None:
                return Signature(login, None, "unknown")
            return Signature(login, version.number, "alive" if self._is_alive(version) else "dead")

    def _judge_token(self, value: str) -> Signature:
        token = self._tokens.get(self._digest("", value))
        if token is None:
            return Signature("", None, "unknown")
        number = token.version.number if token.version else None
        lives = token.version is not None and self._is_alive(token.version)
        if token.ends <= self._now():
            return Signature(token.login, number, "ended" if lives else "dead")
        return Signature(token.login, number, "alive" if lives else "outlived")

    def clear(self) -> None:
        """Forget every secret."""
        with self._lock:
            for known in (self._versions, self._tokens, self._numbers, self._shut, self._company, self._closed):
                known.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Show every version without its secret, in the order in which they were given out."""
        with self._lock:
            return [self._shown(version) for version in self._versions.values()]

    def _shown(self, version: Version) -> dict[str, Any]:
        return {
            "login": version.login,
            "version": version.number,
            "issued": version.issued,
            "died": self._died(version),
            "valid_from": version.valid_from,
            "valid_until": version.valid_until,
            "alive": self._is_alive(version),
        }

    def _living(self, login: str) -> Iterator[Version]:
        return (version for version in self._versions.values() if version.login == login and version.died is None)

    def _is_alive(self, version: Version) -> bool:
        return self._died(version) is None and (version.valid_from or 0.0) <= self._now()

    def _died(self, version: Version) -> float | None:
        """Return the first moment at which something ended it, whatever that was; None while it lives."""
        ends = [version.died, self._shut.get(version.login), self._closed_at(version.login)]
        if version.valid_until is not None and version.valid_until <= self._now():
            ends.append(version.valid_until)
        return min((end for end in ends if end is not None), default=None)

    def _closed_at(self, login: str) -> float | None:
        company = self._company.get(login)
        if company is not None:
            return self._closed.get(company)
        return min(self._closed.values(), default=None)

    def _digest(self, login: str, secret: str) -> bytes:
        """The key lives as long as the process, so that a digest that gets out cannot be tried against guesses."""
        return hashlib.blake2b(f"{login}\n{secret}".encode(), key=self._key, digest_size=16).digest()


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


def basic(name: str, secret: str) -> str:
    """Write the `Basic` header of a name and a secret."""
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def moment(text: str | None) -> dt.datetime | None:
    """Read a moment in ISO form; one without a zone is in UTC, a bare day begins at midnight. None stays None."""
    if text is None:
        return None
    read = dt.datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def _bound(version: Version, window: Mapping[str, Any]) -> None:
    begins, ends = moment(window.get("valid_from")), moment(window.get("valid_until"))
    version.valid_from = begins.timestamp() if begins else None
    version.valid_until = ends.timestamp() if ends else None


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""

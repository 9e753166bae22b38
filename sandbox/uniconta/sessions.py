"""Sessions of surface C: tokens, what renews them, and what ends them (Uniconta sheet 1.6, 2.2, 8.20)."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import threading
import uuid
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.uniconta.access import Access, Visit
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.switches import Switches

_HEAD = {"alg": "HS256", "typ": "JWT"}


@dataclass
class Session:
    """One login and the tokens that came of it, each with the moment it ends."""

    visit: Visit
    renewals: dict[str, dt.datetime] = field(default_factory=dict)
    tokens: dict[str, dt.datetime] = field(default_factory=dict)


class Ear(Protocol):
    """Who wants to hear which tokens stand for which password."""

    def grant(self, login: str, secret: str, token: str, ends: float, /) -> None:
        """Hear of a new token, which is good until the moment `ends`, in seconds since 1970."""

    def end_token(self, token: str, /) -> None:
        """Hear that a token is good no more."""


class Sessions:
    """All sessions. Tokens look like JWT; what they say is told by the server's memory alone."""

    def __init__(self, access: Access, switches: Switches, ear: Ear) -> None:
        self._access = access
        self._ear = ear
        self._switches = switches
        self._lock = threading.Lock()
        self._sessions: list[Session] = []
        self._secret = secrets.token_bytes(32)

    def open(self, visit: Visit) -> dict[str, str]:
        """Begin a session and return what the login answers. Raises `Refusal`."""
        now = self._access.now()
        with self._lock:
            self._drop_dead(now)
            if visit.user.server:
                self._make_room(visit.user.login, now)
            session = Session(visit)
            self._sessions.append(session)
            return self._issue(session, now)

    def renew(self, renewal: str) -> dict[str, str]:
        """Give a new token for a refresh token. Raises `Refusal`."""
        now = self._access.now()
        with self._lock:
            session = next((each for each in self._sessions if each.renewals.get(renewal, now) > now), None)
            if session is None or self._is_over(session, ends_with_password=("refresh", "all")):
                raise Refusal("UserNotLoggedIn", 401)
            if self._switches.web_refresh_rotates:
                del session.renewals[renewal]
                self._ear.end_token(renewal)
                renewal = ""
            return self._issue(session, now, renewal)

    def visit(self, header: str) -> Visit:
        """Return who holds the token of a Bearer header. Raises `Refusal`."""
        scheme, _, token = header.partition(" ")
        now = self._access.now()
        with self._lock:
            session = next((each for each in self._sessions if each.tokens.get(token, now) > now), None)
        if scheme.lower() != "bearer" or session is None or self._is_over(session, ends_with_password=("all",)):
            raise Refusal("UserNotLoggedIn", 401)
        return session.visit._replace(user=self._access.users[session.visit.user.login])

    def end(self, login: str | None = None) -> int:
        """End the sessions of one login, or all of them, as the server's nightly update does; return how many."""
        with self._lock:
            ended = [session for session in self._sessions if login in (None, session.visit.user.login)]
            self._drop(ended)
        return len(ended)

    def _make_room(self, login: str, now: dt.datetime) -> None:
        """Let a server user be logged in once only, by switch. No source names the error of the second one."""
        mode = self._switches.second_login
        others = [each for each in self._sessions if each.visit.user.login == login and _is_alive(each, now)]
        if others and mode == "refuse":
            raise Refusal("NoAccess")
        if mode == "end_first":
            self._drop(others)

    def _is_over(self, session: Session, *, ends_with_password: tuple[str, ...]) -> bool:
        """Whether the login is gone or blocked, or, by switch, the password that it began with."""
        user = self._access.users.get(session.visit.user.login)
        if user is None or user.blocked:
            return True
        by_password = self._switches.credential_change_ends in ends_with_password
        return by_password and not user.is_open(session.visit.password, self._access.now())

    def _issue(self, session: Session, now: dt.datetime, renewal: str = "") -> dict[str, str]:
        """Add a token, and a refresh token unless `renewal` goes on being good."""
        ends = now + dt.timedelta(seconds=self._switches.web_access_seconds)
        token = self._token(session.visit, ends)
        session.tokens[token] = ends
        self._grant(session, token, ends)
        if not renewal:
            renewal = str(uuid.uuid4())
            session.renewals[renewal] = now + dt.timedelta(seconds=self._switches.web_refresh_seconds)
            self._grant(session, renewal, session.renewals[renewal])
        expiry = session.renewals[renewal].isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"token": token, "refreshToken": renewal, "refreshTokenExpiry": expiry}

    def _grant(self, session: Session, token: str, ends: dt.datetime) -> None:
        self._ear.grant(session.visit.user.login, session.visit.password.text, token, ends.timestamp())

    def _drop(self, ended: list[Session]) -> None:
        """Let go of sessions that have tokens still. The caller holds the lock."""
        self._sessions = [session for session in self._sessions if session not in ended]
        for session in ended:
            for token in (*session.tokens, *session.renewals):
                self._ear.end_token(token)

    def _token(self, visit: Visit, ends: dt.datetime) -> str:
        claims = {"sub": visit.user.login, "cid": visit.company, "jti": str(uuid.uuid4()), "exp": int(ends.timestamp())}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (_HEAD, claims))
        return f"{signed}.{_encoded(hmac.digest(self._secret, signed.encode(), hashlib.sha256))}"

    def _drop_dead(self, now: dt.datetime) -> None:
        """Forget sessions that nothing can wake any more."""
        self._sessions = [
            each for each in self._sessions if max((*each.renewals.values(), *each.tokens.values())) > now
        ]


def _is_alive(session: Session, now: dt.datetime) -> bool:
    """Whether a token of the session opens anything now; one that could only be renewed does not count."""
    return any(ends > now for ends in session.tokens.values())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

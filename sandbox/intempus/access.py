"""Who may come in, with which keys, and what they may do once inside (Intempus sheet 1).

Kept in memory beside the tables: it is bookkeeping of the twin, not data of a company, and reads that are served from
the past must still look at the keys of the present.
"""

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from sandbox.clock import clock
from sandbox.intempus.switches import switches
from sandbox.versions import moment

VERBS = ("read", "create", "update", "delete")


@dataclass
class Key:
    """One secret of a user and when it opens; None is without bound."""

    secret: str
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None

    def opens(self, secret: str, now: dt.datetime) -> bool:
        """Whether `secret` is this one, within its time. The last moment is `valid_until` itself, which is out."""
        begun = self.valid_from is None or self.valid_from <= now
        ended = self.valid_until is not None and self.valid_until <= now
        return compare_digest(self.secret.encode(), secret.encode()) and begun and not ended


@dataclass
class User:
    """A user of Intempus. `company` None sees every company; `employee` is who this is, if anybody.

    `denied` names per resource the `VERBS` that are refused. `password` is for signing in with a cookie.
    """

    username: str
    keys: list[Key] = field(default_factory=list)
    role: str = "admin"
    active: bool = True
    company: int | None = None
    employee: int | None = None
    denied: dict[str, list[str]] = field(default_factory=dict)
    password: str | None = None

    def may(self, verb: str, resource: str) -> bool:
        """Whether the user may do `verb`, one of `VERBS`, to rows of `resource`."""
        return verb not in self.denied.get(resource, ())

    @property
    def sees_own_only(self) -> bool:
        """Whether lists are narrowed to rows of the user's own employee (a guess, Intempus sheet open question 6)."""
        return self.role != "admin" and self.employee is not None


class Access:
    """All users. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: dict[str, User] = {}
        self._closed: set[int] = set()

    def replace(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Forget everybody and let in whom `rows` names, see `add`."""
        with self._lock:
            self._users, self._closed = {}, set()
        for row in rows:
            self.add(**row)

    def add(
        self, username: str, key: str, *, valid_from: str | None = None, valid_until: str | None = None, **user: Any
    ) -> None:
        """Let in one more user; `user` holds fields of `User`. Raises `ValueError` when the name is taken."""
        with self._lock:
            if username in self._users:
                raise ValueError(f"There is a user {username} already")
            made = Key(key, moment(valid_from), moment(valid_until))
            self._users[username] = User(username, [made], **user)

    def user(self, username: str) -> User:
        """Return the user of this exact name. Raises `LookupError`."""
        if username not in self._users:
            raise LookupError(f"no such user: {username}")
        return self._users[username]

    def by_key(self, username: str, secret: str) -> User | None:
        """Return whom the key lets in, None when it does not; the name counts in its exact case (sheet 1.3)."""
        user = self._inside(username)
        now = clock.now()
        return user if user and any(key.opens(secret, now) for key in user.keys) else None

    def by_password(self, username: str, password: str) -> User | None:
        """Return whom the password lets in, None when it does not."""
        user = self._inside(username)
        known = user.password if user else None
        return user if known is not None and compare_digest(known.encode(), password.encode()) else None

    def by_name(self, username: str) -> User | None:
        """Return who signed in before, None when the user has been put out since."""
        return self._inside(username)

    def _inside(self, username: str) -> User | None:
        """Return a user whom neither a deactivation nor that of the company keeps out (sheet 1.12)."""
        user = self._users.get(username)
        return user if user and user.active and not self._is_closed(user.company) else None

    def _is_closed(self, company: int | None) -> bool:
        """Whether the company is closed; a user without one of his own belongs to the only one there is."""
        return bool(self._closed) if company is None else company in self._closed

    def close_company(self, company: int) -> None:
        """Deactivate a company: nobody of it gets in."""
        with self._lock:
            self._closed.add(company)

    def open_company(self, company: int) -> None:
        """Activate a company again."""
        with self._lock:
            self._closed.discard(company)

    def rotate(self, username: str, key: Key) -> None:
        """Replace every key by a new one: the old are dead at once (sheet 1.11)."""
        self.user(username).keys = [key]

    def add_key(self, username: str, key: Key) -> None:
        """Give a second key. Raises `ValueError` beyond what the switch `keys_per_user` allows, or for one it has."""
        user = self.user(username)
        if len(user.keys) >= switches.keys_per_user:
            raise ValueError(f"{username} has as many keys as a user may have: {switches.keys_per_user}")
        if any(known.secret == key.secret for known in user.keys):
            raise ValueError(f"That is a key of {username} already")
        user.keys = [*user.keys, key]

    def revoke_key(self, username: str, secret: str) -> None:
        """End one key now."""
        user = self.user(username)
        user.keys = [key for key in user.keys if key.secret != secret]

    def bound(self, username: str, secret: str | None, valid_from: str | None, valid_until: str | None) -> None:
        """Set the time within which a key opens, or every key of the user when none is named."""
        for key in self.user(username).keys:
            if secret in (None, key.secret):
                key.valid_from, key.valid_until = moment(valid_from), moment(valid_until)


access = Access()

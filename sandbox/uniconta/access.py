"""Who asks, for which company, and whether they may (Uniconta sheet 1, 2.1, 8.1, 8.18, 8.19)."""

import base64
import binascii
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from sandbox.uniconta.allowance import Allowance
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.switches import Switches

EXTENDED_TIMES = 15  # 75,000 calls in place of 5,000

_NO_RIGHT = {
    "read": "NoRights",
    "insert": "NoRightsToInsert",
    "update": "NoRightsToUpdate",
    "delete": "NoRightsToDelete",
}


@dataclass
class User:
    """A login, which is global, and the companies it reaches. `access` holds the day on which access expires."""

    login: str
    password: str
    access: dict[int, dt.date | None]
    default_company: int | None
    blocked: bool = False
    two_factor: bool = False
    hide_cost_price: bool = False
    denied: set[tuple[str, str]] = field(default_factory=set)  # (entity, verb)


class Access:
    """The logins, what they have used up, and who is inside right now."""

    def __init__(self, switches: Switches) -> None:
        self.users: dict[str, User] = {}
        self._switches = switches
        self._lock = threading.Lock()
        self._forget()

    def replace(self, logins: list[dict[str, Any]]) -> None:
        """Forget everybody and let these in."""
        with self._lock:
            self.users = {}
            self._forget()
        for login in logins:
            self.add(**login)

    def add(self, login: str, password: str, companies: list[int], default_company: int | None = None) -> None:
        """Let one more login in."""
        access: dict[int, dt.date | None] = dict.fromkeys(companies)
        self.users[login] = User(login, password, access, default_company)

    def _forget(self) -> None:
        self._allowances: dict[str, Allowance] = {}
        self._failures: Counter[str] = Counter()
        self._waits: dict[str, float] = {}
        self._inside: Counter[str] = Counter()

    def sign_in(self, header: str, path_company: int | None) -> tuple[User, int]:
        """Return the user behind a Basic header and the company that is meant.

        The company comes from the path, else from the user name, else it is the user's own (sheet 2.1).
        Raises `Refusal`.
        """
        name, password = _basic(header)
        prefix, login = _company_and_login(name)
        user = self._recognise(login, password)
        company = next((number for number in (path_company, prefix, user.default_company) if number is not None), None)
        self._refuse_outsiders(user, company)
        return user, company or 0

    @contextmanager
    def inside(self, user: User) -> Iterator[None]:
        """Count the call and slow it down; by switch, refuse a second one at the same time."""
        with self._lock:
            if self._inside[user.login] and self._switches.concurrent_calls == "refuse":
                raise Refusal("UserNotLoggedIn", 401)
            self._inside[user.login] += 1
            delay = self._count_call(user.login)
        try:
            time.sleep(delay)
            yield
        finally:
            with self._lock:
                self._inside[user.login] -= 1

    def check_right(self, user: User, entity: Entity, verb: str) -> None:
        """Refuse what the user may not do with the entity, or what the company has not got."""
        if entity.module in self._switches.modules_off:
            raise Refusal("AddInNotActivated", 403)
        if (entity.name, verb) in user.denied:
            raise Refusal(_NO_RIGHT[verb], 403)

    def allowances(self) -> dict[str, dict[str, int]]:
        """Return the meter of each user."""
        with self._lock:
            return {login: {"calls": a.calls, "carried": a.carried} for login, a in self._allowances.items()}

    def today(self) -> dt.date:
        """Return the twin's day."""
        return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=self._switches.day_offset)

    def _recognise(self, login: str, password: str) -> User:
        self._refuse_impatient(login)
        user = self.users.get(login)
        if user is None or not compare_digest(user.password.encode(), password.encode()):
            self._note_failure(login)
            raise Refusal("UserOrPasswordIsWrong", self._switches.refused_login_status)
        with self._lock:
            del self._failures[login]
        if user.blocked:
            raise Refusal("UserIsBlocked", self._switches.refused_login_status)
        if user.two_factor:
            raise Refusal("LoginAuthenticationPending", self._switches.refused_login_status)
        return user

    def _refuse_outsiders(self, user: User, company: int | None) -> None:
        if self._switches.ip_blocked:
            raise Refusal("IPAddressNotAllowed", 403)
        if company is None:
            raise Refusal("NoCompanyId", 403)
        if company not in user.access:
            raise Refusal("UserNoAccessToCompany", 403)
        expiry = user.access[company]
        if expiry is not None and expiry < self.today():
            raise Refusal("NoAccess", 403)

    def _refuse_impatient(self, login: str) -> None:
        with self._lock:
            if self._waits.get(login, 0.0) > time.monotonic():
                raise Refusal("TooManyLoginAttempts", self._switches.refused_login_status)

    def _note_failure(self, login: str) -> None:
        with self._lock:
            self._failures[login] += 1
            if self._switches.login_attempts and self._failures[login] >= self._switches.login_attempts:
                self._waits[login] = time.monotonic() + self._switches.login_wait_seconds
                del self._failures[login]

    def _count_call(self, login: str) -> float:
        """Return the seconds that this call is slowed down. The caller holds the lock."""
        free = self._switches.free_calls * (EXTENDED_TIMES if self._switches.extended_calls else 1)
        metered = free or 1
        allowance = self._allowances.get(login, Allowance()).after_call(self.today().toordinal(), metered)
        self._allowances[login] = allowance
        return allowance.steps(free) * self._switches.call_delay_seconds if free else 0.0


def _basic(header: str) -> tuple[str, str]:
    """Take a Basic header apart, at the first colon only."""
    scheme, _, value = header.partition(" ")
    try:
        name, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name, colon, password = "", "", ""
    if scheme.lower() != "basic" or not colon:
        raise Refusal("UserOrPasswordIsWrong", 401)
    return name, password


def _company_and_login(name: str) -> tuple[int | None, str]:
    """Part `0010523/login`; with any padding. A slash after something else belongs to the login."""
    prefix, slash, login = name.partition("/")
    return (int(prefix), login) if slash and prefix.isdecimal() else (None, name)

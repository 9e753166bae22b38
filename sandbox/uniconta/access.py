"""Who asks, for which company, and whether they may (Uniconta sheet 1, 2.1, 8.1, 8.18, 8.19)."""

import base64
import binascii
import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, NamedTuple

from sandbox.clock import clock
from sandbox.uniconta.allowance import Allowance
from sandbox.uniconta.entity import Entity
from sandbox.uniconta.logins import Password, User
from sandbox.uniconta.refusal import Refusal
from sandbox.uniconta.switches import Switches

EXTENDED_TIMES = 15  # 75,000 calls in place of 5,000

_NO_RIGHT = {
    "read": "NoRights",
    "insert": "NoRightsToInsert",
    "update": "NoRightsToUpdate",
    "delete": "NoRightsToDelete",
}


class Visit(NamedTuple):
    """Somebody who was let in: the login, the company that is meant, and the password that was used."""

    user: User
    company: int
    password: Password


class Access:
    """The logins, what they have used up, and who is inside right now.

    `on_blocked` hears of a login that was blocked for its failures.
    """

    def __init__(self, switches: Switches, on_blocked: Callable[[str], None]) -> None:
        self.users: dict[str, User] = {}
        self._switches = switches
        self._on_blocked = on_blocked
        self._lock = threading.Lock()
        self._visits = count(1)
        self._forget()

    def replace(self, logins: list[dict[str, Any]]) -> None:
        """Forget everybody and let these in."""
        with self._lock:
            self.users = {}
            self._forget()
        for login in logins:
            self.add(**login)

    def add(self, login: str, password: str, companies: list[int], default_company: int | None = None) -> User:
        """Let one more login in and return it."""
        access: dict[int, dt.date | None] = dict.fromkeys(companies)
        self.users[login] = User(login, (Password(password),), access, default_company)
        return self.users[login]

    def _forget(self) -> None:
        self._gone: dict[str, User] = {}
        self._allowances: dict[str, Allowance] = {}
        self._failures: Counter[str] = Counter()
        self._waits: dict[str, float] = {}
        self._inside: Counter[str] = Counter()
        self._newest: dict[str, int] = {}

    def sign_in(self, header: str, path_company: int | None) -> Visit:
        """Return who is behind a Basic header. Raises `Refusal`."""
        return self.enter(*_basic(header), path_company)

    def enter(self, name: str, password: str, path_company: int | None = None) -> Visit:
        """Let a user name in one of its forms in, with its password.

        The company comes from the path, else from the user name, else it is the user's own (sheet 2.1).
        Raises `Refusal`.
        """
        prefix, login = _company_and_login(name)
        user, used = self._recognise(login, password)
        company = next((each for each in (path_company, prefix, user.default_company) if each is not None), None)
        self.check_company(user, company)
        return Visit(user, company or 0, used)

    @contextmanager
    def inside(self, user: User) -> Iterator[None]:
        """Count the call and slow it down; by switch, one of two at the same time is refused."""
        visit = next(self._visits)
        with self._lock:
            if self._inside[user.login] and self._switches.concurrent_calls == "refuse":
                raise Refusal("UserNotLoggedIn", 401)
            self._inside[user.login] += 1
            self._newest[user.login] = visit
            delay = self._count_call(user.login) + user.delay_seconds
        try:
            time.sleep(delay)
            yield
        finally:
            with self._lock:
                self._inside[user.login] -= 1
                ended = self._newest.get(user.login) != visit
        if ended and self._switches.concurrent_calls == "end_first":
            raise Refusal("UserNotLoggedIn", 401)

    def check_right(self, user: User, entity: Entity, verb: str) -> None:
        """Refuse what the user may not do with the entity, or what the company has not got."""
        if entity.module in self._switches.modules_off:
            raise Refusal("AddInNotActivated", 403)
        if (entity.name, verb) in user.denied or ("*", verb) in user.denied:
            raise Refusal(_NO_RIGHT[verb], 403)

    def check_company(self, user: User, company: int | None) -> None:
        """Refuse a user to whom this company is closed, by address, by right, by date or by package."""
        if self._switches.ip_blocked:
            raise Refusal("IPAddressNotAllowed", 403)
        if company is None:
            raise Refusal("NoCompanyId", 403)
        if company not in user.access:
            raise Refusal("UserNoAccessToCompany", 403)
        expiry = user.access[company]
        if expiry is not None and expiry < self.today():
            raise Refusal("NoAccess", 403)
        if user.accountant and "IntegrationPack" in self._switches.modules_off:
            raise Refusal("AddInNotActivated", 403)

    def revoke(self, login: str) -> None:
        """Let a login be gone. Raises `KeyError` when it is already."""
        with self._lock:
            self._gone[login] = self.users.pop(login)

    def restore(self, login: str) -> None:
        """Bring a login back that was revoked, and forget its failures: a person has looked after it."""
        with self._lock:
            gone = self._gone.pop(login, None)
            if gone is not None and login not in self.users:  # else it was added anew since
                self.users[login] = gone
        self.forgive(login)

    def forgive(self, login: str) -> None:
        """Forget failures."""
        with self._lock:
            del self._failures[login]
            self._waits.pop(login, None)

    def allowances(self) -> dict[str, dict[str, int]]:
        """Return the meter of each user."""
        with self._lock:
            return {login: {"calls": a.calls, "carried": a.carried} for login, a in self._allowances.items()}

    def now(self) -> dt.datetime:
        """Return the twin's moment."""
        return clock.now()

    def today(self) -> dt.date:
        """Return the twin's day."""
        return self.now().date() + dt.timedelta(days=self._switches.day_offset)

    def _recognise(self, login: str, password: str) -> tuple[User, Password]:
        self._refuse_impatient(login)
        user = self.users.get(login)
        used = user.opening(password, self.now()) if user else None
        if user is None or used is None:
            self._note_failure(login)
            raise Refusal("UserOrPasswordIsWrong", self._switches.refused_login_status)
        with self._lock:
            del self._failures[login]
        if user.blocked:
            raise Refusal("UserIsBlocked", self._switches.refused_login_status)
        if user.two_factor:
            time.sleep(self._switches.two_factor_wait_seconds)
            raise Refusal("LoginAuthenticationPending", self._switches.refused_login_status)
        return user, used

    def _refuse_impatient(self, login: str) -> None:
        with self._lock:
            if self._waits.get(login, 0.0) > clock.seconds():
                raise Refusal("TooManyLoginAttempts", self._switches.refused_login_status)

    def _note_failure(self, login: str) -> None:
        """Count a failure; by switch, some make the login wait, and some block it until a person opens it again."""
        with self._lock:
            self._failures[login] += 1
            failures = self._failures[login]
            if self._switches.block_after and failures >= self._switches.block_after and login in self.users:
                self.users[login].blocked = True
                self._on_blocked(login)
            if self._switches.login_attempts and failures % self._switches.login_attempts == 0:
                self._waits[login] = clock.seconds() + self._switches.login_wait_seconds

    def _count_call(self, login: str) -> float:
        """Return the seconds that this call is slowed down. The caller holds the lock."""
        free = self._switches.free_calls * (EXTENDED_TIMES if self._switches.extended_calls else 1)
        metered, day = free or 1, self.today().toordinal()
        before = self._allowances.get(login, Allowance())
        allowance = self._allowances[login] = before.after_call(day, metered, self._switches.calls_per_request)
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

"""The plainest possible bookkeeping of what should have happened to a twin, to hold its journal against.

A model carries each step out on the running twin and writes down beside it, by simple rules, who signed, how that
stood, what was answered and which rows must be there. It shares no code with the journal.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx2

from sandbox.client import ControlRefused, TwinControl

HOUR = 3600
FAULTS = {"auth_reject": 401, "unavailable": 503, "reset_before_commit": None, "reset_after_commit": None}
DONE_ALL_THE_SAME = ("reset_after_commit",)
NEVER_GIVEN_OUT = "never-given-out"


@dataclass
class Secret:
    """One secret that was given out; hours are those of the model's clock."""

    text: str
    number: int
    is_right: bool = True
    opens: int | None = None
    closes: int | None = None


@dataclass
class Login:
    """One login and all secrets it ever had."""

    name: str
    secrets: list[Secret] = field(default_factory=list)
    is_shut: bool = False
    is_gone: bool = False
    failures: int = 0

    def give(self, text: str, opens: int | None = None, closes: int | None = None) -> None:
        self.secrets.append(Secret(text, len(self.secrets) + 1, opens=opens, closes=closes))


@dataclass(frozen=True)
class Expected:
    """What the journal must say of one call."""

    login: str
    version: int | None
    standing: str
    status: int | None


class Side(Protocol):
    """What differs between the twins."""

    control: TwinControl
    client: httpx2.Client

    def headers(self, login: str, secret: str) -> dict[str, str]: ...

    def read(self, headers: dict[str, str]) -> httpx2.Response: ...

    def write(self, headers: dict[str, str], marker: str) -> httpx2.Response: ...

    def markers(self) -> list[str]: ...

    def written(self, write: dict[str, Any]) -> str: ...


class Model:
    """Does what a step says, and keeps count."""

    def __init__(self, side: Side, logins: list[tuple[str, str]]) -> None:
        self.side = side
        self.logins = [Login(name) for name, _ in logins]
        for login, (_, secret) in zip(self.logins, logins, strict=True):
            login.give(secret)
        self.hour = 0
        self.closed = False
        self.fault: str | None = None
        self.block_after = 0
        self.expected: list[Expected] = []
        self.rows: list[str] = []
        self.dead_writes = 0

    # Steps

    def call(self, who: int, which: int, *, writes: bool) -> None:
        """One call, signed by a secret that was given out once, or by one that never was."""
        login = self.logins[who]
        secret = login.secrets[which] if which < len(login.secrets) else None
        headers = self.side.headers(login.name, secret.text if secret else NEVER_GIVEN_OUT)
        standing = self.standing(login, secret)
        marker = f"M{len(self.expected):04d}"
        fault = self.take_fault()
        status = self.send(lambda: self.side.write(headers, marker) if writes else self.side.read(headers))
        passes = fault is None or fault in DONE_ALL_THE_SAME
        if passes:
            self.count_failure(login, right=standing == "alive" or self.is_blocked_but_right(login, secret))
        self.rows += [marker] if writes and passes and standing == "alive" else []
        self.note(login.name, secret, standing, fault, status, right=standing == "alive")

    def rotate(self, who: int, opens: int | None, closes: int | None) -> None:
        login = self.logins[who]
        if self.credentials("rotate", login, **self.window(opens, closes)):
            for secret in login.secrets:
                secret.is_right = False
            login.give(self.given, self.at(opens), self.at(closes))

    def second(self, who: int) -> None:
        login = self.logins[who]
        if self.credentials("add-secret", login):
            login.give(self.given)

    def revoke_secret(self, who: int, which: int) -> None:
        login = self.logins[who]
        if which < len(login.secrets) and self.credentials("revoke-secret", login, secret=login.secrets[which].text):
            login.secrets[which].is_right = False

    def bound(self, who: int, which: int | None, opens: int | None, closes: int | None) -> None:
        """Set or lift the window of one secret, or of all that are right."""
        login = self.logins[who]
        chosen = login.secrets[which : which + 1] if which is not None else login.secrets
        named = {} if which is None else {"secret": chosen[0].text if chosen else NEVER_GIVEN_OUT}
        if self.credentials("window", login, **named, **self.window(opens, closes)):
            for secret in chosen:
                if secret.is_right:
                    secret.opens, secret.closes = self.at(opens), self.at(closes)

    def activate(self, who: int) -> None:
        if self.credentials("activate", self.logins[who]):
            self.logins[who].is_shut = False
            self.logins[who].failures = 0

    def move(self, hours: int) -> None:
        self.side.control.move_clock(hours * HOUR)
        self.hour += hours

    def break_next(self, fault: str) -> None:
        if self.fault is None:
            self.side.control.fault(fault)
            self.fault = fault

    # By what rules

    def standing(self, login: Login, secret: Secret | None) -> str:
        if secret is None:
            return "unknown"
        return "alive" if self.lives(login, secret) else "dead"

    def lives(self, login: Login, secret: Secret) -> bool:
        return self.opens(secret) and not (login.is_shut or login.is_gone or self.closed)

    def opens(self, secret: Secret) -> bool:
        begun = secret.opens is None or secret.opens <= self.hour
        return secret.is_right and begun and (secret.closes is None or self.hour < secret.closes)

    def is_blocked_but_right(self, login: Login, secret: Secret | None) -> bool:
        return secret is not None and self.opens(secret) and not login.is_gone

    def count_failure(self, login: Login, *, right: bool) -> None:
        login.failures = 0 if right else login.failures + 1
        if self.block_after and login.failures >= self.block_after and not login.is_gone:
            login.is_shut = True

    # How

    def credentials(self, action: str, login: Login, **more: Any) -> bool:
        """Change a login; a twin that refuses has changed nothing."""
        try:
            answer = self.side.control.credentials(action, login=login.name, **more)
        except ControlRefused:
            return False
        self.given = str(answer.get("secret", ""))
        return True

    def at(self, hours: int | None) -> int | None:
        return None if hours is None else self.hour + hours

    def window(self, opens: int | None, closes: int | None) -> dict[str, str]:
        now = dt.datetime.fromisoformat(self.side.control.clock()["now"])
        named = {"valid_from": opens, "valid_until": closes}
        return {
            name: (now + dt.timedelta(hours=hours)).isoformat() for name, hours in named.items() if hours is not None
        }

    def take_fault(self) -> str | None:
        fault, self.fault = self.fault, None
        return fault

    @staticmethod
    def send(work: Any) -> int | None:
        try:
            return int(work().status_code)
        except httpx2.TransportError:
            return None

    def note(
        self, login: str, secret: Secret | None, standing: str, fault: str | None, status: int | None, *, right: bool
    ) -> None:
        """Write down what the journal must say; the answer must be what the rules foresee as well."""
        if fault is not None:
            assert status == FAULTS[fault]
        else:
            assert status is not None
            assert (status < 300) == right, (status, login, secret, standing)
        self.expected.append(Expected(login, secret.number if secret else None, standing, status))


def compare(model: Model) -> None:
    """Hold everything the journal tells against the model's own count."""
    control = model.side.control
    log = control.requests()
    assert [Expected(c["credential"], c["version"], c["standing"], c["status"]) for c in log] == model.expected
    assert all(call["arrived"] <= call["completed"] for call in log)
    _compare_attempts(control, log, model.expected)
    _compare_counts(control, model.expected)
    _compare_versions(control, model)
    assert sorted(model.side.markers()) == sorted(model.rows)
    assert [model.side.written(write) for write in control.journal()] == model.rows
    assert len(control.analysis("written-after-revocation")["writes"]) == model.dead_writes


def _compare_attempts(control: TwinControl, log: list[dict[str, Any]], expected: list[Expected]) -> None:
    dead = [call["arrived"] for call, known in zip(log, expected, strict=True) if known.standing == "dead"]
    days = Counter(dt.datetime.fromtimestamp(time, dt.UTC).date().isoformat() for time in dead)
    told = control.analysis("attempts")
    assert told["dead"] == len(dead)
    assert told["per_day"] == dict(days)
    assert told["most_in_five_minutes"] == max((sum(a <= b < a + 300 for b in dead) for a in dead), default=0)
    assert told["never_issued"] == sum(known.standing == "unknown" for known in expected)


def _compare_counts(control: TwinControl, expected: list[Expected]) -> None:
    statuses = Counter("reset" if known.status is None else str(known.status) for known in expected)
    assert control.calls()["by_status"] == dict(statuses)
    signed = Counter((known.login, known.version, known.standing) for known in expected)
    told = control.analysis("signed")["signed"]
    assert {(each["login"], each["version"], each["standing"]): each["calls"] for each in told} == dict(signed)


def _compare_versions(control: TwinControl, model: Model) -> None:
    alive = {(version["login"], version["version"]): version["alive"] for version in control.versions()}
    for login in model.logins:
        for secret in login.secrets:
            assert alive[login.name, secret.number] == model.lives(login, secret)

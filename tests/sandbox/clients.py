"""Two clients of either twin: one as often written, and one that believes only what it has seen.

Both are to bring one row over. What each believes at the end stands beside what is really there.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import httpx2

OWN_WAIT_SECONDS = 60

DONE, FAILED, CRASHED = "done", "failed", "crashed"
NEW_KEY, NO_RIGHT = "asked its customer for a new key", "told that a right is missing"
DOUBLED = "found it doubled and says so"


class System(Protocol):
    """One provider, as far as these clients use it. Every call takes the client that sends it."""

    def create(self, http: httpx2.Client) -> httpx2.Response: ...

    def create_safely(self, http: httpx2.Client) -> httpx2.Response: ...

    def look(self, http: httpx2.Client) -> httpx2.Response: ...

    def rows(self, answer: httpx2.Response) -> list[dict[str, Any]]: ...

    def is_row(self, answer: httpx2.Response) -> bool: ...

    def settle(self) -> None: ...


@dataclass
class Careless:
    """Takes 200 for done, 401 and 403 for a dead key, an exception for not done, and comes again at once."""

    system: System
    http: httpx2.Client
    waits: list[int] = field(default_factory=list)

    def bring(self) -> str:
        try:
            return self._bring()
        except (ValueError, KeyError):
            return CRASHED

    def bring_if_missing(self) -> str:
        there = self.system.rows(self.system.look(self.http))
        return DONE if there else self.bring()

    def count(self) -> int | str:
        """How many rows there are, from whatever came."""
        try:
            return len(self.system.rows(self.system.look(self.http)))
        except (ValueError, KeyError, TypeError, httpx2.TransportError):
            return CRASHED

    def now(self) -> dt.datetime:
        """The provider's clock is as good as its own."""
        return parsedate_to_datetime(self.system.look(self.http).headers["Date"])

    def _bring(self) -> str:
        for _ in range(2):
            try:
                answer = self.system.create(self.http)
            except httpx2.TransportError:
                continue
            if answer.status_code in (401, 403):
                return NEW_KEY
            if answer.is_success:
                return DONE
            if answer.status_code == 429:
                self.waits.append(int(answer.headers.get("Retry-After", 0)))
        return FAILED


@dataclass
class Careful:
    """Believes the row itself and nothing else; after any doubt it looks before it repeats."""

    system: System
    http: httpx2.Client
    waits: list[int] = field(default_factory=list)
    refusals: int = 0

    def bring(self) -> str:
        for _ in range(5):
            said = self._try_once()
            if said is not None:
                return said
            if self._there():
                return self._checked()
        return FAILED

    def bring_if_missing(self) -> str:
        """Look twice before anything is done on the strength of what was not there."""
        return self._checked() if self._there() or self._there() else self.bring()

    def count(self) -> int | str:
        """How many rows there are, once an answer is one."""
        for _ in range(5):
            rows = self._rows()
            if rows is not None:
                return len(rows)
        return FAILED

    def now(self) -> dt.datetime:
        """Its own clock, whatever the provider's shows."""
        return dt.datetime.now(dt.UTC)

    def _try_once(self) -> str | None:
        """Return what is certain after one try, None when nothing is."""
        try:
            answer = self.system.create_safely(self.http)
        except httpx2.TimeoutException:
            self.system.settle()  # it may still be at work: only later does it tell anything that the row is not there
            return None
        except httpx2.TransportError:
            return None
        if answer.status_code in (401, 403):
            return self._refused(answer)
        if answer.status_code == 429:
            self.waits.append(_wait(answer))
        return self._checked() if answer.is_success and self.system.is_row(answer) else None

    def _refused(self, answer: httpx2.Response) -> str | None:
        """A reason is about a right; none is about the key, and is not believed the first time."""
        if answer.content:
            return NO_RIGHT
        self.refusals += 1
        return NEW_KEY if self.refusals > 1 else None

    def _checked(self) -> str:
        return DOUBLED if len(self._rows() or ()) > 1 else DONE

    def _there(self) -> bool:
        return bool(self._rows())

    def _rows(self) -> list[dict[str, Any]] | None:
        try:
            answer = self.system.look(self.http)
            return self.system.rows(answer) if answer.status_code == 200 else None
        except (ValueError, KeyError, TypeError, httpx2.TransportError):
            return None


def _wait(answer: httpx2.Response) -> int:
    """Read how long to wait, in seconds or as a date by the provider's own clock; unsaid, the client chooses."""
    told = answer.headers.get("Retry-After")
    if told is None:
        return OWN_WAIT_SECONDS
    if told.isdecimal():
        return int(told)
    return round((parsedate_to_datetime(told) - parsedate_to_datetime(answer.headers["Date"])).total_seconds())


Client = Careless | Careful
KINDS: dict[str, Callable[[System, httpx2.Client], Client]] = {"careless": Careless, "careful": Careful}

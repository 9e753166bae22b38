"""Logins and the life of their passwords (Uniconta sheet 1.1, 1.2, 1.6)."""

import datetime as dt
from dataclasses import dataclass, field
from hmac import compare_digest


@dataclass(frozen=True, slots=True)
class Password:
    """One password of a login. It opens from `valid_from` up to and without `valid_until`."""

    text: str
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None

    def is_valid(self, now: dt.datetime) -> bool:
        """Whether it opens at this moment."""
        return (self.valid_from is None or self.valid_from <= now) and (
            self.valid_until is None or now < self.valid_until
        )


@dataclass
class User:
    """A login, which is global, and the companies it reaches. `access` holds the day on which access expires.

    `passwords` are those that open within their time: one, or by switch several.
    """

    login: str
    passwords: tuple[Password, ...]
    access: dict[int, dt.date | None]
    default_company: int | None
    server: bool = True  # a server user, else a standard one
    accountant: bool = False
    language: str = ""  # "da" or "en"; "" takes the switch
    blocked: bool = False
    two_factor: bool = False
    hide_cost_price: bool = False
    delay_seconds: float = 0.0  # set by hand: each call takes so much longer (sheet 2.4)
    denied: set[tuple[str, str]] = field(default_factory=set)  # (entity or "*", verb)
    hidden_fields: set[tuple[str, str]] = field(default_factory=set)  # (entity, field) that it cannot read
    locked_fields: set[tuple[str, str]] = field(default_factory=set)  # (entity, field) that it cannot change

    def opening(self, text: str, now: dt.datetime) -> Password | None:
        """Return the password that reads like this and opens now."""
        fitting = (p for p in self.passwords if compare_digest(p.text.encode(), text.encode()))
        return next((password for password in fitting if password.is_valid(now)), None)

    def is_open(self, password: Password, now: dt.datetime) -> bool:
        """Whether this password still opens; one that was given again is the same."""
        return self.opening(password.text, now) is not None

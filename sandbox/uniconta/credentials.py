"""What happens to logins behind the interface: a new password, a block, a right taken (Uniconta sheet 1)."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.uniconta.access import Access
from sandbox.uniconta.logins import Password, User
from sandbox.uniconta.sessions import Sessions
from sandbox.uniconta.state import State
from sandbox.uniconta.switches import Switches
from sandbox.versions import moment

Body = dict[str, Any]

_SIMPLE = ("two_factor", "hide_cost_price", "default_company", "server", "accountant", "language", "delay_seconds")
_PAIRS = ("denied", "hidden_fields", "locked_fields")


class Credentials:
    """The control route `credentials`."""

    def __init__(self, state: State, access: Access, sessions: Sessions, switches: Switches) -> None:
        self._state = state
        self._access = access
        self._sessions = sessions
        self._switches = switches

    def change(self, body: Body) -> Body:
        """Do `action` to `login`.

        | action | takes |
        | --- | --- |
        | add | `password`, `companies`, `default_company`, the window, and what `change` takes |
        | revoke | nothing: the login is gone at once, until it is activated or added anew |
        | rotate | `password` and the window; what was right before is dead at once |
        | add-password | the same; the others stay right, as many as the switch `passwords_at_once` allows |
        | revoke-password | `password` |
        | window | the window of `password`, or of every one |
        | block, activate | what `change` takes |
        | change | `two_factor`, `hide_cost_price`, `default_company`, `server`, `accountant`, `language`, |
        | | `delay_seconds`, `companies` (all that it reaches), `expires` ({company: day or null}), |
        | | `denied` ({entity or "*": [verb, ...]}), `hidden_fields` and `locked_fields` ([[entity, field], ...]) |

        The window of a password is `valid_from` and `valid_until`, moments in ISO 8601, in UTC if they do not say.
        """
        actions = {
            "add": self._add,
            "revoke": self._revoke,
            "rotate": self._rotate,
            "add-password": self._add_password,
            "revoke-password": self._revoke_password,
            "window": self._bound,
        }
        return actions.get(body["action"], self._change)(body)

    def _add(self, body: Body) -> Body:
        companies = body.get("companies") or list(self._state.companies)
        password = Password(body.get("password") or _new_password(), *_window(body))
        default = body.get("default_company", companies[0])
        user = User(body["login"], (password,), dict.fromkeys(companies), default)
        self._access.users[user.login] = _changed(user, {**body, "companies": companies})
        self._access.forgive(user.login)
        return {"login": user.login, "password": password.text}

    def _revoke(self, body: Body) -> Body:
        self._access.revoke(body["login"])
        self._sessions.end(body["login"])
        return {"login": body["login"]}

    def _rotate(self, body: Body) -> Body:
        user = self._access.users[body["login"]]
        new = _password(body)
        user.passwords = (new,)
        return {"login": user.login, "password": new.text}

    def _add_password(self, body: Body) -> Body:
        """Give a further password. Raises `ValueError` for one more than a login may have, or one that it has."""
        user = self._access.users[body["login"]]
        if len(user.passwords) >= self._switches.passwords_at_once:
            raise ValueError(f"{user.login} has as many passwords as it may have: {self._switches.passwords_at_once}")
        new = _password(body)
        if any(password.text == new.text for password in user.passwords):
            raise ValueError(f"That is a password of {user.login} already")
        user.passwords = (*user.passwords, new)
        return {"login": user.login, "password": new.text}

    def _revoke_password(self, body: Body) -> Body:
        user = self._access.users[body["login"]]
        user.passwords = tuple(password for password in user.passwords if password.text != body["password"])
        return {"login": user.login}

    def _bound(self, body: Body) -> Body:
        user = self._access.users[body["login"]]
        begins, ends = _window(body)
        user.passwords = tuple(
            dataclasses.replace(password, valid_from=begins, valid_until=ends)
            if body.get("password") in (None, password.text)
            else password
            for password in user.passwords
        )
        return {"login": user.login}

    def _change(self, body: Body) -> Body:
        if body["action"] == "activate":
            self._access.restore(body["login"])
        user = self._access.users[body["login"]]
        self._access.users[user.login] = _changed(user, body)
        return {"login": user.login}


def _changed(user: User, body: Body) -> User:
    """Return the user after the action; the old one stays as it is for calls that are under way."""
    simple: dict[str, Any] = {name: body[name] for name in _SIMPLE if name in body}
    pairs: dict[str, Any] = {name: set(_pairs(body[name])) for name in _PAIRS if name in body}
    blocked = {"block": True, "activate": False, "change": user.blocked, "add": False}[body["action"]]
    expires = {int(company): day and dt.date.fromisoformat(day) for company, day in body.get("expires", {}).items()}
    access = {company: user.access.get(company) for company in body.get("companies", user.access)} | expires
    return dataclasses.replace(user, blocked=blocked, access=access, **pairs, **simple)


def _pairs(told: Any) -> Iterator[tuple[str, str]]:
    """Read pairs, or what stands under each first half; making a row is an insert here, and a create at Intempus."""
    pairs = told if isinstance(told, list) else [(entity, what) for entity, each in told.items() for what in each]
    return ((entity, "insert" if what == "create" else what) for entity, what in pairs)


def _password(body: Body) -> Password:
    return Password(body.get("password") or _new_password(), *_window(body))


def _window(body: Body) -> tuple[dt.datetime | None, dt.datetime | None]:
    return moment(body.get("valid_from")), moment(body.get("valid_until"))


def _new_password() -> str:
    return f"Invented-{secrets.token_hex(8)}"

"""The control routes that give keys, end them, and put users and companies out."""

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.intempus.access import Key, access
from sandbox.intempus.log import journal
from sandbox.versions import moment

if TYPE_CHECKING:
    from collections.abc import Callable

    Body = dict[str, Any]


CHANGEABLE = ("role", "company", "employee", "denied")


def change_credential(body: "Body") -> "Body":
    """Do `action` to the user `username`.

    `add` a user (fields of `access.User`, and `key`, `valid_from`, `valid_until`); `revoke` or `activate` it; `rotate`
    its key, with which the old one is dead at once (Intempus sheet 1.11); `add-key`, a second one where the switch
    `keys_per_user` allows it; `revoke-key` one `key` now; `window` sets `valid_from` and `valid_until` of one `key` or
    of all, and lifts them when it names none; `change` sets any of the `CHANGEABLE`: of these, `denied` are verbs by
    resource and `company` is the one behind the key, null for the only one there is.
    """
    changes: dict[str, Callable[[str, Body], Body]] = {
        "add": _add,
        "revoke": lambda username, _: _activate(username, active=False),
        "activate": lambda username, _: _activate(username, active=True),
        "rotate": _rotate,
        "add-key": _add_key,
        "revoke-key": _revoke_key,
        "window": _window,
        "change": _change,
    }
    body = dict(body)
    return changes[body.pop("action")](body.pop("username"), body)


def change_company(body: "Body") -> "Body":
    """Make `company` `active` or not; nobody of one that is not gets in (Intempus sheet 1.12)."""
    company, known = body["company"], journal.credentials
    for change in (
        (access.open_company, known.open_company) if body["active"] else (access.close_company, known.close_company)
    ):
        change(company)
    return body


def _add(username: str, body: "Body") -> "Body":
    key = body.pop("key", None) or _new_key()
    access.add(username, key, **body)
    return {"username": username, "key": key}


def _activate(username: str, *, active: bool) -> "Body":
    access.user(username).active = active
    return {"username": username}


def _rotate(username: str, body: "Body") -> "Body":
    key = body.get("key") or _new_key()
    access.rotate(username, _key(key, body))
    return {"username": username, "key": key}


def _add_key(username: str, body: "Body") -> "Body":
    key = body.get("key") or _new_key()
    access.add_key(username, _key(key, body))
    return {"username": username, "key": key}


def _revoke_key(username: str, body: "Body") -> "Body":
    access.revoke_key(username, body["key"])
    return {"username": username}


def _window(username: str, body: "Body") -> "Body":
    access.bound(username, body.get("key"), body.get("valid_from"), body.get("valid_until"))
    return {"username": username}


def _change(username: str, body: "Body") -> "Body":
    user = access.user(username)
    unknown = body.keys() - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"Of a user only {', '.join(CHANGEABLE)} can be changed, not {', '.join(sorted(unknown))}")
    for name, value in body.items():
        setattr(user, name, value)
    return {"username": username}


def _key(secret: str, window: "Body") -> Key:
    return Key(secret, moment(window.get("valid_from")), moment(window.get("valid_until")))


def _new_key() -> str:
    return secrets.token_hex(20)  # forty lower-case hex characters (Intempus sheet 1.10)

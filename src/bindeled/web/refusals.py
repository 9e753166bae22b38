"""Why something about a login could not be done, in the words of the pages: one table from errors to texts."""

from __future__ import annotations

from bindeled.connections.errors import (
    AlreadyInUse,
    FewerRights,
    LinkHeld,
    Mistyped,
    NotConnected,
    NotPossible,
    RefusedBefore,
)
from bindeled.domain.errors import BindeledError, ForeignCompany, MissingRight, NeedsSignIn, Overtaken, Transient

# The first row that fits decides. The texts: `page.refusal.<code>`.
_CODES: tuple[tuple[type[BindeledError], str], ...] = (
    (Mistyped, "mistyped"),
    (NotConnected, "not_connected"),
    (AlreadyInUse, "in_use"),
    (RefusedBefore, "refused_before"),
    (NotPossible, "not_possible"),
    (ForeignCompany, "company"),
    (FewerRights, "fewer_rights"),
    (MissingRight, "right"),
    (NeedsSignIn, "login"),
    (Overtaken, "overtaken"),
    (LinkHeld, "link_shut"),
    (Transient, "not_now"),
)


def refusal_code(error: BindeledError) -> str:
    """Return the code under which the pages tell this error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), "other")


def refusal_facts(error: BindeledError) -> dict[str, str]:
    """Return what the sentence names."""
    facts = {"system": error.system}
    if isinstance(error, ForeignCompany):
        facts |= {"expected": error.expected, "found": error.found}
    return facts

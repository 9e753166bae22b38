"""Looks at what a person pasted, before anything is done with it. Nothing is cut in silence: a blank may be meant."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.connections.errors import Mistyped
from bindeled.domain.mistypes import Mistype, mistypes_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.domain.secrets import Secret

_SENTENCES: Mapping[Mistype, str] = MappingProxyType(
    {
        Mistype.EMPTY: "The {what} is empty.",
        Mistype.BLANK_AROUND: "The {what} begins or ends with a blank or a line break, which was probably copied "
        "along.",
        Mistype.INVISIBLE: "The {what} holds a character that cannot be seen, such as a line break or a tab.",
    }
)


def refuse_mistypes(system: str, login: str, secret: Secret) -> None:
    """Raise Mistyped naming everything that cannot be right about login and secret; neither of them is shown."""
    texts = {"login": login, "secret": secret.reveal()}
    found = [(field, mistype) for field, text in texts.items() for mistype in mistypes_in(text)]
    if found:
        names = {"login": "user name", "secret": "secret"}
        raise Mistyped(system, [_SENTENCES[mistype].format(what=names[field]) for field, mistype in found], found)

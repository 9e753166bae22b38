"""Looks at what a person pasted, before anything is done with it. Nothing is cut in silence: a blank may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.connections.errors import Mistyped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.domain.secrets import Secret


def refuse_mistypes(system: str, login: str, secret: Secret) -> None:
    """Raise Mistyped naming everything that cannot be right about login and secret; neither of them is shown."""
    mistakes = [*_mistakes("user name", login), *_mistakes("secret", secret.reveal())]
    if mistakes:
        raise Mistyped(system, mistakes)


def _mistakes(what: str, text: str) -> Iterator[str]:
    if not text.strip():
        yield f"The {what} is empty."
    elif text != text.strip():
        yield f"The {what} begins or ends with a blank or a line break, which was probably copied along."
    elif not text.isprintable():
        yield f"The {what} holds a character that cannot be seen, such as a line break or a tab."

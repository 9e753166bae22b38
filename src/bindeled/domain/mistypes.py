"""What can be seen to be wrong about a pasted text, without knowing what it should be."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mistype(Enum):
    """One thing that cannot be right. The texts tell it: `mistake.<code>`."""

    EMPTY = "empty"
    BLANK_AROUND = "blank_around"
    INVISIBLE = "invisible"


def mistypes_in(text: str) -> Iterator[Mistype]:
    """Yield what cannot be right about a user name or a secret."""
    if not text.strip():
        yield Mistype.EMPTY
    elif text != text.strip():
        yield Mistype.BLANK_AROUND
    elif not text.isprintable():
        yield Mistype.INVISIBLE

"""Finds rows by a text that people write: capitals and the spaces around it do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Row = TypeVar("Row")


def folded(text: str) -> str:
    """Return a text as texts are compared."""
    return text.strip().casefold()


def by_text(rows: Iterable[Row], text_of: Callable[[Row], str]) -> dict[str, tuple[Row, ...]]:
    """Return the rows by one of their texts, folded; several may have the same."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(folded(text_of(row)), []).append(row)
    return {text: tuple(same) for text, same in groups.items()}

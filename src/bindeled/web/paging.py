"""Long lists by pages: which part of one is shown, and how to come to the others. Addresses say `?page=2`.

What is looked for in one stands there too: `?wanted=`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bindeled.web.figures import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

# As many as a person reads without losing the thread.
PAGE_ROWS = 50
_LONGEST_NUMBER, _LONGEST_SEARCH = 6, 100
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One page of a list. `before` and `after` are the addresses of its neighbours, empty at the ends."""

    rows: Sequence[Row]
    number: str
    before: str
    after: str


def page_number(request: HttpRequest) -> int:
    """Return which page is asked for, from 1 on; what cannot be read means the first."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 1


def wanted_of(request: HttpRequest) -> str:
    """Return what is looked for in the list, empty for all of it."""
    return request.GET.get("wanted", "").strip()[:_LONGEST_SEARCH]


def part_of(request: HttpRequest, rows: Sequence[Row], language: str) -> Part[Row]:
    """Return the page that is asked for, the last one where there are not so many."""
    last = max(1, -(-len(rows) // PAGE_ROWS))
    number = min(page_number(request), last)
    shown = rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    return _part(request, shown, number, language, more=number < last)


def part_from(request: HttpRequest, rows: Sequence[Row], language: str) -> Part[Row]:
    """Return the page from rows that begin where it begins and hold, where there are more pages, one row too many."""
    return _part(request, rows[:PAGE_ROWS], page_number(request), language, more=len(rows) > PAGE_ROWS)


def offset_of(request: HttpRequest) -> int:
    """Return how many rows come before the page that is asked for."""
    return (page_number(request) - 1) * PAGE_ROWS


def _part(request: HttpRequest, rows: Sequence[Row], number: int, language: str, *, more: bool) -> Part[Row]:
    before = address_of(request, number - 1) if number > 1 else ""
    after = address_of(request, number + 1) if more else ""
    return Part(rows, count_text(number, language), before, after)


def address_of(request: HttpRequest, number: int) -> str:
    """Return the address of a page of the list that is shown, as a link from it; what else is asked for stays."""
    parameters = request.GET.copy()
    parameters["page"] = str(number)
    return f"?{parameters.urlencode()}"

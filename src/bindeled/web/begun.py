"""What somebody has begun in the background, kept in their session: it outlives the process that was at it.

What came of it lies in the memory of that process. Another process, or the same started anew, knows nothing of it; a
page that finds it so can say so, and not that nobody ever asked.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bindeled.web.sources import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from django.http import HttpRequest

    from bindeled.web.background import Background

_BEGUN = "begun"


def begin(request: HttpRequest, work: Background, key: tuple[Hashable, ...], do: Callable[[], object]) -> None:
    """Begin the work, unless it is under way, and remember that whoever asks has begun it."""
    now = source_of(request).now()
    request.session[_BEGUN] = {**request.session.get(_BEGUN, {}), _name(key): now.isoformat()}
    work.start(key, do)


def gone_since(request: HttpRequest, work: Background, key: tuple[Hashable, ...]) -> datetime | None:
    """Return when whoever asks has begun this, where this process does not know what came of it; None else."""
    began = request.session.get(_BEGUN, {}).get(_name(key))
    return None if began is None or work.knows(key) else datetime.fromisoformat(began)


def _name(key: tuple[Hashable, ...]) -> str:
    return " ".join(map(str, key))

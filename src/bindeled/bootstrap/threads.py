"""Begins work in a thread of its own, in the name of whoever asks for it."""

from __future__ import annotations

import contextvars
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def begin(name: str, work: Callable[[], None]) -> None:
    """Begin the work in a thread with this name; what it writes down is written in the name of whoever asked."""
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), name=name, daemon=True).start()

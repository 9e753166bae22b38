"""Is the plan sane? A run that would take back far more than usual stops and asks."""

from __future__ import annotations

from dataclasses import dataclass

from bindeled.domain.errors import UnsafePlan


@dataclass(frozen=True, slots=True)
class UndoLimit:
    """How much one run may take back: `share` of what it carried in the window, but always up to `free` reports."""

    share: float = 0.2
    free: int = 20


def check_undoing(undone: int, carried: int, limit: UndoLimit) -> None:
    """Raise UnsafePlan when `undone` of `carried` reports would be taken back at once.

    One side suddenly empty looks exactly like everything withdrawn: a filter that broke, a login that sees less.
    """
    if undone <= max(limit.free, limit.share * carried):
        return
    raise UnsafePlan(
        f"{undone} of {carried} carried reports are no longer approved in Intempus, or can no longer be seen there. "
        "Nothing was taken back. If that is right, run again with: bindeled sync reports --tenant … "
        "--allow-large-corrections; if not, check what the Intempus login may see."
    )

"""How the command line tells at which step somebody stands who hands a login over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bindeled.cli.output import moment_of

if TYPE_CHECKING:
    from bindeled.domain.reconnecting import Progress


def guide_facts(guide: Progress | None) -> dict[str, Any] | None:
    """Return the step, who and since when, for machines; `by` is none for the holder of a reconnect link."""
    if guide is None:
        return None
    by = guide.by.value if guide.by else None
    moments = {"since": guide.moved_at.isoformat(), "seen_at": guide.seen_at.isoformat()}
    return {"step": guide.step.value, "by": by, **moments}


def guide_line(guide: Progress | None) -> str:
    """Return the same as a line of name and fact; empty while nobody hands a login over."""
    if guide is None:
        return ""
    by = f"the {guide.by.value}" if guide.by else "the holder of a reconnect link"
    step = guide.step.value.replace("_", " ")
    return f"{'hand-over:':<13}{by} stands at the step '{step}' since {moment_of(guide.moved_at)}"

"""What the command line tells of somebody who hands a login over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bindeled.cli.guide_words import guide_facts, guide_line
from bindeled.domain.reconnecting import Progress, Step
from bindeled.domain.roles import Role

CAME, SEEN = datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "told"),
    [(Role.BOOKKEEPER, "the bookkeeper stands at"), (None, "the holder of a reconnect link stands at")],
)
def test_a_line_tells_who_stands_where_since_when(by: Role | None, told: str) -> None:
    line = guide_line(Progress(Step.WHAT_HAPPENED, by, CAME, SEEN))
    assert line.startswith("hand-over:")
    assert f"{told} the step 'what happened' since 2026-11-23 13:00" in line


@pytest.mark.parametrize(("by", "told"), [(Role.OWNER, "owner"), (None, None)])
def test_machines_are_told_the_same_with_when_they_were_seen_last(by: Role | None, told: str | None) -> None:
    facts = guide_facts(Progress(Step.ENTER, by, CAME, SEEN))
    assert facts == {"step": "enter", "by": told, "since": CAME.isoformat(), "seen_at": SEEN.isoformat()}


def test_while_nobody_hands_a_login_over_there_is_nothing_to_tell() -> None:
    assert guide_line(None) == ""
    assert guide_facts(None) is None

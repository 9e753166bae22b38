"""The steps of the guide, and at which of them a hand-over stands. Pure: what the pages and the support view share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.checks import CheckOutcome
from bindeled.domain.reconnecting import LinkStanding, Step
from bindeled.domain.states import LinkState, VersionState
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.reconnecting import Progress, ReconnectLink


class Way(Enum):
    """What somebody comes with: a new key or password, the same user with a changed one, or another user."""

    NEW_SECRET = "new_secret"  # noqa: S105 - a word in an address
    CHANGED = "changed"
    OTHER_USER = "other_user"


@dataclass(frozen=True, slots=True)
class Stair:
    """One step as the page shows it: past, here or ahead."""

    name: str
    past: bool
    here: bool


def stairs(here: Step, language: str) -> tuple[Stair, ...]:
    """Return the steps with where one is."""
    steps = list(Step)
    at = steps.index(here)
    return tuple(
        Stair(say(f"page.step.{step.value}", language), number < at, number == at) for number, step in enumerate(steps)
    )


class Proof(Enum):
    """How far the proof of a login has come."""

    RUNNING = "running"
    STOPPED = "stopped"
    READY = "ready"
    LIMITED = "limited"
    REFUSED = "refused"
    IN_USE = "in_use"
    OVER = "over"


_SETTLED = {
    VersionState.REJECTED: Proof.REFUSED,
    VersionState.ACTIVE: Proof.IN_USE,
}


def proof_of(version: VersionRecord, checks: Sequence[CheckResult], *, is_proving: bool) -> Proof:
    """Return how far the proof of a version has come. One that stopped can be begun again."""
    if version.state in _SETTLED:
        return _SETTLED[version.state]
    if version.state is VersionState.STAGED:
        return Proof.RUNNING if is_proving else Proof.STOPPED
    if version.state is not VersionState.VERIFIED:
        return Proof.OVER
    failed = any(result.outcome is CheckOutcome.FAIL for result in checks)
    return Proof.LIMITED if failed else Proof.READY


def step_of(
    connection: Connection,
    versions: Sequence[VersionRecord],
    link: ReconnectLink | None,
    progress: Progress | None,
    now: datetime,
) -> Step:
    """Return at which step a hand-over stands, to judge by what is there; for whoever helps from elsewhere.

    `progress` is where somebody was seen, as long as that is the newest that is known. `link` is the newest reconnect
    link: as long as it is good and brought no login, its holder is the one to help.
    """
    if progress is not None:
        return progress.step
    newest = versions[0] if versions else None
    waits = link is not None and link.standing(now) is LinkStanding.GOOD and not link.attempts
    if link is not None and waits and (newest is None or newest.created_at < link.created_at):
        return Step.GET if link.opened_at is None else Step.ENTER
    if newest is not None and newest.state in {VersionState.STAGED, VersionState.REJECTED}:
        return Step.CHECK
    if newest is not None and newest.state is VersionState.VERIFIED:
        return Step.USE
    if connection.link in {LinkState.ACTION_REQUIRED, LinkState.NOT_CONFIGURED, LinkState.QUARANTINED}:
        return Step.WHAT_HAPPENED
    return Step.FINISH


# Said to somebody who walks through the guide; a step that is not here is told alike with a link and without.
_SAID_IN_THE_GUIDE = frozenset({Step.WHAT_HAPPENED, Step.CHOOSE, Step.GET, Step.ENTER})


def advice_on(step: Step, *, by_guide: bool) -> str:
    """Return the text that says to a supporter what to say to somebody who stands at this step."""
    return f"page.advice.guide.{step.value}" if by_guide and step in _SAID_IN_THE_GUIDE else f"page.advice.{step.value}"

"""What came of earlier doubts of a login, read from what happened to its link."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.links import Doubts, Trigger
from bindeled.domain.states import LinkState, VersionState
from bindeled.store import models

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.domain.links import DoubtLimits

_AN_HOUR = timedelta(hours=1)


def doubts_of(row: models.Connection, now: datetime, limits: DoubtLimits) -> Doubts:
    """Return what came of the doubts of the login in use; those of a login before it say nothing about this one."""
    ended = _ended(row, now - max(limits.remembered, _AN_HOUR))
    counted = Counter(state for state, at in ended if at >= now - _span(state, limits))
    return Doubts(counted[LinkState.SUSPECT], counted[LinkState.ACTION_REQUIRED])


def is_believed_late(row: models.Connection, now: datetime, limits: DoubtLimits) -> bool:
    """Tell whether a refusal of now is no verdict yet: the login comes and goes, and was not in doubt for long."""
    is_old = row.link == LinkState.SUSPECT.value and now - row.link_since >= limits.lasts
    return not is_old and doubts_of(row, now, limits).are_many


def _span(state: LinkState, limits: DoubtLimits) -> timedelta:
    return _AN_HOUR if state is LinkState.SUSPECT else limits.remembered


def _ended(row: models.Connection, since: datetime) -> list[tuple[LinkState, datetime]]:
    """Return how the link stood, and until when, each time that it came to work again by itself."""
    in_use = row.credentialversion_set.filter(state=VersionState.ACTIVE.value).values_list("activated_at", flat=True)
    begin = max(since, in_use.first() or since)
    changes = models.Event.objects.filter(connection_id=row.pk, kind="link.changed", at__gte=begin)
    return [
        (LinkState(facts["from"]), at)
        for facts, at in changes.values_list("facts", "at")
        if facts.get("trigger") == Trigger.WORKS.value
    ]

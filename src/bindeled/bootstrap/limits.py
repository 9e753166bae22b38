"""The durations of a credential version's life and of doubts about it, as the settings name them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.connections.deciding import VersionLimits
from bindeled.domain.links import DoubtLimits

if TYPE_CHECKING:
    from bindeled.settings import Settings


def version_limits(settings: Settings) -> VersionLimits:
    """Return what the settings say of the life of a credential version."""
    return VersionLimits(
        verification_valid=timedelta(minutes=settings.verification_valid_minutes),
        grace=timedelta(hours=settings.version_grace_hours),
        probation=timedelta(minutes=settings.probation_minutes),
        probation_calls=settings.probation_calls,
        staged_kept=timedelta(hours=settings.staged_kept_hours),
        retired_kept=timedelta(days=settings.retired_kept_days),
        refused_wait=timedelta(minutes=settings.refused_wait_minutes),
    )


def doubt_limits(settings: Settings) -> DoubtLimits:
    """Return what the settings say of a login that comes and goes."""
    return DoubtLimits(
        lasts=timedelta(seconds=settings.doubt_lasts_seconds),
        remembered=timedelta(hours=settings.doubt_remembered_hours),
    )

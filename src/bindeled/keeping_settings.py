"""The settings of how long things are kept, and of the feeds that show what is kept."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

# No duration is longer, in seconds.
_DAY = 86_400


class KeepingSettings(BaseSettings):
    """What the operator may choose of what is kept; a part of `Settings`."""

    trail_kept_years: int = Field(
        5,
        ge=1,
        le=100,
        description="How long the trail of what was carried is kept after the end of the financial year it belongs to.",
    )
    technical_kept_days: float = Field(
        90,
        ge=1,
        le=36_500,
        description="How long runs, events, answers of systems and counts of calls are kept.",
    )
    inbox_kept_days: float = Field(
        90, ge=1, le=36_500, description="How long it is kept that something was in the inbox, after it left."
    )
    mails_kept_days: float = Field(90, ge=1, le=36_500, description="How long notices are kept after they were made.")
    purge_seconds: float = Field(
        6 * 3600, gt=0, le=_DAY, description="How often a worker purges what has been kept for its time."
    )
    feed_seconds: float = Field(
        6 * 3600, gt=0, le=_DAY, description="How old what a feed shows becomes before it is made anew."
    )
    feed_look_seconds: float = Field(300, gt=0, le=_DAY, description="How often a worker looks for feeds to make anew.")
    feed_reads_a_minute: int = Field(30, ge=1, description="How often one feed may be read.")

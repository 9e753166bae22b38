"""The settings of the workers: how many runs they work on, and how others know that they live."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

# No duration is longer, in seconds.
_DAY = 86_400


class WorkingSettings(BaseSettings):
    """What the operator may choose of the workers; a part of `Settings`."""

    retry_run_seconds: float = Field(
        60, gt=0, le=_DAY, description="When a run that waits for a system is tried again."
    )
    lease_seconds: float = Field(10, gt=0, le=_DAY, description="How long a silent worker is believed to be alive.")
    tick_seconds: float = Field(1, gt=0, le=_DAY, description="How often a worker looks for due runs and dead workers.")
    worker_slots: int = Field(4, ge=1, description="Runs one worker process works on at once.")
    worker_resting_runs: int = Field(
        12,
        ge=0,
        description="Runs that one worker process keeps open beside those while they wait until they may call again.",
    )
    worker_rest_seconds: float = Field(
        1, gt=0, le=_DAY, description="How long a run waits so before it gives its place in the worker to another."
    )
    worker_look_seconds: float = Field(
        0.25, gt=0, le=_DAY, description="How often a worker looks into the queue for a run to take."
    )

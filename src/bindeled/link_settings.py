"""The settings of links: when one is in doubt, how a system that is away is asked, and how fast both are called."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

# No duration is longer, in seconds.
_DAY = 86_400


class LinkSettings(BaseSettings):
    """What the operator may choose of how links are kept; a part of `Settings`."""

    login_lease_seconds: float = Field(
        0.25, gt=0, le=_DAY, description="How old what we know of a login may be when a call is sent with it."
    )
    suspect_confirm_seconds: float = Field(
        20, ge=0, le=_DAY, description="How long after a refused call it is asked anew whether the login works."
    )
    suspect_slower_seconds: float = Field(
        60, ge=0, le=_DAY, description="The same once three doubts within an hour came to nothing."
    )
    doubt_lasts_seconds: float = Field(
        3600,
        gt=0,
        le=_DAY,
        description="How long a login that comes and goes has to be refused before somebody is asked for a new one.",
    )
    doubt_remembered_hours: float = Field(
        24, ge=0, le=168, description="How long it is remembered that somebody was asked for one in vain."
    )
    refused_attempts_a_day: int = Field(8, ge=1, description="How often a login that was refused is tried in a day.")
    refused_attempts_crowd: int = Field(
        3, ge=2, description="As many attempts with a refused login never fall within a short time."
    )
    refused_crowd_seconds: float = Field(300, ge=0, le=_DAY, description="How long that short time is.")
    refused_first_seconds: float = Field(
        900, gt=0, le=_DAY, description="When a login that needs a person is tried again for the first time."
    )
    refused_second_seconds: float = Field(3600, gt=0, le=_DAY, description="When for the second time.")
    refused_then_seconds: float = Field(21600, gt=0, le=_DAY, description="How often after that.")
    breaker_failures: int = Field(
        5, ge=1, description="So many unanswered calls in a short time, or in a row, mean that a system is away."
    )
    breaker_span_seconds: float = Field(30, gt=0, le=_DAY, description="How long that short time is.")
    breaker_share: float = Field(0.5, gt=0, le=1, description="Such a share of unanswered calls means the same.")
    breaker_calls: int = Field(20, ge=1, description="Of at least so many calls.")
    away_first_seconds: float = Field(
        5, gt=0, le=_DAY, description="When a system that is away is asked again; the wait doubles each time."
    )
    away_longest_seconds: float = Field(80, gt=0, le=_DAY, description="The longest such wait, give or take a fifth.")
    throttled_wait_seconds: float = Field(
        60, gt=0, le=_DAY, description="How long to wait for a system that asks us to, and does not say how long."
    )
    idle_due_seconds: float = Field(
        600, gt=0, le=_DAY, description="How often a link is looked at that carries nothing, while a run is due."
    )
    idle_seconds: float = Field(3600, gt=0, le=_DAY, description="How often otherwise.")
    limited_look_seconds: float = Field(
        _DAY, gt=0, le=_DAY, description="How often a login that lacks a right is proved anew, unless somebody asks."
    )
    look_tick_seconds: float = Field(1, gt=0, le=_DAY, description="How often a worker looks for links to look at.")
    look_place_seconds: float = Field(
        10, gt=0, le=_DAY, description="How long a look at a link keeps others from looking when its process has died."
    )
    barrier_wait_seconds: float = Field(
        30, ge=0, le=_DAY, description="How long calls under way are waited for before a login is replaced in place."
    )
    barrier_budget_seconds: float = Field(
        45, gt=0, le=_DAY, description="How long calls are stopped at most while a login is replaced in place."
    )
    barrier_held_seconds: float = Field(
        10, gt=0, le=_DAY, description="How long they stay stopped when the process died that replaces it."
    )
    call_held_seconds: float = Field(
        10,
        gt=0,
        le=_DAY,
        description="How long a call of a process that died keeps others waiting where a login takes one at a time.",
    )
    turn_wait_seconds: float = Field(
        60,
        gt=0,
        le=_DAY,
        description="How long a call waits for its turn where a login takes one call at a time, or is being replaced "
        "in place.",
    )
    looks_at_once: int = Field(8, ge=1, description="Links that one worker process looks at at once.")

    # How fast systems are called

    intempus_calls_a_minute: int = Field(
        450, ge=1, description="Calls a minute that one connection makes to Intempus, which allows 500."
    )
    uniconta_calls_a_minute: int = Field(
        100_000, ge=1, description="The same for Uniconta, of which no such limit is known."
    )
    allowance_span_seconds: float = Field(
        60, gt=0, le=_DAY, description="How long the minute is that both are counted in."
    )
    catching_up_share: float = Field(
        0.8, gt=0, le=1, description="Share of what a system allows that is used while what waited is caught up."
    )
    slowed_share: float = Field(
        0.5, gt=0, le=1, description="Share that is used right after a wait that a system asked for."
    )
    slowed_step: float = Field(0.1, gt=0, le=1, description="By how much that share grows each minute.")

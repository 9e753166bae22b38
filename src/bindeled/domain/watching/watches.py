"""The rules: what is watched for, and what is known of the world when they are judged. Nouns, no I/O."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from bindeled.domain.pay_periods import PayPeriods

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bindeled.domain.nouns import WorkReport
    from bindeled.domain.schedules import Schedule

# How long the name of a rule may be, how many days it may look back, and how many business days it may count.
LONGEST_NAME, LONGEST_DAYS, MOST_BUSINESS_DAYS = 80, 90, 20


class WatchKind(Enum):
    """What is watched for."""

    REPORT_LACKS = "report_lacks"
    PAST_END_DATE = "past_end_date"
    OVER_BUDGET = "over_budget"
    HOURS_MISSING = "hours_missing"
    NOTHING_CAME = "nothing_came"


class Given(Enum):
    """What a report may lack."""

    REMARKS = "remarks"
    PROJECT = "project"
    START_TIME = "start_time"
    END_TIME = "end_time"


@dataclass(frozen=True, slots=True)
class Watch:
    """One rule. Each kind looks at its own choices and leaves the others alone.

    `REPORT_LACKS`: approved reports of the last `days` days that lack `field`. `OVER_BUDGET`: open projects on which
    more than `percent` of their budget in hours was carried. `PAST_END_DATE`: open projects whose last day is over.
    `HOURS_MISSING`: employees who had hours in the period before and have fewer approved than `hours_per_day` for each
    business day; told from `ahead_days` business days before payroll is closed, which is `cut_off_days` business days
    after the last day of a period. `NOTHING_CAME`: nothing was carried on a business day on which the flow ran.
    One that is not `on` is not judged.
    """

    name: str
    kind: WatchKind
    field: Given = Given.REMARKS
    days: int = 14
    percent: Decimal = Decimal(100)
    hours_per_day: Decimal = Decimal("7.4")
    periods: PayPeriods = dataclasses.field(default_factory=PayPeriods)
    cut_off_days: int = 2
    ahead_days: int = 1
    on: bool = True


def as_looked_for(watch: Watch) -> Watch:
    """Return a rule with only those choices that decide what is read for it: what was read for it serves others too."""
    return Watch(
        "",
        watch.kind,
        days=watch.days,
        periods=watch.periods,
        cut_off_days=watch.cut_off_days,
        ahead_days=watch.ahead_days,
    )


@dataclass(frozen=True, slots=True)
class WatchedProject:
    """A case that takes reports: its number, its last day, its budget and what was carried on it, in hours."""

    number: str
    end_date: date | None
    budget: Decimal | None
    carried: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known when the rules are judged: `schedule` is that of the reports, `employees` are numbers by id.

    `last_carried` is when the last line arrived in Uniconta, None before the first.
    """

    now: datetime
    schedule: Schedule
    reports: tuple[WorkReport, ...] = ()
    employees: Mapping[int, str] = dataclasses.field(default_factory=dict)
    projects: tuple[WatchedProject, ...] = ()
    last_carried: datetime | None = None


@dataclass(frozen=True, slots=True)
class WatchCause:
    """One thing that a rule found. `subject` tells it from what else the rule finds, `name` is how people know it.

    `facts` are what the sentence names besides, the same for all that the rule finds at once.
    """

    watch: str
    kind: WatchKind
    subject: str
    name: str
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)

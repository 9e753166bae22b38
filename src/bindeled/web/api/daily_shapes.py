"""The shapes of the daily work: inbox, reconciliation, rules and feeds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from bindeled.domain.accounts import System
from bindeled.domain.pay_periods import PeriodKind
from bindeled.web.api.shapes import Note, ParkedShape, Sent, Short, Shown


class InboxGroupShape(Shown):
    """Reports that wait for one and the same thing. `quantities` are by unit, `kroner` about what it is worth.

    All of them count, `count` is how many there are; `reports` are those on this page.
    """

    key: str
    cause: str
    told: str
    remedy: str
    whose: str
    mend_in: System | None
    since: datetime
    quantities: dict[str, Decimal]
    kroner: Decimal | None
    assigned_to: str
    count: int
    reports: list[int]


class InboxShape(Shown):
    """What is set aside: by cause in `groups`, and report by report in `parked`; the longest waiting first.

    Ask on with `after=next`; without it there are no more now.
    """

    groups: list[InboxGroupShape]
    parked: list[ParkedShape]
    next: int | None


class NewAssignment(Sent):
    """Who is to see to it, by name; an empty text for nobody."""

    to: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class NewDismissal(Sent):
    """Why reports are not to be carried as they are; it is kept in the audit."""

    reason: Annotated[Note, StringConstraints(min_length=1)]


class ChangedReports(Shown):
    """How many reports that was done to."""

    reports: int


class SumShape(Shown):
    """The sum of one period, employee, project and unit. `name` is empty unless names were asked for."""

    period: date
    employee: str
    name: str
    project: str
    unit: str
    approved: Decimal
    journal: Decimal
    posted: Decimal
    parked: Decimal
    waiting: Decimal
    difference: Decimal


class ExplanationShape(Shown):
    """One report's share of what is not simply there, and why."""

    period: date
    employee: str
    project: str
    unit: str
    report: int
    reason: str
    quantity: Decimal


class ReconciliationShape(Shown):
    """Approved in Intempus against what lies in Uniconta, read from both just now; `closed` when nothing differs."""

    first_day: date
    last_day: date
    closed: bool
    sums: list[SumShape]
    explanations: list[ExplanationShape]
    by_hand: int
    typed_twice: list[int]


class RulesShape(Shown):
    """Every choice for the reports, as `bindeled rules show` prints it."""

    rules: dict[str, Any]


class ChangedRules(Shown):
    """The choices that are different now."""

    changed: list[str]


class NewRules(Sent):
    """The choices to change; the others stay as they are."""

    rules: dict[str, Any]


class FoundShape(Shown):
    """Something that a rule has found, since when, and what its sentence names."""

    rule: str
    kind: str
    name: str
    since: datetime
    facts: dict[str, str]


class FoundList(Shown):
    """What the rules have found and what is not gone."""

    found: list[FoundShape]


class NewFeed(Sent):
    """A feed to be made: where it is read, what it shows, and how many days it lasts."""

    name: Short
    weeks: int = Field(4, ge=1, le=26)
    by: PeriodKind = PeriodKind.WEEK
    begins: date | None = None
    days: int = Field(365, ge=1, le=3660)
    names: bool = False


class FeedShape(Shown):
    """A feed; never its address, which is told once."""

    feed: int
    name: str
    by: PeriodKind
    weeks: int
    names: bool
    created_by: str
    created_at: datetime
    expires_at: datetime
    read_at: datetime | None
    revoked_at: datetime | None


class FeedList(Shown):
    """The feeds of a customer, the newest first."""

    feeds: list[FeedShape]


class MadeFeed(FeedShape):
    """A feed that was just made, with its address: whoever has it sees the sums."""

    address: str

"""Who registered a report and who approved it, as Intempus tells now (sheet 7.14)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.errors import Contradiction
from bindeled.domain.tracing import Approval, ReportHistory
from bindeled.intempus.errors import SYSTEM
from bindeled.intempus.wire import Flag, Register, Text, Unreadable, register

if TYPE_CHECKING:
    from bindeled.intempus.client import IntempusClient


class _Level(BaseModel):
    """One level of approval; without a date nobody has given it yet."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    level: Text = ""
    label: Text = ""
    day: date | None = Field(None, alias="date")
    clock: time | None = Field(None, alias="time")
    name: Text = ""
    username: Text = ""


def _none_for_null(value: object) -> object:
    return () if value is None else value


class _History(Register):
    """A work report, as much of it as tells of people."""

    employee_name: Text = ""
    creation_datetime: datetime | None = None
    approved: Flag = False
    approved_by: Annotated[tuple[_Level, ...], BeforeValidator(_none_for_null)] = ()


_HISTORY = register(_History, "work_report")


def read_history(client: IntempusClient, report_id: int) -> ReportHistory | None:
    """Return what Intempus tells of a report, None when it was deleted. Raises Contradiction for one it cannot read."""
    try:
        row = client.row(_HISTORY, report_id)
    except Unreadable as error:
        raise Contradiction(f"Work report {report_id} cannot be read: {error}.", system=SYSTEM) from None
    if row is None:
        return None
    approvals = tuple(_approval(level, level.day) for level in row.approved_by if level.day is not None)
    return ReportHistory(row.employee_name, _danish(row.creation_datetime), approvals, row.approved)


def _approval(level: _Level, day: date) -> Approval:
    at = datetime.combine(day, level.clock or time(), COPENHAGEN)
    return Approval(at, level.label or level.level, level.name or level.username)


def _danish(at: datetime | None) -> datetime | None:
    """Return a moment with its zone. Whether Intempus tells one is not known (sheet 7.14); without, it is Danish."""
    return at.replace(tzinfo=COPENHAGEN) if at is not None and at.tzinfo is None else at

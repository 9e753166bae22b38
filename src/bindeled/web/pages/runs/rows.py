"""What is shown of runs: pure, from what they counted and wrote to words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.mapping.units import common_unit
from bindeled.domain.states import RunState
from bindeled.texts import say
from bindeled.web.figures import age_text, count_text, moment_of, quantity_text, short_day_text
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.today.verdict import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bindeled.run_ports import RunRecord
    from bindeled.store.run_views import WrittenLine, WrittenRecord
    from bindeled.web.figures import Moment

RUN_TONES = {
    RunState.QUEUED: Tone.WAIT,
    RunState.RUNNING: Tone.WAIT,
    RunState.DONE: Tone.GOOD,
    RunState.WAITING: Tone.WAIT,
    RunState.HELD: Tone.ACT,
    RunState.FAILED: Tone.ACT,
}
# What a receipt tells, in this order; what is not counted or nought is left out, but for what was read.
_RECEIPT = (
    *("read", "carried", "created", "updated", "linked", "deactivated", "reactivated", "also_created"),
    *("removed", "reversed", "forgotten", "parked", "released", "held", "unsettled", "cautions", "conflicts"),
    *("would_write", "would_park"),
)
_TRIGGERS = {
    "hand": "hand",
    "schedule": "schedule",
    "hint": "hint",
    "interface": "interface",
    "link works": "link",
    "demo": "hand",
}
_RECORD_EFFECTS = frozenset({"create", "update", "deactivate", "reactivate"})


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in a list. `again` is empty where it does not try again by itself, `did` where it did nothing yet."""

    number: str
    flow: str
    tone: str
    mark: str
    state: str
    at: Moment
    told: str
    again: str
    did: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one run did: each figure with its name. `took` is empty until it is over; `reason` is its own message."""

    line: RunLine
    took: str
    figures: tuple[tuple[str, str], ...]
    reason: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line that a run wrote or took back."""

    number: str
    what: str
    day: str
    employee: str
    project: str
    quantity: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record that a run wrote."""

    number: str
    name: str
    what: str


def run_line(run: RunRecord, now: datetime, language: str) -> RunLine:
    """Return one run as a list shows it."""
    tone = RUN_TONES[run.state]
    again = moment_of(run.again_at, now, language).text if run.again_at else ""
    return RunLine(
        number=str(run.id),
        flow=flow_name(run.flow, language),
        tone=tone.value,
        mark=tone.mark,
        state=say(f"run.{run.state.value}", language),
        at=moment_of(run.finished_at or run.started_at or run.queued_at, now, language),
        told=say(f"run_told.{run.state.value}", language),
        again=say("page.runs.again", language, moment=again) if again else "",
        did=_did(run, language),
        trigger=say(f"page.run.trigger.{_TRIGGERS.get(run.trigger, 'hand')}", language),
    )


def receipt(run: RunRecord, now: datetime, language: str) -> Receipt:
    """Return what one run did."""
    took = run.finished_at - run.started_at if run.finished_at and run.started_at else None
    return Receipt(
        line=run_line(run, now, language),
        took=age_text(took, language, shortest="second") if took is not None else "",
        figures=tuple(
            (say(f"page.run.count.{name}", language), count_text(count, language))
            for name in _RECEIPT
            if (count := run.counts.get(name, 0)) or (name == "read" and run.counts)
        ),
        reason=run.reason,
        is_open=run.finished_at is None,
    )


def line_row(line: WrittenLine, names: Mapping[str, str], language: str) -> LineRow:
    """Return one line that was written or taken back."""
    name = names.get(line.employee, "")
    return LineRow(
        number=str(line.report_id),
        what=say(f"page.run.line.{line.effect.value}", language),
        day=short_day_text(line.day, language),
        employee=f"{name} ({line.employee})" if name else line.employee,
        project=line.project,
        quantity=quantity_text(line.quantity, common_unit(line.unit), language),
    )


def record_row(record: WrittenRecord, language: str) -> RecordRow:
    """Return one record that was written."""
    effect = record.effect if record.effect in _RECORD_EFFECTS else "update"
    return RecordRow(record.number, record.name, say(f"page.run.record.{effect}", language))


def _did(run: RunRecord, language: str) -> str:
    """Return the figures that matter in a few words: what was written and what was set aside."""
    named = [(name, run.counts.get(name, 0)) for name in ("writes", "would_write", "parked", "held")]
    told = [say(f"page.run.did.{name}", language, count=count_text(count, language)) for name, count in named if count]
    return ", ".join(told)

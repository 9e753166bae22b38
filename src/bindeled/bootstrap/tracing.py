"""One report from the moment it was registered to its posting: what we kept, and what both systems tell of it now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.domain.errors import BindeledError
from bindeled.domain.nouns import Place
from bindeled.domain.states import Effect, EntryState
from bindeled.store.views import Moment, report_timeline

if TYPE_CHECKING:
    from datetime import datetime

    from bindeled.bootstrap.flows import Flows
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.nouns import JournalLine
    from bindeled.domain.tracing import LyingLine, ReportHistory
    from bindeled.store.views import ReportTimeline

_IN_UNICONTA = frozenset({Effect.INSERT, Effect.REVERSE})


def trace(flows: Flows, tenant: Tenant, report_id: int) -> ReportTimeline:
    """Return everything that is known of a report, each moment in its place.

    Both systems are asked, in a call of Intempus and one or two of Uniconta for each line that lies there. Where they
    cannot be, `unasked` says why, and what we kept is returned all the same.
    """
    kept = report_timeline(tenant.id, report_id)
    lines = [entry.line for entry in kept.entries if entry.effect in _IN_UNICONTA and entry.state is EntryState.DONE]
    told: list[Moment] = []
    unasked: BindeledError | None = None
    try:
        with flows.open_to_trace(tenant) as tracer:
            told += _of_history(tracer.history(report_id), now())
            told += _of_lines(lines, tracer.lying(lines), now())
    except BindeledError as error:
        unasked = error
    # A report that neither we nor Intempus know is not known.
    is_known = bool(kept.moments) or any(moment.kind != "report.deleted" for moment in told)
    in_order = sorted((*kept.moments, *told), key=lambda moment: moment.at)
    return replace(kept, moments=tuple(in_order) if is_known else (), unasked=unasked)


def _of_history(history: ReportHistory | None, at: datetime) -> list[Moment]:
    if history is None:
        return [Moment(at, "report.deleted", None, {})]
    moments = [
        Moment(approval.at, "report.approved", None, {"by": approval.by, "level": approval.level})
        for approval in history.approvals
    ]
    if history.submitted_at is not None:
        moments.append(Moment(history.submitted_at, "report.submitted", None, {"by": history.submitted_by}))
    if not history.approved:
        moments.append(Moment(at, "report.not_approved", None, {}))
    return moments


def _of_lines(lines: list[JournalLine], lying: list[LyingLine], at: datetime) -> list[Moment]:
    told = [
        Moment(
            at,
            "line.posted" if line.place is Place.POSTED else "line.unposted",
            None,
            {"reference": line.reference, "voucher": line.voucher, "posting": line.posting, "invoice": line.invoice},
        )
        for line in lying
    ]
    shown = {line.reference for line in lying}
    left = [line for line in lines if line.reference not in shown]
    # A share of a row that is not posted yet is told apart from a line that is gone.
    return told + [
        Moment(at, "line.on_timesheet" if line.row else "line.gone", None, {"reference": line.reference})
        for line in left
    ]

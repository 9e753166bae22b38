"""What pages and commands show, as frozen rows. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Min, Q, Sum

from bindeled.domain.calendar import COPENHAGEN
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import BindeledError, Evidence
from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.states import Effect, EntryState, VersionState
from bindeled.store import lines, models
from bindeled.store.connections import connection_from
from bindeled.store.ledger import FLOW
from bindeled.store.versions import version_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.nouns import JournalLine


_IN_HOURS = Q(unit__in=HOUR_UNITS)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many reports, and the hours of those that are registered in hours; None where the ledger has no line yet."""

    reports: int
    hours: Decimal | None


@dataclass(frozen=True, slots=True)
class Waiting(Amount):
    """The reports that wait, the oldest day, and since when the longest waits.

    `hours` are of those that say from when to when somebody worked, None when none of those that are noted do.
    """

    oldest: date | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FlowToday:
    """How the reports of one tenant stand on one Danish day.

    `carried` arrived in Uniconta that day. `waiting` are due while a link is shut, are under way, or were tried that
    day and did not arrive.
    `parked` are in the inbox now, counted by cause in `causes`.
    """

    carried: Amount
    waiting: Waiting
    parked: Amount
    causes: Mapping[Cause, int]

    @property
    def approved(self) -> int:
        """Return how many approved reports the ledger knows of: carried, waiting and parked together."""
        return self.carried.reports + self.waiting.reports + self.parked.reports


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A report in the inbox, and since when."""

    report_id: int
    date: date | None
    finding: Finding
    since: datetime


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A ledger entry as it stands: what was sent, under which run and login, and how it ended."""

    id: int
    reference: str
    generation: int
    effect: Effect
    state: EntryState
    line: JournalLine
    cautions: tuple[str, ...]
    run_id: int
    credential_version: int
    epoch: int
    created_at: datetime
    sent_at: datetime
    settled_at: datetime | None
    row_id: int | None
    code: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a report. `kind` is a dotted name, `facts` what its sentence names."""

    at: datetime
    kind: str
    run_id: int | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReportTimeline:
    """Everything known of one report: its ledger entries, and what happened to it in the order of time.

    `unasked` is why a system could not be asked what it knows of it now, None where they were, or need not be.
    """

    entries: tuple[EntryRow, ...]
    moments: tuple[Moment, ...]
    unasked: BindeledError | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A connection with the version in use and the last answer that was kept as evidence."""

    connection: Connection
    version: VersionRecord | None
    calls_today: int
    answered_at: datetime | None
    evidence: Evidence | None


def flow_today(tenant_id: int, day: date) -> FlowToday:
    """Return how the tenant's reports stand on this Danish day. A report is in one of the three only."""
    begin = datetime.combine(day, time(), COPENHAGEN)
    end = datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
    parked_rows = _parked(tenant_id)
    apart = (
        _entries(tenant_id).filter(effect=Effect.INSERT.value).exclude(report_id__in=parked_rows.values("report_id"))
    )
    held_rows = models.HeldReport.objects.filter(tenant_id=tenant_id, flow=FLOW)
    # Asked for apart and by their first columns: then each is found by an index that holds nothing else, and a tenant
    # with half a million entries waits no longer than one with none.
    inserts = models.LedgerEntry.objects.filter(tenant_id=tenant_id, effect=Effect.INSERT.value)
    free = inserts.exclude(report_id__in=parked_rows.values("report_id")).exclude(
        report_id__in=held_rows.values("report_id")
    )
    sent_for = [
        *_tried(free.filter(state=EntryState.SENDING.value, reference__gt="")),
        *_tried(free.filter(state=EntryState.NOT_THERE.value, sent_at__gte=begin, sent_at__lt=end)),
    ]
    causes = parked_rows.values_list("cause").annotate(Count("pk")).order_by("cause")
    counted = {Cause(cause): count for cause, count in causes}
    return FlowToday(
        carried=_amount(apart.filter(state=EntryState.DONE.value, settled_at__gte=begin, settled_at__lt=end)),
        waiting=_waiting(held_rows, sent_for),
        parked=Amount(sum(counted.values()), _parked_hours(parked_rows)),
        causes=counted,
    )


def parked(tenant_id: int) -> list[ParkedRow]:
    """Return the inbox, the longest waiting first."""
    return [
        ParkedRow(row.report_id, row.date, Finding(Cause(row.cause), row.facts), row.since)
        for row in _parked(tenant_id).order_by("since", "report_id")
    ]


def report_timeline(tenant_id: int, report_id: int) -> ReportTimeline:
    """Return everything known of one report, empty when it was never carried or parked."""
    entries = [_entry_row(row) for row in _entries(tenant_id).filter(report_id=report_id).order_by("created_at", "pk")]
    stays = models.ParkedReport.objects.filter(tenant_id=tenant_id, flow=FLOW, report_id=report_id).order_by("pk")
    moments = [moment for stay in stays for moment in _stay_moments(stay)]
    moments += [moment for entry in entries for moment in _entry_moments(entry)]
    runs = _run_moments({moment.run_id for moment in moments if moment.run_id is not None})
    # What has the same time keeps this order: the run first, then what it did.
    return ReportTimeline(tuple(entries), tuple(sorted(runs + moments, key=lambda moment: moment.at)))


def connection_rows(tenant_id: int, day: date) -> list[LinkRow]:
    """Return the tenant's connections by system, with the calls made on this Danish day."""
    rows = models.Connection.objects.filter(tenant_id=tenant_id).order_by("system")
    return [_link_row(row, day) for row in rows]


def connection_row(connection_id: int, day: date) -> LinkRow:
    """Return the same of one connection, which is there."""
    return _link_row(models.Connection.objects.get(pk=connection_id), day)


def calls_on(day: date) -> dict[int, int]:
    """Return how many calls were made on this Danish day, by connection; one that made none is left out."""
    return dict(models.CallCount.objects.filter(day=day).values_list("connection_id", "calls"))


def _entries(tenant_id: int) -> QuerySet[models.LedgerEntry]:
    return models.LedgerEntry.objects.filter(tenant_id=tenant_id, flow=FLOW)


def _parked(tenant_id: int) -> QuerySet[models.ParkedReport]:
    return models.ParkedReport.objects.filter(tenant_id=tenant_id, flow=FLOW, released_at=None, dismissed_at=None)


def _amount(rows: QuerySet[models.LedgerEntry]) -> Amount:
    found = rows.aggregate(reports=Count("report_id", distinct=True), hours=Sum("hours"))
    return Amount(found["reports"], found["hours"] or Decimal(0))


def _parked_hours(rows: QuerySet[models.ParkedReport]) -> Decimal | None:
    """Return the hours of what is parked, None where one of them does not say how much it is."""
    found = rows.aggregate(unknown=Count("pk", filter=Q(quantity=None)), hours=Sum("quantity", filter=_IN_HOURS))
    return None if found["unknown"] else found["hours"] or Decimal(0)


class _Tried(NamedTuple):
    """One line that was sent and of which it is not known that it arrived."""

    report_id: int
    hours: Decimal | None
    day: date
    since: datetime


def _tried(rows: QuerySet[models.LedgerEntry]) -> list[_Tried]:
    return [_Tried(*row) for row in rows.values_list("report_id", "hours", "date", "created_at")]


def _waiting(held: QuerySet[models.HeldReport], tried: Sequence[_Tried]) -> Waiting:
    noted = held.aggregate(reports=Count("pk"), hours=Sum("hours"), oldest=Min("date"), since=Min("since"))
    hours = sum((one.hours for one in tried if one.hours is not None), Decimal())
    return Waiting(
        reports=noted["reports"] + len({one.report_id for one in tried}),
        hours=None if noted["reports"] and noted["hours"] is None else (noted["hours"] or 0) + hours,
        oldest=min(filter(None, (noted["oldest"], *(one.day for one in tried))), default=None),
        since=min(filter(None, (noted["since"], *(one.since for one in tried))), default=None),
    )


def _entry_row(row: models.LedgerEntry) -> EntryRow:
    return EntryRow(
        id=row.pk,
        reference=row.reference,
        generation=row.generation,
        effect=Effect(row.effect),
        state=EntryState(row.state),
        line=lines.decode(row.line),
        cautions=tuple(row.cautions.split(",")) if row.cautions else (),
        run_id=row.run_id,
        credential_version=row.credential_version,
        epoch=row.epoch,
        created_at=row.created_at,
        sent_at=row.sent_at,
        settled_at=row.settled_at,
        row_id=row.row_id,
        code=row.code,
    )


def _entry_moments(entry: EntryRow) -> list[Moment]:
    facts = {
        "reference": entry.reference,
        "effect": entry.effect.value,
        "row": entry.line.row,
        "credential_version": entry.credential_version,
    }
    moments = [Moment(entry.sent_at, "entry.sending", entry.run_id, facts)]
    if entry.created_at != entry.sent_at:
        moments.append(Moment(entry.created_at, "entry.first_sending", None, facts))
    if entry.settled_at is not None:
        ended = {**facts, "row_id": entry.row_id, "code": entry.code}
        moments.append(Moment(entry.settled_at, f"entry.{entry.state.value}", entry.run_id, ended))
    return moments


def _stay_moments(stay: models.ParkedReport) -> list[Moment]:
    facts = {"cause": stay.cause, **stay.facts}
    moments = [Moment(stay.since, "report.parked", stay.run_id, facts)]
    if stay.released_at is not None:
        moments.append(Moment(stay.released_at, "report.released", None, facts))
    return moments


def _run_moments(run_ids: set[int]) -> list[Moment]:
    events = models.Event.objects.filter(run_id__in=run_ids, kind__startswith="run.").order_by("pk")
    return [Moment(event.at, event.kind, event.run_id, event.facts) for event in events]


def _link_row(row: models.Connection, day: date) -> LinkRow:
    version = row.credentialversion_set.filter(state=VersionState.ACTIVE.value).first()
    answer = row.evidence_set.order_by("-pk").first()
    calls = row.callcount_set.filter(day=day).values_list("calls", flat=True).first()
    return LinkRow(
        connection=connection_from(row),
        version=version_from(version) if version else None,
        calls_today=calls or 0,
        answered_at=answer.at if answer else None,
        evidence=Evidence(**answer.answer) if answer else None,
    )


def every_connection() -> list[Connection]:
    """Return the connections of all tenants that have been made."""
    return [connection_from(row) for row in models.Connection.objects.order_by("tenant_id", "system")]

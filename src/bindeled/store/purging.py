"""Deletes what has been kept for its time, a few hundred rows in each transaction: nobody waits for it.

The audit is none of it: its entries are one chain, and stay.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from bindeled.domain.calendar import danish_day, danish_moment
from bindeled.domain.notices import NoticeState
from bindeled.domain.retention import Kept
from bindeled.domain.states import EntryState
from bindeled.store import models
from bindeled.store.audit import record
from bindeled.store.old_trail import OldTrail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

AT_ONCE = 500
# The newest of these events tells what was last told of the disk.
_LASTING = "disk."
_WAITING = (NoticeState.QUEUED.value, NoticeState.SENDING.value)


def _old_runs(before: datetime) -> QuerySet[models.Run]:
    """Return the runs that ended before this; the newest of each flow stays, since it tells how the flow stands."""
    newest = models.Run.objects.values("tenant_id", "flow").annotate(newest=Max("pk")).values("newest")
    return models.Run.objects.filter(finished_at__lt=before).exclude(pk__in=newest)


# What goes once it is older than a moment, by the kind that says how old, and by what it is called.
OLD: Mapping[Kept, Mapping[str, Callable[[datetime], QuerySet[Any]]]] = {
    Kept.TECHNICAL: {
        "events": lambda before: models.Event.objects.filter(at__lt=before).exclude(kind__startswith=_LASTING),
        "runs": _old_runs,
        "answers": lambda before: models.Evidence.objects.filter(at__lt=before),
        "call_counts": lambda before: models.CallCount.objects.filter(day__lt=danish_day(before)),
        "login_attempts": lambda before: models.LoginAttempt.objects.filter(at__lt=before),
        "snapshots": lambda before: models.Snapshot.objects.filter(at__lt=before),
        "shadow_steps": lambda before: models.ShadowStep.objects.filter(shadow__ended_at__lt=before),
    },
    Kept.INBOX: {
        "inbox_stays": lambda before: models.ParkedReport.objects.filter(released_at__lt=before),
        "record_stays": lambda before: models.ParkedRecord.objects.filter(released_at__lt=before),
        "watch_causes": lambda before: models.WatchCause.objects.filter(gone_at__lt=before),
        "conflicts": lambda before: models.FieldConflict.objects.filter(decided_at__lt=before),
    },
    Kept.MAILS: {
        "notices": lambda before: models.Notice.objects.filter(created_at__lt=before).exclude(state__in=_WAITING),
        "troubles": lambda before: models.ToldTrouble.objects.filter(closed_at__lt=before),
    },
}


def count_old(kind: Kept, before: datetime) -> dict[str, int]:
    """Return how many rows of a kind are older than this and would go, by what they are."""
    return {name: older(before).count() for name, older in OLD[kind].items()}


def purge_old(kind: Kept, before: datetime) -> dict[str, int]:
    """Delete the rows of a kind that are older than this, and return how many went, by what they were."""
    return {name: _delete(older(before)) for name, older in OLD[kind].items()}


def count_trail(tenant_id: int, kept_from: date) -> dict[str, int]:
    """Return how much of a tenant's trail belongs to days before this one and would go."""
    entries, writes = _old_trail(tenant_id, kept_from)
    return {"ledger_entries": entries.count(), "register_writes": writes.count()}


def purge_trail(tenant_id: int, kept_from: date, at: datetime) -> dict[str, int]:
    """Delete a tenant's trail of the days before this one, return how much went, and write that into the audit."""
    entries, writes = _old_trail(tenant_id, kept_from)
    gone = {"ledger_entries": entries.purge(), "register_writes": _delete(writes)}
    if any(gone.values()):
        facts = {**gone, "kept_from": kept_from.isoformat()}
        record("trail.purged", f"tenant {tenant_id}", at, facts, tenant_id=tenant_id)
    return gone


def _old_trail(tenant_id: int, kept_from: date) -> tuple[OldTrail, QuerySet[models.RegisterWrite]]:
    moment = danish_moment(kept_from, time())
    writes = models.RegisterWrite.objects.filter(tenant_id=tenant_id, sent_at__lt=moment)
    return OldTrail(tenant_id, kept_from, moment), writes.exclude(state=EntryState.SENDING.value)


def _delete(rows: QuerySet[Any]) -> int:
    """Delete these rows in the order of their ids; return how many of them went, without what hung on them."""
    gone, after, label = 0, 0, f"store.{rows.model.__name__}"
    while ids := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            # Looked for anew: what is needed again by now stays.
            gone += rows.filter(pk__in=ids).delete()[1].get(label, 0)
        after = ids[-1]
    return gone
